"""Mail that is no filing."""

import json
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from desk import store
from desk.dossier_list import count_tabs
from desk.paging import page_of
from storage.objects import ObjectMissing
from storage.register.models import Pli
from storage.register.transitions import Status

ROWS_A_PAGE = 25


@dataclass(frozen=True, kw_only=True, slots=True)
class CourrierRow:
    """``reasons`` are sentences in French: why this pli opens no dossier."""

    pli: Pli
    reasons: tuple[str, ...]


def courriers(request: HttpRequest) -> HttpResponse:
    """Those with an alert first, then the latest arrival."""
    plis = Pli.objects.filter(status=Status.COURRIER, purge_begun_at=None).order_by("-received_at", "-id")
    page = page_of(plis, request.GET.get("page"), size=ROWS_A_PAGE)
    context = {
        "page": page,
        "rows": [CourrierRow(pli=pli, reasons=_reasons(pli.id)) for pli in page],
        "alerts": [] if page.number > 1 else list(plis.filter(alertes__gt=0)[:ROWS_A_PAGE]),
        "tabs": count_tabs(),
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else None,
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else None,
    }
    return render(request, "desk/courriers.html", context)


def _reasons(pli_id: str) -> tuple[str, ...]:
    """From ``courrier.json``: the register does not repeat them."""
    try:
        content = json.loads(store.objects().get_bytes(f"courriers/{pli_id}/courrier.json"))
    except ObjectMissing:
        return ()
    return tuple(str(reason["message"]) for reason in content["reasons"])

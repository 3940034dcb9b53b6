"""What nobody could read, and what did not even come out of its mailbox."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from desk.dossier_list import count_tabs
from desk.paging import page_of
from dossier.quarantine import DANGEROUS_CODES
from storage.register.ledger import messages_left
from storage.register.models import Pli
from storage.register.transitions import Status

ROWS_A_PAGE = 50


def quarantaine(request: HttpRequest) -> HttpResponse:
    """The latest arrival first: somebody has to look at each, for it may be a filing."""
    plis = Pli.objects.filter(status=Status.QUARANTINE, purge_begun_at=None).order_by("-received_at", "-id")
    page = page_of(plis, request.GET.get("page"), size=ROWS_A_PAGE)
    context = {
        "page": page,
        "dangerous": DANGEROUS_CODES,
        "left": messages_left(),
        "tabs": count_tabs(),
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else None,
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else None,
    }
    return render(request, "desk/quarantaine.html", context)

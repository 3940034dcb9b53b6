"""The list of dossiers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from desk.dossier_list import DossierQuery, count_tabs, open_alerts
from desk.paging import page_of
from storage.register.ledger import batches_to_check, doubtful_places

ROWS_A_PAGE = 50


def dossiers(request: HttpRequest) -> HttpResponse:
    """Open alerts first, then the dossiers asked for."""
    query = DossierQuery.of(request.GET.dict())
    page = page_of(query.rows(), request.GET.get("page"), size=ROWS_A_PAGE)
    context = {
        "query": query,
        "page": page,
        "tabs": count_tabs(),
        "alerts": None if query.narrowed or page.number > 1 else open_alerts(),
        "lots_to_check": 0 if query.narrowed or page.number > 1 else batches_to_check() + doubtful_places(),
        "today": timezone.localdate(),
        "previous_url": query.url(page=page.previous_page_number()) if page.has_previous() else None,
        "next_url": query.url(page=page.next_page_number()) if page.has_next() else None,
        "turned_url": query.url(tri=None if query.oldest_first else "anciens"),
    }
    return render(request, "desk/dossiers.html", context)

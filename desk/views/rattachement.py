"""The tray « à rattacher », and the page on which an agent says where a courrier belongs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from desk.dossier_list import count_tabs
from desk.joining import courrier_sheet, find_courrier
from desk.joining_form import JoiningAnswer
from desk.paging import page_of
from storage.register.joining import in_tray
from storage.register.transitions import Status

ROWS_A_PAGE = 15
_TOLD = "rattachement_dit"


@require_safe
def a_rattacher(request: HttpRequest) -> HttpResponse:
    """The oldest first: each waits for an agent."""
    page = page_of(in_tray().order_by("received_at", "id"), request.GET.get("page"), size=ROWS_A_PAGE)
    context = {
        "page": page,
        "sheets": [courrier_sheet(pli) for pli in page],
        "tabs": count_tabs(),
        "told": request.session.pop(_TOLD, None),
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else None,
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else None,
    }
    return render(request, "desk/a_rattacher.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rattachement(request: HttpRequest, pli_id: str) -> HttpResponse:
    """One courrier with its proposals; a POST says where it belongs."""
    pli = find_courrier(pli_id)
    answer = None
    if request.method == "POST":
        answer = JoiningAnswer.of(request.POST)
        if answer.error is None:
            request.session[_TOLD] = answer.carry_out(pli.id, who=f"agent:{request.user.get_username()}")
            return redirect("a_rattacher")
    context = {
        "sheet": courrier_sheet(pli),
        "answer": answer,
        "open": pli.status == Status.COURRIER,
    }
    return render(request, "desk/rattachement.html", context, status=422 if answer else 200)

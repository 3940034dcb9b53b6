"""Scanned lots: what their cover sheets announced, what was found, and what only a person can tell."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from desk.dossier_list import count_tabs
from storage.register.ledger import BatchCount, DoubtfulPli, doubts_in, latest_batches, see_batch


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchRow:
    batch: BatchCount
    doubts: tuple[DoubtfulPli, ...]


def lots(request: HttpRequest) -> HttpResponse:
    """The batches scanned last; those to look at first."""
    batches = sorted(latest_batches(), key=lambda batch: not batch.to_check)
    rows = [BatchRow(batch=one, doubts=tuple(doubts_in(one.number)) if one.doubts else ()) for one in batches]
    return render(request, "desk/lots.html", {"rows": rows, "loose": doubts_in(None), "tabs": count_tabs()})


@require_POST
def seen(request: HttpRequest, number: str) -> HttpResponse:
    """The agent has looked at what is off with a batch."""
    see_batch(number, who=request.user.get_username())
    return redirect("lots")

"""The page of a pièce: all its pages, large, to be read one after the other."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from desk.dossier_sheet import DossierSheet, PieceSheet, load_sheet
from desk.medical import is_closed, open_piece


@require_http_methods(["GET", "HEAD", "POST"])
def piece(request: HttpRequest, dossier_id: str, rank: int) -> HttpResponse:
    """The pièce; a medical one asks first, and a POST opens it for this session."""
    sheet = load_sheet(dossier_id)
    shown = sheet.piece(rank)
    if request.method == "POST":
        if is_closed(request, shown):
            open_piece(request, dossier_id, shown)
        return redirect("piece", dossier_id=dossier_id, rank=rank)
    before, after = sheet.neighbours(rank)
    context = {"sheet": sheet, "row": sheet.row, "piece": shown, "before": before, "after": after}
    if is_closed(request, shown):
        return render(request, "desk/piece_fermee.html", context)
    return render(request, "desk/piece.html", {**context, "pages": _pages(sheet, shown)})


def _pages(sheet: DossierSheet, shown: PieceSheet) -> list[dict[str, object]]:
    """Each page with the boxes of the quotes that stand on it."""
    return [
        {
            "number": number,
            "boxes": [
                box
                for item in sheet.evidence
                if item.piece.rank == shown.rank and item.page == number
                for box in item.boxes
            ],
        }
        for number in shown.numbers
    ]

"""The picture of a page, large or as a thumbnail."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from desk.dossier_sheet import load_sheet
from desk.medical import require_open
from desk.page_image import JPEG
from desk.page_pictures import PAGE_DPI, THUMBNAIL_DPI, page_picture
from dossier.errors import DocumentError

_UNREADABLE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297"><rect width="210" height="297" fill="#f2f2f2"/>'
    '<text x="105" y="145" font-family="sans-serif" font-size="12" text-anchor="middle" fill="#3a3a3a">'
    'Cette page ne peut pas<tspan x="105" dy="16">être affichée</tspan></text></svg>'
)


@require_safe
def page(request: HttpRequest, dossier_id: str, rank: int, number: int) -> HttpResponse:
    """The page large enough to be read."""
    return _picture(request, dossier_id, rank, number, PAGE_DPI)


@require_safe
def thumbnail(request: HttpRequest, dossier_id: str, rank: int, number: int) -> HttpResponse:
    """The page large enough to be recognised."""
    return _picture(request, dossier_id, rank, number, THUMBNAIL_DPI)


def _picture(request: HttpRequest, dossier_id: str, rank: int, number: int, dpi: int) -> HttpResponse:
    shown = load_sheet(dossier_id).piece(rank)
    require_open(request, shown)
    if number not in shown.numbers:
        raise Http404("Cette pièce n'a pas de page de ce numéro.")
    try:
        return HttpResponse(page_picture(shown.key, shown.sha256, number, dpi), content_type=JPEG)
    except DocumentError:
        return HttpResponse(_UNREADABLE, content_type="image/svg+xml", status=422)

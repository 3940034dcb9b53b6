"""Files to read or to take away. Their keys come from the register and the manifest, never from the address."""

import tempfile
from pathlib import Path

from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from desk import store
from desk.dangerous import require_harmless
from desk.dossier_sheet import find_row, load_sheet
from desk.medical import require_open
from desk.protection import FILE_CSP, PDF_CSP
from dossier.ids import revision_key, safe_name
from dossier.quarantine import DANGEROUS_CODES
from storage.register.models import Pli

PDF = "application/pdf"
UNTOUCHED = "application/octet-stream"


@require_safe
def piece_pdf(request: HttpRequest, dossier_id: str, rank: int) -> FileResponse:
    """The searchable PDF of a pièce, shown in the browser."""
    shown = load_sheet(dossier_id).piece(rank)
    require_open(request, shown)
    return _file(shown.key, Path(shown.key).name, PDF, PDF_CSP, attachment=False)


@require_safe
def original(request: HttpRequest, dossier_id: str, index: int) -> FileResponse:
    """An original as it was received, to save: whatever is in it, the browser does not open it."""
    del request
    file = load_sheet(dossier_id).original(index)
    require_harmless(dangerous=file.dangerous)
    wanted = file.original
    return _file(wanted.key, wanted.name, UNTOUCHED, FILE_CSP, attachment=True)


@require_safe
def received(request: HttpRequest, pli_id: str) -> FileResponse:
    """The file of a courrier, or of a pli in quarantine, as it was received, to save."""
    del request
    pli = Pli.objects.filter(id=pli_id, purge_begun_at=None).first()
    if pli is None:
        raise Http404("Ce pli n'existe pas.")
    inside = Q(id=pli.id) | Q(lot=pli)  # of a lot: the plis cut from it
    require_harmless(dangerous=Pli.objects.filter(inside, fault_code__in=DANGEROUS_CODES).exists())
    return _file(pli.key, pli.name, UNTOUCHED, FILE_CSP, attachment=True)


@require_safe
def manifest(request: HttpRequest, dossier_id: str) -> HttpResponse:
    """``dossier.json``, as the instruction gets it."""
    del request
    data = store.objects().get_bytes(find_row(dossier_id).manifest)
    return HttpResponse(data, content_type="application/json", headers={"Content-Security-Policy": FILE_CSP})


@require_safe
def revision(request: HttpRequest, dossier_id: str, number: int) -> HttpResponse:
    """A revision as it was filed."""
    del request
    row = find_row(dossier_id)
    if not 1 <= number <= row.revision:
        raise Http404("Ce dossier n'a pas de révision de ce numéro.")
    data = store.objects().get_bytes(revision_key(row.id, number))
    return HttpResponse(data, content_type="application/json", headers={"Content-Security-Policy": FILE_CSP})


def _file(key: str, untrusted_name: str, media_type: str, csp: str, *, attachment: bool) -> FileResponse:
    """The object, fetched to a nameless temporary file and sent from there in bounded memory."""
    with tempfile.TemporaryDirectory(prefix="pli-desk-") as folder:
        path = Path(folder) / "object"
        store.objects().fetch_file(key, path)
        file = path.open("rb")  # stays readable once the folder is gone
    return FileResponse(
        file,
        as_attachment=attachment,
        filename=safe_name(untrusted_name),
        content_type=media_type,
        headers={"Content-Security-Policy": csp},
    )

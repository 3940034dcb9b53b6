"""The page of a dossier."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from desk.dossier_sheet import load_sheet
from desk.identity import identity_of
from storage.register.models import Event
from storage.register.models.event import Kind


def dossier(request: HttpRequest, dossier_id: str) -> HttpResponse:
    """The proposed finding with its evidence, then everything else that the manifest says."""
    sheet = load_sheet(dossier_id)
    context = {
        "sheet": sheet,
        "row": sheet.row,
        "findings": sheet.dossier.findings,
        "finding": sheet.dossier.findings.recevabilite,
        "identity": identity_of(sheet.dossier.findings.demandeur),
        "faulty_plis": sheet.row.plis.exclude(fault_message=None),
        "history": Event.objects.filter(kind=Kind.DOSSIER, subject=sheet.row.id).order_by("position"),
        "today": timezone.localdate().isoformat(),
    }
    return render(request, "desk/dossier.html", context)

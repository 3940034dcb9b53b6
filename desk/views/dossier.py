"""The page of a dossier."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from desk.dossier_sheet import load_sheet
from desk.identity import identity_of
from desk.joining import proposals_of_dossier, waiting_of_dossier
from desk.revisions import decided_before, revisions_of
from storage.register.models import Event
from storage.register.models.event import Kind


def dossier(request: HttpRequest, dossier_id: str) -> HttpResponse:
    """The proposed finding with its evidence, then everything else that the manifest says."""
    sheet = load_sheet(dossier_id)
    history = list(Event.objects.filter(kind=Kind.DOSSIER, subject=sheet.row.id).order_by("position"))
    plis = [pli.id for pli in sheet.dossier.plis]
    proposals, waiting = proposals_of_dossier(plis), waiting_of_dossier(sheet.row.id, plis)
    context = {
        "sheet": sheet,
        "row": sheet.row,
        "findings": sheet.dossier.findings,
        "finding": sheet.dossier.findings.recevabilite,
        "identity": identity_of(sheet.dossier.findings.demandeur),
        "faulty_plis": sheet.row.plis.exclude(fault_message=None),
        "history": history,
        "revisions": revisions_of(history),
        "decided_before": decided_before(sheet.dossier),
        "proposals": proposals,
        "waiting": waiting,
        "possible": len(proposals) + len(waiting),
        "today": timezone.localdate().isoformat(),
    }
    return render(request, "desk/dossier.html", context)

"""How a pli that was read ends: in a dossier of its own, in one that it continues, or among the courriers."""

from dataclasses import replace
from pathlib import Path

from dossier.errors import DocumentError
from dossier.findings import NatureReason
from dossier.joining import Verdict
from dossier.mail import Nature
from workers.filing import (
    Deferred,
    Ending,
    Filed,
    Joined,
    KeptFile,
    SetAside,
    file_courrier,
    file_dossier,
    quarantine,
    store_pli,
)
from workers.joined import join_pli
from workers.lots import OpenedPli
from workers.pieces import build_pieces
from workers.read_pli import ReadPli, read_pli
from workers.reception import Reception, Tools

BLANK_PLI = DocumentError(
    "pages_blanches", "Toutes les pages de ce pli sont blanches : vérifiez le sens de numérisation, ou redemandez-le."
)
UNREAD_PLI = DocumentError(
    "pages_illisibles",
    "Aucune page de ce pli n'a pu être lue : images démesurées, page trop longue à lire ou fichier abîmé ; "
    "demandez-le dans un autre format.",
)
SEVERAL_PERSONS = NatureReason(
    code="plusieurs_personnes",
    message="Joint au dossier auquel il se rattache, ce pli y mêlerait plusieurs personnes : un agent doit trancher.",
)

NOT_READ_TOGETHER = NatureReason(
    code="relecture_impossible",
    message="Le dossier auquel ce pli se rattache n'a pas pu être relu avec lui : un agent doit trancher.",
)


def finish(reception: Reception, opened: OpenedPli, tools: Tools, work: Path) -> Ending:
    """The ending of one pli. All that it lists is stored when it returns."""
    if all(page.blank for pages in opened.pages for page in pages):
        return _quarantine(reception, opened, BLANK_PLI, tools)
    if all(page.blank or page.unread for pages in opened.pages for page in pages):
        return _quarantine(reception, opened, UNREAD_PLI, tools)
    pli = read_pli(reception, opened, tools)
    if pli.is_cut_now and not pli.has_embedded and opened.place and tools.dossiers.defers(opened.place):
        return Deferred(pli=store_pli(reception, opened, pli.findings.nature, tools)[0])
    verdict = tools.dossiers.verdict(pli.newcomer)
    try:
        if verdict.joins is None or pli.has_embedded:
            return _finish_alone(pli, verdict, tools, work)
        return _join(pli, verdict, tools, work)
    except DocumentError as fault:
        return _quarantine(reception, opened, fault, tools)


def _join(pli: ReadPli, verdict: Verdict, tools: Tools, work: Path) -> Ending:
    """Of the plis of one lot each must see what the one before has made of the dossier: they are joined later."""
    if pli.is_cut_now:
        return Deferred(pli=store_pli(pli.reception, pli.opened, Nature.COMPLEMENT, tools)[0])
    joined, why_not = _joined_or_why_not(pli, verdict, tools, work)
    if joined is not None:
        return joined
    told = replace(pli.findings, nature_reasons=(*pli.findings.nature_reasons, why_not))
    return replace(_finish_alone(replace(pli, findings=told), verdict, tools, work), settled=True)


def _joined_or_why_not(pli: ReadPli, verdict: Verdict, tools: Tools, work: Path) -> tuple[Joined | None, NatureReason]:
    if tools.by_itself:
        return None, NOT_READ_TOGETHER
    try:
        with tools.span("join"):
            return join_pli(pli, verdict, tools, work), SEVERAL_PERSONS
    except DocumentError:  # a file of the dossier: the pli that came is not to blame
        return None, NOT_READ_TOGETHER


def _finish_alone(pli: ReadPli, verdict: Verdict, tools: Tools, work: Path) -> Filed | SetAside:
    if pli.findings.nature is not Nature.DEPOT and not verdict.own:
        with tools.span("file"):
            aside = file_courrier(pli.reception, pli.opened, pli.findings, tools, verdict.belongs_to)
        return replace(aside, newcomer=pli.newcomer, settled=pli.has_embedded)
    filing = replace(pli.findings, nature=Nature.DEPOT)
    arrived = pli.envelope.received_at  # read again, a pli gives the same bytes
    with tools.span("pieces"):
        built = build_pieces(pli.opened, filing, lambda piece: arrived, tools, work)
    with tools.span("file"):
        filed = file_dossier(pli.reception, pli.opened, filing, built, tools)
    return replace(filed, newcomer=pli.newcomer, settled=verdict.own or pli.has_embedded)


def _quarantine(reception: Reception, opened: OpenedPli, fault: DocumentError, tools: Tools) -> Ending:
    kept = KeptFile.of_pli(reception, opened)
    return quarantine(kept, [(kept.name, fault)], tools)

"""A pli continues a dossier: the whole of it is read and judged anew, and becomes the next revision."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from dossier.filing import Cause, Dossier
from dossier.findings import Findings
from dossier.joining import Verdict
from dossier.mail import Nature, Pli
from dossier.piece import Piece
from dossier.recevabilite import Motif
from ingest.formats import MESSAGES
from workers.bundles import Envelope, understand
from workers.filing import Joined, ocr_use, store_pli, with_lost_pieces
from workers.lots import OpenedPli
from workers.pieces import build_pieces, piece_faults
from workers.read_pli import ReadPli
from workers.reception import Tools
from workers.reopening import reopen_pli, together
from workers.revisions import load_revision, put_pieces


def join_pli(new: ReadPli, verdict: Verdict, tools: Tools, work: Path) -> Joined | None:
    """The next revision of the dossier that ``verdict`` names, with ``new`` as its last pli.

    Its originals and pièces are stored; its manifest is when it is recorded. An agent's decision stays. None when the
    pages, read together, speak of several persons where the dossier alone did not: only an agent joins such a pli.
    Raises DocumentError when a file of the dossier cannot be opened any more.
    """
    assert verdict.joins is not None  # the caller asks for those that join
    base = load_revision(verdict.joins, tools.dossiers.revision(verdict.joins), tools)
    replaced = {pli.lot.replaces for pli in base.plis if pli.lot} | {verdict.replaces}
    reopened = [reopen_pli(pli, tools, work / f"joined-{at:02}") for at, pli in enumerate(base.plis)]
    earlier = [_set_aside(one) if one.id in replaced else one for one in reopened]
    whole = together(base.id, [*earlier, new.opened])
    nature = Nature.DEPOT if verdict.replaces else Nature.COMPLEMENT
    pli, faults = store_pli(new.reception, _standing_for(new.opened, verdict), nature, tools)
    before = (_as_read(one, again, tools) for one, again in zip(base.plis, earlier, strict=True))
    plis = (*before, pli)
    findings = understand(whole, _envelope_of(plis, whole), tools)
    if verdict.who is None and _names_more_persons(findings, base.findings):
        return None
    built = build_pieces(whole, findings, lambda piece: _dated(piece, plis), tools, work)
    originals = [original for one in plis for original in one.originals]
    faults = with_lost_pieces(pli, faults, piece_faults(built, originals), tools)
    dossier = Dossier(
        id=base.id,
        revision=base.revision + 1,
        cause=Cause.CORRECTION if verdict.replaces else Cause.COMPLEMENT,
        created_at=tools.now(),
        prefecture=base.prefecture,
        numero=base.numero,
        plis=plis,
        findings=findings,
        stored_pieces=tuple(put_pieces(base.id, built, tools, base)),
        version=tools.version,
        ocr=ocr_use(whole.pages, tools),
        antivirus=tools.antivirus.state,
        decision=base.decision,
    )
    return Joined(pli=pli, dossier=dossier, newcomer=new.newcomer, verdict=verdict, faults=faults)


def _set_aside(opened: OpenedPli) -> OpenedPli:
    """A pli that a later scan of the same envelope replaces: its pages stay listed and say nothing any more."""
    return replace(opened, originals=tuple(replace(original, set_aside=True) for original in opened.originals))


def _standing_for(opened: OpenedPli, verdict: Verdict) -> OpenedPli:
    return replace(opened, lot=replace(opened.lot, replaces=verdict.replaces)) if opened.lot else opened


def _as_read(pli: Pli, again: OpenedPli, tools: Tools) -> Pli:
    """The pli with what is known of it today: its pages as they were read now, and all its arrivals."""
    originals = tuple(
        replace(original, pages=one.pages, error=one.fault.code if one.fault and not one.pages else None)
        for original, one in zip(pli.originals, again.originals, strict=True)
    )
    return replace(pli, originals=originals, arrivals=tools.dossiers.arrivals(pli.id) or pli.arrivals)


def _envelope_of(plis: tuple[Pli, ...], whole: OpenedPli) -> Envelope:
    """Sent as the first pli was; judged on the day of the last: a late attestation is no document of the future."""
    heads = [one.file.head for one in whole.originals if one.file.format in MESSAGES and not one.file.depth]
    return Envelope(
        channel=plis[0].channel, received_at=max(pli.received_at for pli in plis), message=heads[0] if heads else None
    )


def _names_more_persons(now: Findings, before: Findings) -> bool:
    def several(findings: Findings) -> bool:
        return any(reason.code is Motif.PLUSIEURS_PERSONNES for reason in findings.recevabilite.reasons)

    return several(now) and not several(before)


def _dated(piece: Piece, plis: tuple[Pli, ...]) -> datetime:
    """The arrival of the pli that the pièce begins in: an unchanged pièce gives the same bytes."""
    index = piece.pages[0].ref.original
    for pli in plis:
        if index < len(pli.originals):
            return pli.received_at
        index -= len(pli.originals)
    raise AssertionError("a page of no original")

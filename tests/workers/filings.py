"""A filed dossier in the register, made without reading anything: for tests of what comes after."""

from datetime import UTC, datetime

from dossier.demandeur import Demandeur, DeposePar
from dossier.filing import Cause, Dossier, OcrUse
from dossier.findings import Findings
from dossier.ids import dossier_id, pli_id
from dossier.mail import Arrival, Channel, DateSource, Nature, Original, Pli
from dossier.page import PageRef
from dossier.piece import Skip, SkippedPage
from dossier.recevabilite import Motif, Outcome, Reason, Recevabilite
from storage.register.ledger import NewPli, record_arrival, record_filing
from workers.filing import Filed
from workers.jobs import job_for

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def register_something(number: int) -> str:
    """Pli ``number`` arrived by post and waits; its id."""
    return _register(number).id


def file_something(number: int) -> Filed:
    """Pli ``number`` arrived, was read and filed: its dossier waits for the relay."""
    pli = _register(number)
    dossier = _dossier(pli)
    key = f"dossiers/{dossier.id}/dossier.json"
    record_filing(pli.id, dossier, manifest=key)
    return Filed(pli=pli, dossier=dossier, manifest_key=key)


def _register(number: int) -> Pli:
    sha256 = f"{number:064x}"
    pli = _pli(sha256)
    record_arrival(
        NewPli(
            id=pli.id,
            channel=pli.channel,
            backlog=False,
            sha256=sha256,
            key=pli.originals[0].key,
            name="scan.pdf",
            size_bytes=1,
            received_at=NOW,
            received_at_source=DateSource.FILE,
        ),
        pli.arrivals[0],
        job_for(pli.channel, backlog=False),
    )
    return pli


def _pli(sha256: str) -> Pli:
    name = pli_id(sha256[::-1])
    return Pli(
        id=name,
        channel=Channel.POST,
        backlog=False,
        nature=Nature.DEPOT,
        received_at=NOW,
        received_at_source=DateSource.FILE,
        sender=None,
        subject=None,
        message_id=None,
        arrivals=(Arrival(name="scan.pdf", received_at=NOW),),
        lot=None,
        originals=(
            Original(
                name="scan.pdf",
                key=f"plis/{name}/scan.pdf",
                sha256=sha256,
                size_bytes=1,
                media_type="application/pdf",
                pages=1,
            ),
        ),
    )


def _dossier(pli: Pli) -> Dossier:
    reason = Reason(code=Motif.AUCUN_JUSTIFICATIF, message="Aucun justificatif.")
    finding = Recevabilite(outcome=Outcome.IRRECEVABLE, fondement=None, confidence=0.9, reasons=(reason,))
    findings = Findings(
        nature=Nature.DEPOT,
        nature_reasons=(),
        pieces=(),
        skipped=(SkippedPage(ref=PageRef(0, 1), why=Skip.BLANK),),
        recevabilite=finding,
        demandeur=Demandeur(),
        depose_par=DeposePar(),
    )
    return Dossier(
        id=dossier_id(pli.id),
        revision=1,
        cause=Cause.FILING,
        created_at=NOW,
        prefecture="33",
        numero=None,
        plis=(pli,),
        findings=findings,
        stored_pieces=(),
        version="test",
        ocr=OcrUse(engine="none", languages=("fra",), pages_ocr=0, pages_text_layer=0, seconds=0.0),
    )

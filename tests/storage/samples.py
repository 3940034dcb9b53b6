"""Plis, dossiers and the like for tests: whole, valid, and small enough to change one thing at a time."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from dossier.courrier import Courrier
from dossier.demandeur import Alerte, Demandeur, DeposePar, FieldSource, Method
from dossier.errors import Fault
from dossier.filing import Cause, Dossier, OcrUse, StoredPiece
from dossier.findings import Findings, NatureReason
from dossier.ids import dossier_id, pli_id
from dossier.mail import Arrival, Channel, DateSource, Nature, Original, Pli
from dossier.page import PageRef
from dossier.piece import Doubt, Piece, PiecePage, Sensibilite, Skip, SkippedPage
from dossier.quarantine import Quarantine
from dossier.recevabilite import Evidence, Fondement, Motif, Outcome, Reason, Recevabilite
from dossier.word import Box
from storage.register.ledger import Job, NewPli, record_arrival

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
READ = Job(queue="pli2.scans", actor="lire_scan")


def sha256(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def new_pli(name: str = "scan.pdf", *, backlog: bool = False, message_id: str | None = None) -> NewPli:
    """What the door knows of a file; the name stands for its content."""
    return NewPli(
        id=pli_id(sha256(name)),
        channel=Channel.POST,
        backlog=backlog,
        sha256=sha256(name),
        key=f"plis/{pli_id(sha256(name))}/{name}",
        name=name,
        size_bytes=1234,
        received_at=NOON,
        received_at_source=DateSource.FILE,
        message_id=message_id,
    )


def arrived(name: str = "scan.pdf", *, received_at: datetime = NOON) -> str:
    """Register a file; the pli's id."""
    return record_arrival(new_pli(name), Arrival(name=name, received_at=received_at), READ).pli


def a_pli(name: str = "scan.pdf", *, pages: int = 3, nature: Nature = Nature.DEPOT) -> Pli:
    new = new_pli(name)
    original = Original(
        name=name,
        key=new.key,
        sha256=new.sha256,
        size_bytes=new.size_bytes,
        media_type="application/pdf",
        pages=pages,
    )
    return Pli(
        id=new.id,
        channel=new.channel,
        backlog=False,
        nature=nature,
        received_at=NOON,
        received_at_source=DateSource.FILE,
        sender=None,
        subject=None,
        message_id=None,
        arrivals=(Arrival(name=name, received_at=NOON),),
        lot=None,
        originals=(original,),
    )


def a_dossier(
    name: str = "scan.pdf", *, outcome: Outcome = Outcome.RECEVABLE, alertes: tuple[Alerte, ...] = ()
) -> Dossier:
    """Two pages of attestation and a blank one."""
    pli = a_pli(name)
    id_ = dossier_id(pli.id)
    return Dossier(
        id=id_,
        revision=1,
        cause=Cause.FILING,
        created_at=NOON,
        prefecture="33",
        numero=None,
        plis=(pli,),
        findings=_findings(outcome, alertes),
        stored_pieces=(
            StoredPiece(rank=1, key=f"dossiers/{id_}/pieces/01-attestation_ccc.pdf", sha256=sha256("piece")),
        ),
        version="1.0",
        ocr=OcrUse(engine="tesseract 5.3.0", languages=("fra",), pages_ocr=3, pages_text_layer=0, seconds=2.5),
    )


def next_revision(dossier: Dossier) -> Dossier:
    return replace(dossier, revision=dossier.revision + 1, cause=Cause.CORRECTION)


def a_courrier(name: str = "scan.pdf", *, nature: Nature = Nature.CORRESPONDANCE) -> Courrier:
    reason = NatureReason(code="reponse", message="Ce message répond à un autre.")
    return Courrier(pli=a_pli(name, nature=nature), reasons=(reason,))


def a_quarantine(name: str = "scan.pdf") -> Quarantine:
    pli = new_pli(name)
    fault = Fault(
        original=name, key=f"quarantine/{pli.id}/{name}", code="pdf_illisible", message="Ce PDF ne s'ouvre pas."
    )
    return Quarantine(pli=pli.id, received_at=NOON, faults=(fault,))


def _findings(outcome: Outcome, alertes: tuple[Alerte, ...]) -> Findings:
    pages = tuple(PiecePage(ref=PageRef(0, number), rotation=0) for number in (1, 2))
    quote = Evidence(
        piece=1,
        page=2,
        quote="atteste que la demande ne peut être déposée en ligne",
        boxes=(Box(0.1, 0.2, 0.8, 0.22),),
        confidence=0.97,
    )
    return Findings(
        nature=Nature.DEPOT,
        nature_reasons=(),
        pieces=(
            Piece(
                rank=1,
                type="attestation_ccc",
                confidence=0.98,
                sensibilite=Sensibilite.NORMALE,
                pages=pages,
                doubts=(Doubt(page=2, probability=0.31),),
            ),
        ),
        skipped=(SkippedPage(ref=PageRef(0, 3), why=Skip.BLANK),),
        recevabilite=Recevabilite(
            outcome=outcome,
            fondement=Fondement.ATTESTATION_CCC if outcome is not Outcome.IRRECEVABLE else None,
            confidence=0.93,
            reasons=(Reason(code=Motif.ATTESTATION_CCC, message="Une attestation du CCC est jointe.", rule="art. 4"),),
            evidence=(quote,),
        ),
        demandeur=Demandeur(
            nom="DIALLO", prenoms="Aminata", sources=(FieldSource(field="nom", piece=1, method=Method.TEXT),)
        ),
        depose_par=DeposePar(),
        alertes=alertes,
    )

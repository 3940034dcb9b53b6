"""The manifests that the desk's pages read, made from the register's rows by the functions that workers use."""

from dossier.courrier import Courrier
from dossier.demandeur import Demandeur, DeposePar
from dossier.filing import Cause, Dossier, OcrUse, StoredPiece
from dossier.findings import Findings, NatureReason
from dossier.ids import courrier_key
from dossier.mail import Arrival, Channel, DateSource, Nature, Original, Pli
from dossier.page import PageRef
from dossier.piece import Piece, PiecePage, Sensibilite
from dossier.recevabilite import Evidence, Fondement, Motif, Outcome, Reason, Recevabilite
from dossier.word import Box
from storage.manifest import courrier_bytes, dossier_bytes
from storage.objects import ObjectStore
from storage.register import models

JSON = "application/json"
_PAGES = 12
_TYPES = (
    "attestation_ccc",
    "formulaire_demande",
    "passeport",
    "justificatif_domicile",
    "bulletin_paie",
    "photo_identite",
)


def put_dossier(store: ObjectStore, id_: str) -> None:
    """``dossier.json`` of a dossier of the register, with all its plis."""
    row = models.Dossier.objects.get(id=id_)
    plis = tuple(_pli(pli, nature=Nature(pli.nature or "depot")) for pli in row.plis.order_by("created_at"))
    dossier = Dossier(
        id=row.id,
        revision=row.revision,
        cause=Cause.FILING if row.revision == 1 else Cause.COMPLEMENT,
        created_at=row.created_at,
        prefecture=row.prefecture,
        numero=row.numero,
        plis=plis,
        findings=_findings(row, originals=len(plis)),
        stored_pieces=tuple(
            StoredPiece(rank=rank, key=f"dossiers/{row.id}/pieces/{rank:02}.pdf", sha256="0" * 64)
            for rank in range(1, len(_TYPES) * len(plis) + 1)
        ),
        version="bench",
        ocr=OcrUse(engine="tesseract", languages=("fra",), pages_ocr=_PAGES, pages_text_layer=0, seconds=9.0),
    )
    store.put_bytes(row.manifest, dossier_bytes(dossier), JSON)


def put_courrier(store: ObjectStore, id_: str) -> None:
    """``courrier.json`` of a courrier of the register."""
    row = models.Pli.objects.get(id=id_)
    pli = _pli(row, nature=Nature(row.nature or "correspondance"))
    reason = NatureReason(code="reponse", message="Ce message répond à un autre.")
    store.put_bytes(courrier_key(row.id), courrier_bytes(Courrier(pli=pli, reasons=(reason,))), JSON)


def _pli(row: models.Pli, *, nature: Nature) -> Pli:
    original = Original(
        name=row.name,
        key=row.key,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        media_type="application/pdf",
        pages=_PAGES,
    )
    return Pli(
        id=row.id,
        channel=Channel(row.channel),
        backlog=False,
        nature=nature,
        received_at=row.received_at,
        received_at_source=DateSource(row.received_at_source),
        sender=row.sender,
        subject=row.subject,
        message_id=row.message_id,
        arrivals=(Arrival(name=row.name, received_at=row.received_at),),
        lot=None,
        originals=(original,),
    )


def _findings(row: models.Dossier, *, originals: int) -> Findings:
    """Each original's pages in pièces of two."""
    pieces = tuple(
        Piece(
            rank=original * len(_TYPES) + at + 1,
            type=kind,
            confidence=0.9,
            sensibilite=Sensibilite.NORMALE,
            pages=tuple(PiecePage(ref=PageRef(original, 2 * at + page), rotation=0) for page in (1, 2)),
        )
        for original in range(originals)
        for at, kind in enumerate(_TYPES)
    )
    outcome = Outcome(row.outcome)
    quote = Evidence(piece=1, page=1, quote="atteste que", boxes=(Box(0.1, 0.2, 0.8, 0.22),), confidence=0.9)
    return Findings(
        nature=Nature.DEPOT,
        nature_reasons=(),
        pieces=pieces,
        skipped=(),
        recevabilite=Recevabilite(
            outcome=outcome,
            fondement=Fondement(row.fondement) if row.fondement else None,
            confidence=row.confidence,
            reasons=(Reason(code=Motif(row.motif or "autre"), message="Ce que la machine propose."),),
            evidence=(quote,) if row.fondement else (),
        ),
        demandeur=Demandeur(nom=row.nom, prenoms=row.prenoms, numero_etranger=row.numero_etranger),
        depose_par=DeposePar(),
    )

"""The manifests: ``dossier.json``, ``courrier.json`` and ``reason.json``, written from the domain's classes.

What is written has every field of its schema, null where nothing is known, and is checked against it. Moments are
ISO 8601 with seconds in ``zone``; shares have four decimals, boxes five.
"""

import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from dossier.courrier import COURRIER_SCHEMA, Courrier
from dossier.errors import OurError
from dossier.filing import DOSSIER_SCHEMA, Dossier, StoredPiece
from dossier.findings import Findings
from dossier.piece import Piece
from dossier.quarantine import REASON_SCHEMA, Quarantine
from dossier.types import piece_types
from storage.accounting import unaccounted
from storage.finding_json import (
    alerte_json,
    demande_json,
    demandeur_json,
    depose_par_json,
    evidence_piece_pages,
    recevabilite_json,
)
from storage.mail_json import instant, mail_json, original_json, pli_json, share
from storage.manifest_reading import dossier_from_json
from storage.schema import validate

__all__ = [
    "PARIS",
    "courrier_bytes",
    "courrier_json",
    "dossier_bytes",
    "dossier_from_json",
    "dossier_json",
    "reason_bytes",
    "reason_json",
    "unaccounted",
]

PARIS = ZoneInfo("Europe/Paris")


def dossier_json(dossier: Dossier, *, zone: ZoneInfo = PARIS) -> dict[str, Any]:
    """``dossier.json``.

    Raises OurError when a page is not accounted for, a reference leads nowhere, a type is unknown or the schema breaks.
    """
    _refuse_loose_ends(dossier)
    findings = dossier.findings
    document = {
        "schema": DOSSIER_SCHEMA,
        "id": dossier.id,
        "revision": dossier.revision,
        "cause": dossier.cause.value,
        "created_at": instant(dossier.created_at, zone),
        "prefecture": dossier.prefecture,
        "numero": dossier.numero,
        "plis": [pli_json(pli, zone) for pli in dossier.plis],
        "recevabilite": recevabilite_json(findings.recevabilite),
        "decision": _decision_json(dossier, zone),
        "demandeur": demandeur_json(findings.demandeur),
        "depose_par": depose_par_json(findings.depose_par),
        "demandes": [demande_json(demande) for demande in findings.demandes],
        "pieces": _pieces_json(dossier),
        "skipped_pages": [
            {"original": skipped.ref.original, "page": skipped.ref.page, "why": skipped.why.value}
            for skipped in findings.skipped
        ],
        "alertes": [alerte_json(alerte) for alerte in findings.alertes],
        "processing": _processing_json(dossier),
    }
    validate(document, "dossier")
    return document


def courrier_json(courrier: Courrier, *, zone: ZoneInfo = PARIS) -> dict[str, Any]:
    """``courrier.json``. Raises OurError when the schema breaks (a ``depot`` is no courrier)."""
    document = {
        "schema": COURRIER_SCHEMA,
        **mail_json(courrier.pli, zone),
        "originals": [original_json(original) for original in courrier.pli.originals],
        "reasons": [{"code": reason.code, "message": reason.message} for reason in courrier.reasons],
        "alertes": [alerte_json(alerte) for alerte in courrier.alertes],
        "belongs_to": list(courrier.belongs_to),
    }
    validate(document, "courrier")
    return document


def reason_json(quarantine: Quarantine, *, zone: ZoneInfo = PARIS) -> dict[str, Any]:
    """``reason.json``. Raises OurError when the schema breaks (a quarantine without a reason)."""
    document = {
        "schema": REASON_SCHEMA,
        "pli": quarantine.pli,
        "received_at": instant(quarantine.received_at, zone),
        "errors": [
            {"original": fault.original, "key": fault.key, "code": fault.code, "message": fault.message}
            for fault in quarantine.faults
        ],
    }
    validate(document, "reason")
    return document


def dossier_bytes(dossier: Dossier, *, zone: ZoneInfo = PARIS) -> bytes:
    """``dossier.json`` as it is stored: the same dossier gives the same bytes."""
    return _bytes(dossier_json(dossier, zone=zone))


def courrier_bytes(courrier: Courrier, *, zone: ZoneInfo = PARIS) -> bytes:
    return _bytes(courrier_json(courrier, zone=zone))


def reason_bytes(quarantine: Quarantine, *, zone: ZoneInfo = PARIS) -> bytes:
    return _bytes(reason_json(quarantine, zone=zone))


def _bytes(document: Mapping[str, Any]) -> bytes:
    """UTF-8. What an untrusted file name has that is no character becomes a question mark."""
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode(errors="replace")


def _refuse_loose_ends(dossier: Dossier) -> None:
    lost = unaccounted(dossier)
    if lost:
        raise OurError(
            f"Dossier {dossier.id}: pages not accounted for exactly once: {[tuple(ref) for ref in lost[:20]]}"
        )
    pages = {piece.rank: len(piece.pages) for piece in dossier.findings.pieces}
    if sorted(pages) != list(range(1, len(dossier.findings.pieces) + 1)):
        raise OurError(f"Dossier {dossier.id}: the ranks of its pièces do not count from 1")
    unknown = sorted({piece.type for piece in dossier.findings.pieces} - piece_types().keys())
    if unknown:
        raise OurError(f"Dossier {dossier.id}: types that the vocabulary does not have: {unknown}")
    loose = [(rank, page) for rank, page in _references(dossier.findings) if not 1 <= page <= pages.get(rank, 0)]
    if loose:
        raise OurError(f"Dossier {dossier.id}: no such page of a pièce: {loose[:20]}")


def _references(findings: Findings) -> list[tuple[int, int]]:
    """Every (rank, page of the pièce) that a finding points to; a pièce as a whole is its page 1."""
    whole = [source.piece for source in findings.demandeur.sources] + [alerte.piece for alerte in findings.alertes]
    return evidence_piece_pages(findings) + [(rank, 1) for rank in whole if rank is not None]


def _pieces_json(dossier: Dossier) -> list[dict[str, Any]]:
    stored = {piece.rank: piece for piece in dossier.stored_pieces}
    missing = [piece.rank for piece in dossier.findings.pieces if piece.rank not in stored]
    if missing:
        raise OurError(f"Dossier {dossier.id}: pièces not stored: {missing}")
    return [_piece_json(piece, stored[piece.rank]) for piece in dossier.findings.pieces]


def _piece_json(piece: Piece, stored: StoredPiece) -> dict[str, Any]:
    return {
        "rank": piece.rank,
        "type": piece.type,
        "confidence": share(piece.confidence),
        "sensibilite": piece.sensibilite.value,
        "pages": [
            {"original": page.ref.original, "page": page.ref.page, "rotation": page.rotation} for page in piece.pages
        ],
        "key": stored.key,
        "sha256": stored.sha256,
        "doubts": [{"page": doubt.page, "probability": share(doubt.probability)} for doubt in piece.doubts],
    }


def _decision_json(dossier: Dossier, zone: ZoneInfo) -> dict[str, Any] | None:
    decision = dossier.decision
    if decision is None:
        return None
    return {
        "outcome": decision.outcome.value,
        "motive": decision.motive,
        "agent": decision.agent,
        "at": instant(decision.at, zone),
    }


def _processing_json(dossier: Dossier) -> dict[str, Any]:
    ocr = dossier.ocr
    return {
        "version": dossier.version,
        "ocr": {
            "engine": ocr.engine,
            "languages": list(ocr.languages),
            "pages_ocr": ocr.pages_ocr,
            "pages_text_layer": ocr.pages_text_layer,
            "seconds": round(ocr.seconds, 3),
        },
        "antivirus": dossier.antivirus.value,
    }

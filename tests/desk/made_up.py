"""Made-up dossiers for the desk's tests: their pièces are real PDFs, their manifests written by the real functions."""

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import img2pdf
from PIL import Image

from dossier.courrier import Courrier
from dossier.decision import Decision
from dossier.errors import Fault
from dossier.filing import Dossier, StoredPiece
from dossier.findings import Findings, NatureReason
from dossier.mail import Nature, Original, Pli
from dossier.page import PageRef
from dossier.piece import Piece, PiecePage, Sensibilite, Skip, SkippedPage
from dossier.recevabilite import Recevabilite
from storage.directory_store import DirectoryStore
from storage.manifest import courrier_bytes, dossier_bytes
from storage.register.ledger import record_courrier, record_filing, record_quarantine
from tests.storage.samples import a_courrier, a_dossier, a_quarantine, arrived, new_pli

PDF = "application/pdf"
JSON = "application/json"


def a_pdf(pages: int = 1, colour: str = "white", *, width: int = 210, height: int = 297) -> bytes:
    """Coloured pages, ``width`` x ``height`` pixels at 72 dpi."""
    picture = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(picture, "PNG", dpi=(72, 72))
    made: bytes = img2pdf.convert([picture.getvalue()] * pages, nodate=True)
    return made


@dataclass(frozen=True, kw_only=True)
class MadeUp:
    """What of a dossier a test wants different. ``pieces`` are (type, pages, medical), ``pdf`` what is
    stored as each of them."""

    name: str = "scan.pdf"
    original_name: str | None = None
    numero: str | None = "2026-000001"
    pieces: Sequence[tuple[str, int, bool]] = (("attestation_ccc", 2, False), ("certificat_medical", 1, True))
    skipped: Sequence[Skip] = (Skip.BLANK,)
    findings: Mapping[str, object] = field(default_factory=dict)
    pli: Mapping[str, object] = field(default_factory=dict)
    faults: Sequence[Fault] = ()
    pdf: bytes | None = None
    decision: Decision | None = None


def put_dossier(store: DirectoryStore, made: MadeUp | None = None) -> Dossier:
    """Store and register a dossier as a worker does: pièces, originals, manifest, register."""
    made = made or MadeUp()
    base = a_dossier(made.name)
    pieces, stored = _put_pieces(store, base.id, made)
    pages = sum(pages for _, pages, _ in made.pieces)
    findings = replace(
        base.findings,
        pieces=pieces,
        skipped=tuple(SkippedPage(ref=PageRef(0, pages + at), why=why) for at, why in enumerate(made.skipped, start=1)),
    )
    dossier = replace(
        base,
        numero=made.numero,
        plis=(_put_pli(store, base.plis[0], made, pages + len(made.skipped)),),
        findings=_changed(findings, made.findings),
        stored_pieces=stored,
        decision=made.decision,
    )
    arrived(made.name, received_at=dossier.plis[0].received_at)
    manifest = f"dossiers/{dossier.id}/dossier.json"
    store.put_bytes(manifest, dossier_bytes(dossier), JSON)
    record_filing(dossier.plis[0].id, dossier, manifest=manifest, faults=made.faults)
    return dossier


def _changed(findings: Findings, changes: Mapping[str, object]) -> Findings:
    """``findings`` with changed fields; those of the finding itself go into ``recevabilite``."""
    of_finding = {name: value for name, value in changes.items() if name in Recevabilite.__dataclass_fields__}
    rest = {name: value for name, value in changes.items() if name not in of_finding}
    recevabilite = replace(findings.recevabilite, **of_finding)  # type: ignore[arg-type]  # names checked above
    return replace(findings, recevabilite=recevabilite, **rest)  # type: ignore[arg-type]  # names are of Findings


def _put_pieces(store: DirectoryStore, dossier: str, made: MadeUp) -> tuple[tuple[Piece, ...], tuple[StoredPiece, ...]]:
    pieces, stored, page = [], [], 0
    for rank, (kind, pages, medical) in enumerate(made.pieces, start=1):
        refs = tuple(PiecePage(ref=PageRef(0, page + at), rotation=0) for at in range(1, pages + 1))
        page += pages
        sensibilite = Sensibilite.MEDICALE if medical else Sensibilite.NORMALE
        pieces.append(Piece(rank=rank, type=kind, confidence=0.98, sensibilite=sensibilite, pages=refs))
        put = store.put_bytes(f"dossiers/{dossier}/pieces/{rank:02}-{kind}.pdf", made.pdf or a_pdf(pages), PDF)
        stored.append(StoredPiece(rank=rank, key=put.key, sha256=put.sha256))
    return tuple(pieces), tuple(stored)


def _put_pli(store: DirectoryStore, pli: Pli, made: MadeUp, pages: int) -> Pli:
    name = made.original_name or made.name
    put = store.put_bytes(pli.originals[0].key, b"%PDF-untouched", PDF)
    original = Original(
        name=name, key=put.key, sha256=put.sha256, size_bytes=put.size_bytes, media_type=PDF, pages=pages
    )
    return replace(pli, originals=(original,), **made.pli)  # type: ignore[arg-type]  # names are of Pli


def put_courrier(store: DirectoryStore, name: str, reason: str) -> Courrier:
    courrier = replace(
        a_courrier(name, nature=Nature.CORRESPONDANCE), reasons=(NatureReason(code="question", message=reason),)
    )
    arrived(name)
    store.put_bytes(courrier.pli.originals[0].key, b"From: somebody", "message/rfc822")
    store.put_bytes(f"courriers/{courrier.pli.id}/courrier.json", courrier_bytes(courrier), JSON)
    record_courrier(courrier)
    return courrier


def put_quarantine(store: DirectoryStore, name: str, *codes: str) -> str:
    """The pli's id; a fault for each of ``codes``, ``pdf_illisible`` if there are none."""
    kept = a_quarantine(name)
    kept = replace(kept, faults=tuple(replace(kept.faults[0], code=code) for code in codes or ("pdf_illisible",)))
    arrived(name)
    store.put_bytes(new_pli(name).key, b"<script>alert(1)</script>", PDF)
    record_quarantine(kept)
    return kept.pli


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

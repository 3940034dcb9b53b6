"""A dossier: one person's filing, from the pièces of one or more plis."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dossier.decision import Decision
from dossier.findings import Findings
from dossier.mail import Pli

DOSSIER_SCHEMA = "pli.dossier/1"


class Cause(StrEnum):
    """Why a revision exists."""

    FILING = "filing"
    COMPLEMENT = "complement"
    CORRECTION = "correction"
    DECISION = "decision"
    REREADING = "rereading"


class Antivirus(StrEnum):
    """Whether the originals were scanned before they were read. A scan that failed is neither: it is tried again."""

    NOT_CONFIGURED = "not_configured"
    CLEAN = "clean"  # of every original that was read; one in which something was found has its error


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPiece:
    """Where the searchable PDF of a pièce lies."""

    rank: int
    key: str
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OcrUse:
    """How the pages were read."""

    engine: str
    languages: tuple[str, ...]
    pages_ocr: int
    pages_text_layer: int
    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Dossier:
    """One revision of a dossier, whole: what ``dossier.json`` says. ``decision`` is None until an agent has decided."""

    id: str
    revision: int
    cause: Cause
    created_at: datetime
    prefecture: str | None
    numero: str | None
    plis: tuple[Pli, ...]
    findings: Findings
    stored_pieces: tuple[StoredPiece, ...]
    version: str
    ocr: OcrUse
    antivirus: Antivirus = Antivirus.NOT_CONFIGURED
    decision: Decision | None = None

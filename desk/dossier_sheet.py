"""What the page of a dossier shows: its row in the register, its manifest, and how the two hang together."""

import json
from dataclasses import dataclass
from itertools import groupby

from django.http import Http404

from desk import store
from desk.dangerous import is_dangerous
from desk.labels import piece_type
from dossier import filing
from dossier.mail import Original, Pli
from dossier.page import PageRef
from dossier.piece import Piece, Sensibilite, SkippedPage
from dossier.quarantine import UNEXAMINED_CODES
from dossier.recevabilite import Evidence
from dossier.types import PieceType
from storage.manifest import dossier_from_json
from storage.register.models import Dossier

_THUMBNAILS_SHOWN = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class PageRun:
    """Pages that follow each other in one original: ``first`` and ``last`` count from 1."""

    original: str
    first: int
    last: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PieceSheet:
    """A pièce. ``key`` and ``sha256`` are of its PDF; ``runs`` say where its pages come from."""

    rank: int
    type: PieceType
    confidence: float
    medical: bool
    pages: int
    key: str
    sha256: str
    runs: tuple[PageRun, ...]

    @property
    def numbers(self) -> range:
        return range(1, self.pages + 1)

    @property
    def first_numbers(self) -> range:
        """The pages whose thumbnails the page of the dossier shows; the rest is on the pièce's own page."""
        return self.numbers[:_THUMBNAILS_SHOWN]

    @property
    def more(self) -> int:
        """How many pages come after those."""
        return self.pages - len(self.first_numbers)


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceSheet:
    """A quote and the pièce that it stands in; ``page`` counts from 1 in the pièce."""

    quote: str
    piece: PieceSheet
    page: int
    boxes: tuple[tuple[float, float, float, float], ...]
    confidence: float


@dataclass(frozen=True, kw_only=True, slots=True)
class FileSheet:
    """An original and its index over the dossier's originals, from 0. ``dangerous``: nobody is given it."""

    index: int
    original: Original
    dangerous: bool = False

    @property
    def unexamined(self) -> bool:
        """Whether the antivirus did not look through it to the end."""
        return self.original.error in UNEXAMINED_CODES


@dataclass(frozen=True, kw_only=True, slots=True)
class PliSheet:
    pli: Pli
    files: tuple[FileSheet, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SkippedSheet:
    """A page in no pièce: the original's name, the page from 1, the code of why."""

    original: str
    page: int
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DossierSheet:
    """One dossier, whole. ``row`` is the register's, ``dossier`` the manifest's."""

    row: Dossier
    dossier: filing.Dossier
    pieces: tuple[PieceSheet, ...]
    evidence: tuple[EvidenceSheet, ...]
    skipped: tuple[SkippedSheet, ...]
    plis: tuple[PliSheet, ...]

    def piece(self, rank: int) -> PieceSheet:
        """Raises Http404 when there is no such pièce."""
        for piece in self.pieces:
            if piece.rank == rank:
                return piece
        raise Http404("Ce dossier n'a pas de pièce de ce rang.")

    def original(self, index: int) -> FileSheet:
        """Raises Http404 when there is no such original."""
        for pli in self.plis:
            for file in pli.files:
                if file.index == index:
                    return file
        raise Http404("Ce dossier n'a pas de fichier de ce rang.")

    def neighbours(self, rank: int) -> tuple[PieceSheet | None, PieceSheet | None]:
        """The pièces before and after."""
        before = [piece for piece in self.pieces if piece.rank < rank]
        after = [piece for piece in self.pieces if piece.rank > rank]
        return (before[-1] if before else None, after[0] if after else None)


def find_row(dossier_id: str) -> Dossier:
    """The register's row. Raises Http404 when there is none."""
    row = Dossier.objects.filter(id=dossier_id, purge_begun_at=None).first()
    if row is None:
        raise Http404("Ce dossier n'existe pas.")
    return row


def load_sheet(dossier_id: str) -> DossierSheet:
    """The dossier of this id. Raises Http404 when there is none, WeatherError when the store does not answer."""
    row = find_row(dossier_id)
    return sheet_of(row, dossier_from_json(json.loads(store.objects().get_bytes(row.manifest))))


def sheet_of(row: Dossier, dossier: filing.Dossier) -> DossierSheet:
    originals = [original for pli in dossier.plis for original in pli.originals]
    stored = {piece.rank: piece for piece in dossier.stored_pieces}
    pieces = tuple(
        _piece(piece, stored[piece.rank], originals) for piece in dossier.findings.pieces if piece.rank in stored
    )
    return DossierSheet(
        row=row,
        dossier=dossier,
        pieces=pieces,
        evidence=_evidence(dossier.findings.recevabilite.evidence, pieces),
        skipped=tuple(_skipped(page, originals) for page in dossier.findings.skipped),
        plis=_plis(dossier.plis),
    )


def _piece(piece: Piece, stored: filing.StoredPiece, originals: list[Original]) -> PieceSheet:
    return PieceSheet(
        rank=piece.rank,
        type=piece_type(piece.type),
        confidence=piece.confidence,
        medical=piece.sensibilite is Sensibilite.MEDICALE,
        pages=len(piece.pages),
        key=stored.key,
        sha256=stored.sha256,
        runs=_runs([page.ref for page in piece.pages], originals),
    )


def _runs(refs: list[PageRef], originals: list[Original]) -> tuple[PageRun, ...]:
    """Neighbouring pages joined: a page and its place differ by the same number all along a run."""
    runs = []
    for (original, _), places in groupby(enumerate(refs), key=lambda at: (at[1].original, at[1].page - at[0])):
        numbers = [ref.page for _, ref in places]
        runs.append(PageRun(original=originals[original].name, first=numbers[0], last=numbers[-1]))
    return tuple(runs)


def _evidence(found: tuple[Evidence, ...], pieces: tuple[PieceSheet, ...]) -> tuple[EvidenceSheet, ...]:
    by_rank = {piece.rank: piece for piece in pieces}
    return tuple(
        EvidenceSheet(
            quote=item.quote,
            piece=by_rank[item.piece],
            page=item.page,
            boxes=item.boxes,
            confidence=item.confidence,
        )
        for item in found
        if item.piece in by_rank
    )


def _skipped(skipped: SkippedPage, originals: list[Original]) -> SkippedSheet:
    return SkippedSheet(original=originals[skipped.ref.original].name, page=skipped.ref.page, why=skipped.why.value)


def _plis(plis: tuple[Pli, ...]) -> tuple[PliSheet, ...]:
    """Each pli with its originals, numbered over the whole dossier; by arrival, whichever was read first."""
    sheets = []
    index = 0
    for pli in plis:
        files = tuple(
            FileSheet(index=index + at, original=original, dangerous=is_dangerous(pli, at))
            for at, original in enumerate(pli.originals)
        )
        index += len(files)
        sheets.append(PliSheet(pli=pli, files=files))
    return tuple(sorted(sheets, key=lambda sheet: sheet.pli.received_at))

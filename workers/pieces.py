"""Step 5: each pièce becomes a searchable PDF."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dossier.findings import Findings
from dossier.piece import Piece
from dossier.types import piece_types
from ocr.searchable import PieceSource, build_piece
from workers.lots import OpenedPli
from workers.reception import Tools
from workers.sandbox import result_of


@dataclass(frozen=True, kw_only=True, slots=True)
class BuiltPiece:
    """A pièce and the local file that it was built in."""

    piece: Piece
    path: Path

    @property
    def file_name(self) -> str:
        return f"{self.piece.rank:02}-{self.piece.type}.pdf"


def build_pieces(
    pli: OpenedPli, findings: Findings, created: Callable[[Piece], datetime], tools: Tools, work: Path
) -> list[BuiltPiece]:
    """The searchable PDF of every pièce, in reading order, dated by ``created``: read again it gives the same bytes.

    Raises DocumentError when one cannot be made.
    """
    built = [
        BuiltPiece(piece=piece, path=work / f"{pli.id}-{piece.rank:02}-{piece.type}.pdf") for piece in findings.pieces
    ]
    futures = [
        tools.sandbox.submit(
            _build,
            [_source(pli, piece, index) for index in range(len(piece.pages))],
            item.path,
            piece_types()[piece.type].label,
            created(piece),
            timeout_s=tools.limits.file_seconds,
        )
        for piece, item in zip(findings.pieces, built, strict=True)
    ]
    for future in futures:
        result_of(future)
    return built


def _build(sources: list[PieceSource], out: Path, title: str, created: datetime) -> None:
    build_piece(sources, out, title=title, created=created)


def _source(pli: OpenedPli, piece: Piece, index: int) -> PieceSource:
    ref, rotation = piece.pages[index].ref, piece.pages[index].rotation
    paged = pli.originals[ref.original].paged
    assert paged is not None  # a page of a pièce comes from an original that has pages
    page = pli.pages[ref.original][ref.page - 1]
    return PieceSource(
        pdf=paged.pdf,
        number=ref.page,
        rotation=rotation,
        words=tuple(word for word in page.words if word.confidence < 1),  # those of the engine: a text layer's are 1
        add_text=bool(page.engine),
    )

"""Step 5: each pièce becomes a searchable PDF. One that cannot be copied keeps nothing else from being filed."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import structlog

from dossier.errors import DocumentError, Fault
from dossier.findings import Findings
from dossier.mail import Original
from dossier.piece import Piece
from dossier.types import piece_types
from ocr.searchable import PieceSource, build_piece
from ocr.stand_in import build_stand_in
from workers.lots import OpenedPli
from workers.reception import Tools
from workers.sandbox import result_of

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True, slots=True)
class BuiltPiece:
    """A pièce and the local file that it was built in; ``fault`` when its pages could not be copied: they are ``drawn``
    in it then, or it says where they are.
    """

    piece: Piece
    path: Path
    fault: DocumentError | None = None
    drawn: bool = False

    @property
    def file_name(self) -> str:
        return f"{self.piece.rank:02}-{self.piece.type}.pdf"


def build_pieces(
    pli: OpenedPli, findings: Findings, created: Callable[[Piece], datetime], tools: Tools, work: Path
) -> list[BuiltPiece]:
    """The searchable PDF of every pièce, in reading order, dated by ``created``: read again it gives the same bytes.

    Where pages cannot be copied (damaged beyond what a reader forgives, too long to work on), their pictures stand in
    for them, or pages that say where they are in the original: whoever opens the pièce sees it, and its ``fault`` says
    so.
    """
    built = [
        BuiltPiece(piece=piece, path=work / f"{pli.id}-{piece.rank:02}-{piece.type}.pdf") for piece in findings.pieces
    ]
    futures = [_copied(item, pli, created(item.piece), tools) for item in built]
    drawn = True
    for at, future in enumerate(futures):
        if (why := _fault_of(future)) is not None:
            log.warning("piece_not_copied", pli=pli.id, rank=built[at].piece.rank, why=why.code)
            built[at] = _stood_in_for(built[at], pli, created(built[at].piece), tools, drawn=drawn)
            drawn = built[at].drawn  # where drawing ended badly once, it is not tried with every pièce of a hostile pli
    return built


def piece_faults(built: Sequence[BuiltPiece], originals: Sequence[Original]) -> tuple[Fault, ...]:
    """What an agent is told of pièces that could not be copied; ``originals`` are those of the dossier, in order."""
    told = []
    for item in built:
        if item.fault is not None:
            original = originals[item.piece.pages[0].ref.original]
            told.append(
                Fault(original=original.name, key=original.key, code=item.fault.code, message=item.fault.message)
            )
    return tuple(told)


def _copied(item: BuiltPiece, pli: OpenedPli, created: datetime, tools: Tools) -> "Future[None]":
    piece, label = item.piece, piece_types()[item.piece.type].label
    sources = [_source(pli, piece, index) for index in range(len(piece.pages))]
    return tools.sandbox.submit(_build, sources, item.path, label, created, timeout_s=tools.limits.file_seconds)


def _fault_of(future: "Future[None]") -> DocumentError | None:
    try:
        result_of(future)
    except DocumentError as fault:
        return fault
    return None


def _stood_in_for(item: BuiltPiece, pli: OpenedPli, created: datetime, tools: Tools, *, drawn: bool) -> BuiltPiece:
    """The pictures of its pages if they are to be ``drawn``; where that ends badly, pages that say where they are."""
    piece, label = item.piece, piece_types()[item.piece.type].label
    sources = [_source(pli, piece, index, every_word=True) for index in range(len(piece.pages))]
    if drawn:
        future = tools.sandbox.submit(
            _stand_in, sources, item.path, label, created, True, timeout_s=tools.limits.page_seconds
        )
        drawn = _fault_of(future) is None
    if not drawn:
        tools.sandbox.run(_stand_in, sources, item.path, label, created, False, timeout_s=tools.limits.file_seconds)
    told = f"La pièce {piece.rank} ({label}) n'a pas pu être recopiée"
    if drawn:
        fault = DocumentError("piece_en_image", f"{told} : elle est en image. Le fichier reçu est intact.")
    else:
        fault = DocumentError("piece_non_reproduite", f"{told} : ouvrez le fichier reçu, qui est intact.")
    return replace(item, fault=fault, drawn=drawn)


def _build(sources: list[PieceSource], out: Path, title: str, created: datetime) -> None:
    build_piece(sources, out, title=title, created=created)


def _stand_in(sources: list[PieceSource], out: Path, title: str, created: datetime, drawn: bool) -> None:
    build_stand_in(sources, out, title=title, created=created, drawn=drawn)


def _source(pli: OpenedPli, piece: Piece, index: int, *, every_word: bool = False) -> PieceSource:
    ref, rotation = piece.pages[index].ref, piece.pages[index].rotation
    paged = pli.originals[ref.original].paged
    assert paged is not None  # a page of a pièce comes from an original that has pages
    page = pli.pages[ref.original][ref.page - 1]
    return PieceSource(
        pdf=paged.pdf,
        number=ref.page,
        rotation=rotation,
        # those of the engine: a text layer's are 1, and are copied with it
        words=tuple(word for word in page.words if every_word or word.confidence < 1),
        add_text=bool(page.engine),
    )

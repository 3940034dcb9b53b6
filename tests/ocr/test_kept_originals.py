"""Originals stay open from one pièce to the next, and no pièce shows it."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from dossier.errors import DocumentError
from dossier.word import Box, Word
from ocr.kept_originals import forget_originals, open_originals
from ocr.searchable import PieceSource, build_piece
from tests.ocr import paper

MOMENT = datetime(2026, 11, 22, 9, tzinfo=UTC)
WORD = Word(text="bonjour", box=Box(0.1, 0.1, 0.3, 0.12), confidence=0.9, line=0, block=0)


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    forget_originals()
    yield
    forget_originals()


def _pdf(path: Path, pages: int = 4, text: str = "Page") -> Path:
    return paper.saved(paper.new_pdf([paper.stream_of([f"{text} {n}"]) for n in range(1, pages + 1)]), path)


def _piece(out: Path, pdf: Path, *numbers: int) -> bytes:
    sources = [PieceSource(pdf=pdf, number=n, rotation=0, words=(WORD,), add_text=True) for n in numbers]
    build_piece(sources, out, title="Pièce", created=MOMENT)
    return out.read_bytes()


def test_a_piece_is_the_same_from_an_original_that_was_open_already(tmp_path: Path) -> None:
    pdf, out = _pdf(tmp_path / "a.pdf"), tmp_path / "out.pdf"
    fresh = []
    for numbers in ((1, 2), (3,), (2, 4)):
        forget_originals()
        fresh.append(_piece(out, pdf, *numbers))
    assert [_piece(out, pdf, 1, 2), _piece(out, pdf, 3), _piece(out, pdf, 2, 4)] == fresh


def test_an_original_is_opened_once_for_many_pieces(tmp_path: Path) -> None:
    pdf = _pdf(tmp_path / "a.pdf")
    with open_originals([pdf]) as first:
        opened = first[pdf].pdf
    _piece(tmp_path / "out.pdf", pdf, 1)
    with open_originals([pdf]) as again:
        assert again[pdf].pdf is opened


def test_another_file_under_the_same_name_is_another_original(tmp_path: Path) -> None:
    pdf, out = _pdf(tmp_path / "a.pdf", text="Ancienne"), tmp_path / "out.pdf"
    _piece(out, pdf, 1)
    state = pdf.stat()
    _pdf(tmp_path / "b.pdf", text="Nouvelle page").replace(pdf)
    os.utime(pdf, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert b"Nouvelle" in _contents(_piece(out, pdf, 1), tmp_path)


def test_originals_that_nobody_asks_for_any_more_are_closed(tmp_path: Path) -> None:
    first, second = _pdf(tmp_path / "a.pdf"), _pdf(tmp_path / "b.pdf")
    with open_originals([first, second]) as both:
        gone, stays = both[first].pdf, both[second].pdf
    with open_originals([second]) as one:
        assert one[second].pdf is stays
    with pytest.raises(pikepdf.PdfError):
        gone.pages[0].obj.Contents.read_bytes()


def test_an_original_that_failed_is_opened_anew(tmp_path: Path) -> None:
    pdf = _pdf(tmp_path / "a.pdf", pages=1)
    with open_originals([pdf]) as first:
        before = first[pdf].pdf
    with pytest.raises(DocumentError, match="page_illisible"):
        _piece(tmp_path / "out.pdf", pdf, 2)
    with open_originals([pdf]) as again:
        assert again[pdf].pdf is not before


def _contents(piece: bytes, folder: Path) -> bytes:
    path = folder / "shown.pdf"
    path.write_bytes(piece)
    with pikepdf.open(path) as pdf:
        pdf.pages[0].contents_coalesce()
        return pdf.pages[0].obj.Contents.read_bytes()

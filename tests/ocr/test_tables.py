"""Ruled tables of born-digital pages are seen, letters have none, and what cannot be analysed is read all the same."""

from pathlib import Path

import pytest

from ocr.reader import ReadSettings, read_page
from ocr.tables import count_tables
from tests.ocr import paper


def _grid(rows: int, columns: int) -> bytes:
    """Cells drawn as rectangles from the top left of an A4 page."""
    cells = [f"{60 + 90 * x} {700 - 30 * y} 90 30 re" for y in range(rows) for x in range(columns)]
    return " ".join(cells).encode() + b" S\n"


def _pdf(path: Path, drawn: bytes) -> Path:
    return paper.saved(paper.new_pdf([drawn + paper.stream_of(paper.LETTER, top=600)]), path)


@pytest.mark.parametrize(
    ("drawn", "tables"),
    [(_grid(6, 4), 1), (_grid(3, 2), 1), (_grid(1, 2), 0), (b"", 0)],
    ids=["6x4", "3x2", "1x2", "no"],
)
def test_a_page_knows_its_ruled_tables(tmp_path: Path, drawn: bytes, tables: int) -> None:
    page = read_page(_pdf(tmp_path / "a.pdf", drawn), 1, ReadSettings())
    assert page.tables == tables
    assert "Préfecture" in page.text


def test_what_pdfplumber_cannot_read_has_no_table(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 9 0 R>> endobj\n")
    assert count_tables(broken, 1, strokes=100) == 0


def test_a_drawing_of_many_lines_is_left_alone(tmp_path: Path) -> None:
    assert count_tables(tmp_path / "missing.pdf", 1, strokes=1_000_000) == 0

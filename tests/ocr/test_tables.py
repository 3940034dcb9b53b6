"""Ruled tables are seen however they are drawn, where they matter; letters, frames and drawings have none."""

from pathlib import Path

import pytest
from pikepdf import Dictionary, Name

from dossier.word import Box, Word
from ocr.reader import ReadSettings, read_page
from ocr.tables import amounts_in
from tests.ocr import paper

_BILL = (*paper.LETTER, "Loyer 650,00 charges 45,20 eau 12,30 chauffage 61,75 parking 40,00 assurance 8,90")


def _grid(rows: int, columns: int, left: int = 60, bottom: int = 550) -> bytes:
    """Cells drawn as rectangles."""
    cells = [f"{left + 60 * x} {bottom + 30 * y} 60 30 re" for y in range(rows) for x in range(columns)]
    return " ".join(cells).encode() + b" S\n"


def _ruled(rows: int, columns: int, *, dash: int = 60) -> bytes:
    """The same drawn as lines, in pieces of ``dash`` points with a gap of one between them."""
    down = [
        f"{60 + 60 * x} {550 + y} m {60 + 60 * x} {550 + min(y + dash, 30 * rows)} l"
        for x in range(columns + 1)
        for y in range(0, 30 * rows, dash + 1)
    ]
    across = [
        f"{60 + x} {550 + 30 * y} m {60 + min(x + dash, 60 * columns)} {550 + 30 * y} l"
        for y in range(rows + 1)
        for x in range(0, 60 * columns, dash + 1)
    ]
    return " ".join([*down, *across]).encode() + b" S\n"


_APART = _grid(6, 2) + _grid(6, 2, left=300)
_TURNED = b"q 0 1 -1 0 600 0 cm " + _grid(3, 4, left=100, bottom=100) + b"Q\n"
_SLANTED = b"q .94 .34 -.34 .94 100 -100 cm " + _grid(6, 4) + b"Q\n"
_ROUND = b" ".join(b"%d 600 m %d 700 %d 700 %d 600 c" % (x, x, x + 20, x + 20) for x in range(60, 500, 10)) + b" S\n"
_COMB = " ".join(f"{60 + 10 * x} 600 m {60 + 10 * x} 700 l" for x in range(40)).encode() + b" 60 600 m 460 600 l S\n"


@pytest.mark.parametrize(
    ("drawn", "tables"),
    [
        (_grid(6, 4), 1),
        (_grid(3, 2), 1),
        (_grid(1, 2), 0),
        (_ruled(6, 4), 1),
        (_ruled(6, 4, dash=20), 1),
        (_APART, 2),
        (_TURNED, 1),
        (_SLANTED, 0),
        (_ROUND, 0),
        (_COMB, 0),
        (b"", 0),
    ],
    ids=["6x4", "3x2", "1x2", "lines", "dashes", "two", "turned", "slanted", "curves", "comb", "nothing"],
)
def test_a_page_knows_its_ruled_tables(tmp_path: Path, drawn: bytes, tables: int) -> None:
    assert _tables(tmp_path, drawn) == tables


def test_a_table_of_a_form_stands_where_the_form_is_drawn(tmp_path: Path) -> None:
    pdf = paper.new_pdf([paper.stream_of(_BILL, top=500) + _grid(2, 2) + b"q 1 0 0 1 0 60 cm /Half Do Q\n"])
    form = pdf.make_stream(_grid(2, 2), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 600, 850])
    pdf.pages[0].obj.Resources.XObject["/Half"] = form
    page = read_page(paper.saved(pdf, tmp_path / "form.pdf"), 1, ReadSettings())
    assert page.tables == 1, "four cells and the form's four above them are one table"


@pytest.mark.parametrize(("fold", "deep"), [(9, 3), (1, 14)], ids=["many forms", "too deep"])
def test_empty_forms_however_many_and_deep_leave_a_page_its_table(tmp_path: Path, fold: int, deep: int) -> None:
    pdf = paper.new_pdf([paper.stream_of(_BILL, top=500) + _grid(6, 4) + b"/F Do\n"])
    inner = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 600, 850])
    for _ in range(deep):
        outer = pdf.make_stream(b"/F Do\n" * fold, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 600, 850])
        outer.Resources = Dictionary(XObject=Dictionary(F=inner))
        inner = outer
    pdf.pages[0].obj.Resources.XObject["/F"] = inner
    page = read_page(paper.saved(pdf, tmp_path / "forms.pdf"), 1, ReadSettings())
    assert page.tables == 1
    assert "Préfecture" in page.text


def test_each_page_of_a_file_has_its_own_tables(tmp_path: Path) -> None:
    drawn = (_grid(6, 4), b"", _APART)
    pdf = paper.new_pdf([grid + paper.stream_of(_BILL, top=500) for grid in drawn])
    path = paper.saved(pdf, tmp_path / "three.pdf")
    assert [read_page(path, number, ReadSettings()).tables for number in (1, 2, 3)] == [1, 0, 2]


@pytest.mark.parametrize(("amounts", "tables"), [(0, 0), (2, 0), (6, 1), (11, 1), (40, 0)], ids=str)
def test_tables_are_looked_for_where_they_tell_an_account_from_another_page(
    tmp_path: Path, amounts: int, tables: int
) -> None:
    """A page of few amounts is none, a page of many is one in any case."""
    lines = [*paper.LETTER, *(f"Article {number} : 123,45" for number in range(amounts))]
    drawn = _grid(6, 4) + paper.stream_of(lines, size=6, top=500, lead=8)
    assert read_page(paper.saved(paper.new_pdf([drawn]), tmp_path / "a.pdf"), 1, ReadSettings()).tables == tables


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("Net à payer 1 845,20 euros", 1),
        ("45,20 12,30 8", 3),
        ("le 12/03/2026", 1),
        ("article 12, alinéa 345", 0),
        ("", 0),
    ],
)
def test_amounts_are_counted_as_classification_counts_them(text: str, amounts: int) -> None:
    words = [Word(text=word, box=Box(0, 0, 1, 1), confidence=1.0, line=0, block=0) for word in text.split()]
    assert amounts_in(words) == amounts


def test_fonts_that_pdfminer_stumbles_over_hide_no_table(tmp_path: Path) -> None:
    pdf = paper.new_pdf([_grid(6, 4) + paper.stream_of(_BILL, top=500) + b"/Sum Do\n"])
    font = Dictionary(Type=Name.Font, Subtype=Name.Type0, DescendantFonts=7)
    form = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 600, 850])
    form.Resources = Dictionary(Font=Dictionary(F2=font))
    pdf.pages[0].obj.Resources.XObject["/Sum"] = form
    page = read_page(paper.saved(pdf, tmp_path / "font.pdf"), 1, ReadSettings())
    assert "Préfecture" in page.text
    assert page.tables == 1


@pytest.mark.parametrize(
    ("rows", "columns"), [(80, 80), (120, 60)], ids=["more strokes than any table", "more corners than any table"]
)
def test_a_hatching_is_left_alone(tmp_path: Path, rows: int, columns: int) -> None:
    """The first is drawn cell by cell, the second line by line."""
    cells = [f"{60 + 6 * x} {60 + 6 * y} 6 6 re" for x in range(columns) for y in range(rows)]
    down = [f"{60 + 6 * x} 60 m {60 + 6 * x} {60 + 6 * rows} l" for x in range(columns + 1)]
    across = [f"60 {60 + 6 * y} m {60 + 6 * columns} {60 + 6 * y} l" for y in range(rows + 1)]
    drawn = cells if rows == columns else [*down, *across]
    assert _tables(tmp_path, " ".join([*drawn, "S\n"]).encode()) == 0


def _tables(folder: Path, drawn: bytes) -> int:
    """Of a page that bears text and amounts too."""
    pdf = paper.new_pdf([drawn + paper.stream_of(_BILL, top=400)])
    page = read_page(paper.saved(pdf, folder / "a.pdf"), 1, ReadSettings())
    assert "Préfecture" in page.text
    return page.tables

"""Ruled tables of born-digital pages, by pdfplumber's finder: payslips, statements and marks are told by them.

It is asked only where its answer is wanted: with few amounts a page is no account whatever its tables, with many it is
one without any (``classify/structure.py``). It is given the lines that PDFium has found on the page (2 ms); pdfminer
would read the page again (10 ms) and find the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dossier.word import Word
from ocr.page_objects import PageObjects
from ocr.ruled_lines import Line, ruled_lines

_FEW_STROKES = 24  # three rows of two cells, each a rectangle of four
_MANY_STROKES = 2500  # 500 cells drawn one by one; a code drawn as squares and a map have more
_MOST_CORNERS = 6000  # a hatching: 1,250 lines may cross 390,000 times; 6,000 take half a second
_CELLS = 6
_TOKEN = re.compile(r"[^\W_]+")
_FEW_AMOUNTS, _MANY_AMOUNTS = 5, 12  # between 6 and 11 it matters; classification counts in mended words

_Edge = dict[str, float | str]
"""A line as pdfplumber has it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _DrawnPage:
    """All that pdfplumber's finder asks of a page."""

    edges: list[_Edge]


def count_tables(objects: PageObjects, words: Sequence[Word]) -> int:
    """How many ruled tables of at least six cells a page has that shows ``words``.

    0 where nobody looked: too few or too many lines are drawn, or amounts written.
    """
    if not _FEW_STROKES <= objects.strokes <= _MANY_STROKES:
        return 0
    if not _FEW_AMOUNTS <= amounts_in(words) <= _MANY_AMOUNTS:
        return 0
    upright, level = ruled_lines(objects.paths)
    if len({round(line.at) for line in upright}) * len({round(line.at) for line in level}) > _MOST_CORNERS:
        return 0
    return _tables_of([*map(_upright_edge, upright), *map(_level_edge, level)])


def amounts_in(words: Sequence[Word]) -> int:
    """How many numbers in ``words`` are followed by a number of two figures, as euros are by cents."""
    tokens = _TOKEN.findall(" ".join(word.text for word in words))
    return sum(one.isdigit() and other.isdigit() and len(other) == 2 for one, other in pairwise(tokens))


def _tables_of(edges: list[_Edge]) -> int:
    from pdfplumber.table import TableFinder  # a tenth of a second, on few pages

    page: Any = _DrawnPage(edges=edges)
    return sum(len(table.cells) >= _CELLS for table in TableFinder(page).tables)


def _upright_edge(line: Line) -> _Edge:
    return _edge("v", x0=line.at, x1=line.at, top=line.start, bottom=line.end)


def _level_edge(line: Line) -> _Edge:
    return _edge("h", x0=line.start, x1=line.end, top=line.at, bottom=line.at)


def _edge(orientation: str, *, x0: float, x1: float, top: float, bottom: float) -> _Edge:
    return {
        "orientation": orientation, "object_type": "line", "x0": x0, "x1": x1, "top": top, "bottom": bottom,
        "width": x1 - x0, "height": bottom - top, "doctop": top,
    }  # fmt: skip

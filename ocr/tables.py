"""Ruled tables of born-digital pages, through pdfplumber: payslips, statements and marks are told by them.

Only looked for where enough lines are drawn: pdfplumber takes some 40 ms a page, PDFium under one.
"""

from pathlib import Path

import pdfplumber
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

_FEW_STROKES = 24  # three rows of two cells, each a rectangle of four
_MANY_STROKES = 20_000  # a drawing or a map; its crossings would be compared for ever
_CELLS = 6
# What pdfminer is known to raise on structures that PDFium and qpdf put up with.
_BROKEN = (
    PSException, PdfminerException, MalformedPDFException, ValueError, TypeError, KeyError, IndexError, AttributeError,
    AssertionError, RecursionError, ZeroDivisionError, OverflowError, OSError,
)  # fmt: skip


def count_tables(path: Path, number: int, strokes: int) -> int:
    """How many ruled tables of at least six cells page ``number`` (from 1) has.

    ``strokes`` is how many segments are drawn on it. 0 where too few or too many are, and where pdfplumber cannot read
    the page: a table is a hint, never worth a page.
    """
    if not _FEW_STROKES <= strokes <= _MANY_STROKES:
        return 0
    try:
        with pdfplumber.open(path, pages=[number]) as pdf:
            return sum(len(table.cells) >= _CELLS for page in pdf.pages for table in page.find_tables())
    except _BROKEN:
        return 0

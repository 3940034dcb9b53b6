"""Ruled tables of born-digital pages, through pdfplumber: payslips, statements and marks are told by them.

pdfplumber is asked only where its answer is wanted: with few amounts a page is no account whatever its tables, with
many it is one without any (``classify/structure.py``). It is given a copy of the one page without its letters, which
takes 10 ms instead of 40, qpdf's copying included: reading the file itself would cost more with each page that it has,
and qpdf mends what pdfminer stumbles over.
"""

import io
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name

from dossier.word import Word
from ocr.raster import PageSource

_FEW_STROKES = 24  # three rows of two cells, each a rectangle of four
_MANY_STROKES = 2500  # 500 cells drawn one by one; a code drawn as squares and a map have more
_MOST_CORNERS = 6000  # a hatching: 1,250 lines may cross 390,000 times; 6,000 take half a second
_MOST_FORMS = 500  # forms in forms multiply: pdfminer draws each anew
_CELLS = 6
_BROKEN = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError,
    RecursionError, ArithmeticError, OSError,
)  # fmt: skip
# State, paths, what paints them, and forms, which keep their letters (PDF 1.7, table 51).
_LINES = "q Q cm m l c v y h re W W* n S s f F f* B B* b b* Do"
_TOKEN = re.compile(r"[^\W_]+")
_FEW_AMOUNTS, _MANY_AMOUNTS = 5, 12  # between 6 and 11 it matters; classification counts in mended words


def count_tables(source: PageSource, words: Sequence[Word]) -> int:
    """How many ruled tables of at least six cells a page has that shows ``words``.

    0 where nobody looked: too few or too many lines are drawn, or amounts written; and where pdfplumber cannot read the
    page, since a table is a hint, never worth a page.
    """
    objects = source.objects
    if not _FEW_STROKES <= objects.strokes <= _MANY_STROKES or objects.forms > _MOST_FORMS or objects.others:
        return 0
    if not _FEW_AMOUNTS <= amounts_in(words) <= _MANY_AMOUNTS:
        return 0
    page = source.document.pike_page(source.number)
    return 0 if page is None else _tables_of(page)


def amounts_in(words: Sequence[Word]) -> int:
    """How many numbers in ``words`` are followed by a number of two figures, as euros are by cents."""
    tokens = _TOKEN.findall(" ".join(word.text for word in words))
    return sum(one.isdigit() and other.isdigit() and len(other) == 2 for one, other in pairwise(tokens))


def _tables_of(page: pikepdf.Page) -> int:
    import pdfplumber
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    # and what pdfminer is known to raise on structures that PDFium and qpdf put up with
    broken = (pikepdf.PdfError, PSException, PdfminerException, MalformedPDFException, *_BROKEN)
    try:
        with pdfplumber.open(_copy(page)) as pdf:
            return _count(pdf.pages[0])
    except broken:
        return 0


def _copy(page: pikepdf.Page) -> io.BytesIO:
    """A file of one page that draws the lines of ``page``, and its forms."""
    drawn = {name: thing for name, thing in page.resources.get("/XObject", {}).items() if thing.Subtype == Name.Form}
    lines = pikepdf.unparse_content_stream(pikepdf.parse_content_stream(page, _LINES))
    data = io.BytesIO()
    with pikepdf.new() as one:
        copy = one.add_blank_page()
        copy.obj.Contents = one.make_stream(lines)
        copy.obj.Resources = Dictionary(
            XObject=Dictionary({name: one.copy_foreign(form) for name, form in drawn.items()})
        )
        one.save(data, compress_streams=False)
    return data


def _count(page: Any) -> int:
    columns = {round(edge["x0"]) for edge in page.vertical_edges}
    rows = {round(edge["top"]) for edge in page.horizontal_edges}
    if len(columns) * len(rows) > _MOST_CORNERS:
        return 0
    return sum(len(table.cells) >= _CELLS for table in page.find_tables())

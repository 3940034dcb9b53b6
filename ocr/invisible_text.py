"""Invisible text (render mode 3) exactly under the words of a page, so that a scan can be searched and copied from."""

import math
import struct
import zlib
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name

from dossier.word import Word
from ocr.document import PageFrame
from ocr.glyphless import GLYPH_WIDTH, UNITS_PER_EM, glyphless_font

FONT_NAME = "/PliTexte"
_EMS_A_GLYPH = GLYPH_WIDTH / UNITS_PER_EM
_ESCAPED = ((b"\\", rb"\\"), (b"(", rb"\("), (b")", rb"\)"), (b"\r", rb"\r"))
_STEPS = 7000
_LEAST_UNITS = 0.5  # of a box without any height or width
_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfrange
<0000> <FFFF> <0000>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


@cache
def _every_code() -> bytes:
    """Each of the 65,536 codes is drawn as glyph 1; packed once a process, which takes a millisecond."""
    return zlib.compress(struct.pack(">H", 1) * 65536, 9)


def add_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """The glyphless font as a composite font of ``pdf``: a code is the UTF-16 unit that it means."""
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name.PliGlyphless,
        FontBBox=Array([0, 0, GLYPH_WIDTH, UNITS_PER_EM]),
        Flags=5,
        ItalicAngle=0,
        Ascent=UNITS_PER_EM,
        Descent=0,
        CapHeight=UNITS_PER_EM,
        StemV=80,
        FontFile2=pdf.make_stream(glyphless_font(), Length1=len(glyphless_font())),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name.PliGlyphless,
        CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0),
        CIDToGIDMap=pdf.make_stream(_every_code(), Filter=Name.FlateDecode),
        DW=GLYPH_WIDTH,
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name.PliGlyphless,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_stream(_TO_UNICODE),
        )
    )


def text_content(words: Sequence[Word], frame: PageFrame) -> bytes:
    """A content stream for the page of ``frame``, whose /Rotate stands it upright; boxes are on the upright page.

    Numbers are as long as a step of some thousandth parts of the page asks for: packed, a word costs 12 bytes or so.
    """
    place = _placing(frame)
    digits = max(round(math.log10(_STEPS / max(place.wide, place.high))), 0)
    written = [word for word in words if word.text.strip()]
    spaced = (word.line == after.line for word, after in pairwise(written))
    shown = [_show(word, place, digits, space=space) for word, space in zip(written, [*spaced, False], strict=False)]
    return b"\n".join([b"q BT 3 Tr %b 1 Tf" % FONT_NAME.encode("ascii"), *shown, b"ET Q\n"])


class _Placing(NamedTuple):
    """From fractions of the upright page to user space: x = x0 + x_right * right + x_down * down, y likewise.

    ``along`` and ``up``: the directions of the text and of its letters. ``wide`` and ``high``: the upright page's size.
    """

    along: tuple[int, int]
    up: tuple[int, int]
    x0: float
    x_right: float
    x_down: float
    y0: float
    y_right: float
    y_down: float
    wide: float
    high: float


def _placing(frame: PageFrame) -> _Placing:
    width, height = frame.right - frame.left, frame.top - frame.bottom
    match frame.rotate:
        case 90:
            return _Placing((0, 1), (-1, 0), frame.left, 0, width, frame.bottom, height, 0, height, width)
        case 180:
            return _Placing((-1, 0), (0, -1), frame.right, -width, 0, frame.bottom, 0, height, width, height)
        case 270:
            return _Placing((0, -1), (1, 0), frame.right, 0, -width, frame.top, -height, 0, height, width)
        case _:
            return _Placing((1, 0), (0, 1), frame.left, width, 0, frame.top, 0, -height, width, height)


def _show(word: Word, place: _Placing, digits: int, *, space: bool) -> bytes:
    """The word from the bottom left corner of its box, as high and as wide as the box: letters of one unit, scaled.
    With the ``space`` that parts it from the next word of its line: readers see none where words stand close.
    """
    box = word.box
    x = place.x0 + place.x_right * box.x0 + place.x_down * box.y1
    y = place.y0 + place.y_right * box.x0 + place.y_down * box.y1
    codes = word.text.encode("utf-16-be", "replace")
    letter = max(box.width * place.wide, _LEAST_UNITS) / (len(codes) / 2 * _EMS_A_GLYPH)
    high = max(box.height * place.high, _LEAST_UNITS)
    matrix = (
        _scaled(letter, place.along[0], digits + 1),
        _scaled(letter, place.along[1], digits + 1),
        _scaled(high, place.up[0], digits),
        _scaled(high, place.up[1], digits),
    )
    return (
        f"{' '.join(matrix)} {x:.{digits}f} {y:.{digits}f} Tm".encode("ascii")
        + _literal(codes + b"\0 " * space)
        + b"Tj"
    )


def _scaled(size: float, direction: int, digits: int) -> str:
    return f"{size * direction:.{digits}f}" if direction else "0"


def _literal(codes: bytes) -> bytes:
    """A PDF string of these bytes (PDF 1.7, 7.3.4.2): half as long as in hexadecimal, also when packed."""
    for byte, escaped in _ESCAPED:
        codes = codes.replace(byte, escaped)
    return b"(" + codes + b")"

"""Invisible text (render mode 3) exactly under the words of a page, so that a scan can be searched and copied from."""

import struct
import zlib
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name

from dossier.word import Word
from ocr.document import PageFrame
from ocr.glyphless import GLYPH_WIDTH, UNITS_PER_EM, glyphless_font

FONT_NAME = "/PliTexte"
_EMS_A_GLYPH = GLYPH_WIDTH / UNITS_PER_EM
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
    """A content stream for the page of ``frame``, whose /Rotate stands it upright; boxes are on the upright page."""
    place = _placing(frame)
    lines = ["q BT 3 Tr", *(_show(word, place) for word in words if word.text.strip()), "ET Q\n"]
    return "\n".join(lines).encode("ascii")


class _Placing(NamedTuple):
    """From fractions of the upright page to user space: x = x0 + x_right * right + x_down * down, y likewise.

    ``turn`` is the part of the text matrix that does not change; ``wide`` and ``high`` are the upright page's size.
    """

    turn: str
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
            return _Placing("0 1 -1 0", frame.left, 0, width, frame.bottom, height, 0, height, width)
        case 180:
            return _Placing("-1 0 0 -1", frame.right, -width, 0, frame.bottom, 0, height, width, height)
        case 270:
            return _Placing("0 -1 1 0", frame.right, 0, -width, frame.top, -height, 0, height, width)
        case _:
            return _Placing("1 0 0 1", frame.left, width, 0, frame.top, 0, -height, width, height)


def _show(word: Word, place: _Placing) -> str:
    """The word from the bottom left corner of its box, as high and as wide as the box."""
    box = word.box
    x = place.x0 + place.x_right * box.x0 + place.x_down * box.y1
    y = place.y0 + place.y_right * box.x0 + place.y_down * box.y1
    codes = word.text.encode("utf-16-be", "replace")
    size = max(box.height * place.high, _LEAST_UNITS)
    stretch = 200 * max(box.width * place.wide, _LEAST_UNITS) / (len(codes) * _EMS_A_GLYPH * size)
    return f"{FONT_NAME} {size:.2f} Tf {stretch:.2f} Tz {place.turn} {x:.2f} {y:.2f} Tm <{codes.hex()}> Tj"

"""Invisible text (render mode 3) exactly under the words of a page, so that a scan can be searched and copied from."""

import struct
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name

from dossier.word import Word
from ocr.document import PageFrame, turned_box
from ocr.glyphless import GLYPH_WIDTH, UNITS_PER_EM, glyphless_font

FONT_NAME = "/PliTexte"
_EM_SHARE = GLYPH_WIDTH / UNITS_PER_EM
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
        CIDToGIDMap=pdf.make_stream(struct.pack(">H", 1) * 65536),
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


def text_content(words: Sequence[Word], frame: PageFrame, rotation: int) -> bytes:
    """A content stream for the page of ``frame``; boxes are on the page turned ``rotation`` degrees clockwise."""
    lines = [f"q BT 3 Tr {_direction(frame.rotate + rotation)}"]
    lines += [_show(word, frame, rotation) for word in words if word.text.strip()]
    return "\n".join([*lines, "ET Q\n"]).encode("ascii")


def _direction(turn: int) -> str:
    """A comment for readers of the stream: which way the text runs in user space."""
    return f"% turned {turn % 360}"


def _show(word: Word, frame: PageFrame, rotation: int) -> str:
    shown = turned_box(word.box, -rotation % 360)
    plain = turned_box(shown, -frame.rotate % 360)
    left = frame.left + plain.x0 * (frame.right - frame.left)
    right = frame.left + plain.x1 * (frame.right - frame.left)
    top = frame.top - plain.y0 * (frame.top - frame.bottom)
    bottom = frame.top - plain.y1 * (frame.top - frame.bottom)
    turn = (frame.rotate + rotation) % 360
    # the text's own x axis, y axis and origin in user space once the page is turned clockwise by ``turn``
    cos, sin, x, y = {
        0: (1, 0, left, bottom),
        90: (0, 1, right, bottom),
        180: (-1, 0, right, top),
        270: (0, -1, left, top),
    }[turn]
    across, high = (right - left, top - bottom) if turn % 180 == 0 else (top - bottom, right - left)
    codes = word.text.encode("utf-16-be")
    high = max(high, 0.5)
    stretch = 100 * max(across, 0.5) / (len(codes) // 2 * _EM_SHARE * high)
    return f"{FONT_NAME} {high:.2f} Tf {stretch:.2f} Tz {cos} {sin} {-sin} {cos} {x:.2f} {y:.2f} Tm <{codes.hex()}> Tj"

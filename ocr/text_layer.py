"""The words that a page's text layer claims, with boxes, through pdfium: one to two milliseconds a page."""

import ctypes
import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from dossier.word import Box, enclosing
from ocr.document import PageFrame
from ocr.letter_shapes import CharBox, fit_their_boxes
from ocr.lookalikes import latin_for_lookalikes

_Handle = Any
"""PDFium's own, of a page's text."""

_HYPHENS = ("\x02", "\ufffe", "\u00ad")
# Without width: joiners, marks of direction. They part no word.
_UNSEEN = frozenset((*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF))
_RIGHT_ANGLE_SLACK = math.radians(20)
# A gap wider than this many letter heights divides a run of text: two columns, two cells.
_CELL_GAP = 2.5
_PARAGRAPH_GAP = 0.9
# How many lines back a run may belong to one: form fields come long after their labels.
_LINES_BACK = 80


class LayerWord(NamedTuple):
    """One word of a text layer, boxes in fractions of the page as it is shown (they may lie outside 0..1).

    ``height_pt`` is the height of its letters in points, ``angle`` the direction it reads in (degrees clockwise as
    shown, a multiple of 90), ``invisible`` that it is drawn in mode 3, as a clip, or fully transparent.
    ``misshapen`` says that its letters have not the shapes of what is drawn (:mod:`ocr.letter_shapes`).
    ``line`` and ``block`` count from 0.
    """

    text: str
    box: Box
    height_pt: float
    angle: int
    invisible: bool
    misshapen: bool = False
    line: int = 0
    block: int = 0


@dataclass(slots=True)
class _Line:
    words: list[LayerWord]
    box: Box


def layer_words(page: pdfium.PdfPage, frame: PageFrame) -> list[LayerWord]:
    """Every word of the page's text layer, shown or not, in the order of the page's own content."""
    text_page = page.get_textpage()
    try:
        words = _placed_in_lines(_words(text_page, frame), frame.width_pt / frame.height_pt)
    finally:
        text_page.close()
    latin = latin_for_lookalikes([word.text for word in words])
    return [word if word.text == text else word._replace(text=text) for word, text in zip(words, latin, strict=True)]


def _words(text_page: pdfium.PdfTextPage, frame: PageFrame) -> list[list[LayerWord]]:
    """Runs of words: a run ends where pdfium ends a line."""
    handle = text_page.raw  # the helper costs as much again with every call
    runs: list[list[LayerWord]] = [[]]
    chars: list[tuple[str, CharBox]] = []
    first = 0
    for index in range(pdfium_c.FPDFText_CountChars(handle)):
        code = pdfium_c.FPDFText_GetUnicode(handle, index)
        if code in _UNSEEN:
            continue
        text = _character(code)
        if text.isspace() or not text:
            if chars:
                runs[-1].append(_word(handle, chars, first, frame))
                chars = []
            if text in "\r\n" and text and runs[-1]:
                runs.append([])
            continue
        first = first if chars else index
        chars.append((text, _char_box(handle, index)))
    if chars:
        runs[-1].append(_word(handle, chars, first, frame))
    return [run for run in runs if run]


@lru_cache(maxsize=4096)
def _character(code: int) -> str:
    """The text of one code; empty for controls."""
    text = chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd" if code else ""
    if text in _HYPHENS:
        return "-"
    if "\ufb00" <= text <= "\ufb06" or "\uff01" <= text <= "\uff5e" or "\U0001d400" <= text <= "\U0001d7ff":
        return unicodedata.normalize("NFKC", text)
    return " " if text and text not in "\r\n" and unicodedata.category(text) in {"Cc", "Cf", "Zs"} else text


_edges = (ctypes.c_double * 4)()
_edge_pointers = tuple(ctypes.byref(ctypes.c_double.from_buffer(_edges, 8 * i)) for i in range(4))


def _char_box(handle: _Handle, index: int) -> CharBox:
    pdfium_c.FPDFText_GetCharBox(handle, index, *_edge_pointers)
    left, right, bottom, top = _edges
    return left, right, bottom, top


def _word(handle: _Handle, chars: list[tuple[str, CharBox]], first: int, frame: PageFrame) -> LayerWord:
    """``first``: the index of the first of ``chars``."""
    texts, boxes = zip(*chars, strict=True)
    lefts, rights, bottoms, tops = zip(*boxes, strict=True)
    box = frame.box(min(lefts), min(bottoms), max(rights), max(tops))
    size = pdfium_c.FPDFText_GetFontSize(handle, first)
    angle = _reading_angle(handle, first, frame.rotate)
    return LayerWord(
        text=unicodedata.normalize("NFC", "".join(texts)),
        box=box,
        height_pt=_letter_height_pt(box, angle, size, frame),
        angle=angle,
        invisible=_is_invisible(handle, first),
        misshapen=(angle - frame.rotate) % 360 == 0 and not fit_their_boxes("".join(t[:1] for t in texts), boxes),
    )


def _letter_height_pt(box: Box, angle: int, font_size: float, frame: PageFrame) -> float:
    """What the eye sees: the box, or the nominal size where a matrix leaves it as it is and the box is flat."""
    across = box.width * frame.width_pt if angle % 180 else box.height * frame.height_pt
    return max(across, min(font_size * 0.2, across * 2)) if font_size > 0 else across


def _reading_angle(handle: _Handle, index: int, rotate: int) -> int:
    """Degrees clockwise, as shown, in which a character reads; 0 for slanted and for mirrored ones."""
    radians = pdfium_c.FPDFText_GetCharAngle(handle, index)  # clockwise in user space
    quarter = int(radians / (math.pi / 2) + 0.5)
    if radians < 0 or abs(radians - quarter * math.pi / 2) > _RIGHT_ANGLE_SLACK:
        return 0
    if quarter and _is_mirrored(handle, index):
        return 0
    return (rotate + quarter * 90) % 360


def _is_mirrored(handle: _Handle, index: int) -> bool:
    m = pdfium_c.FS_MATRIX()
    return bool(pdfium_c.FPDFText_GetMatrix(handle, index, ctypes.byref(m))) and m.a * m.d - m.b * m.c < 0


_colour = tuple(ctypes.c_uint() for _ in range(4))
_colour_pointers = tuple(ctypes.byref(part) for part in _colour)


def _is_invisible(handle: _Handle, index: int) -> bool:
    drawn = pdfium_c.FPDFText_GetTextObject(handle, index)
    if not drawn:
        return False
    mode = pdfium_c.FPDFTextObj_GetTextRenderMode(drawn)
    if mode in (pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP):
        return True
    if mode != pdfium_c.FPDF_TEXTRENDERMODE_FILL:
        return False
    known = pdfium_c.FPDFPageObj_GetFillColor(drawn, *_colour_pointers)
    return bool(known) and _colour[3].value < 16


def _placed_in_lines(runs: list[list[LayerWord]], aspect: float) -> list[LayerWord]:
    """The words with ``line`` and ``block``: a run on the baseline of an earlier one, beside it, joins its line.

    ``aspect`` is the page's width over its height: boxes are fractions of each.
    """
    lines: list[_Line] = []
    for run in runs:
        for piece in _cells(run, aspect):
            line = _Line(list(piece), enclosing([word.box for word in piece]))
            home = next((above for above in reversed(lines[-_LINES_BACK:]) if _continues(above, line, aspect)), None)
            if home is None:
                lines.append(line)
            else:
                home.words = sorted(home.words + line.words, key=lambda word: word.box.x0)
                home.box = enclosing([home.box, line.box])
    return _numbered(lines)


def _cells(run: list[LayerWord], aspect: float) -> list[list[LayerWord]]:
    cells = [[run[0]]]
    for before, word in pairwise(run):
        gap = (word.box.x0 - before.box.x1) * aspect / max(before.box.height, word.box.height, 1e-4)
        far = before.angle == 0 and gap > _CELL_GAP * 1.4
        cells.append([word]) if far else cells[-1].append(word)
    return cells


def _continues(line: _Line, piece: _Line, aspect: float) -> bool:
    a, b = line.box, piece.box
    overlap = min(a.y1, b.y1) - max(a.y0, b.y0)
    if overlap < 0.5 * max(min(a.height, b.height), 1e-4) or line.words[0].angle or piece.words[0].angle:
        return False
    gap = (max(a.x0, b.x0) - min(a.x1, b.x1)) * aspect
    height = max(a.height, b.height)
    return -0.2 * height < gap < _CELL_GAP * height


def _numbered(lines: list[_Line]) -> list[LayerWord]:
    words: list[LayerWord] = []
    block = -1
    before: Box | None = None
    for number, line in enumerate(lines):
        if before is None or not _same_paragraph(before, line.box):
            block += 1
        before = line.box
        words += [word._replace(line=number, block=block) for word in line.words]
    return words


def _same_paragraph(above: Box, below: Box) -> bool:
    gap = below.y0 - above.y1
    height = max(min(above.height, below.height), 1e-4)
    return -height < gap < _PARAGRAPH_GAP * height and above.x0 < below.x1 and below.x0 < above.x1

"""Which words of a text layer the page really shows: it is drawn with and without its texts and compared."""

import cv2
import numpy as np
import pypdfium2 as pdfium

from dossier.word import Box
from ocr.document import PageFrame
from ocr.engine import Grey
from ocr.page_objects import PageObjects, without_text
from ocr.raster import render
from ocr.text_layer import LayerWord

_LOOK_DPI = 96.0
_LOOK_LONGEST_PX = 1800
# Weaker than this against what lies under it, a word cannot be read: 0..255.
_LEAST_CONTRAST = 20
# A word is looked at in as many parts as it has letters, none narrower than this; so many of them must show.
_PART_PX = 4
_LEAST_SHOWN = 0.75
# Letters lower than this in points are no text for an eye: an x-height of 1.2 pt is a 2.5 pt font.
_LEAST_HEIGHT_PT = 1.2


class Look:
    """The open page as drawn with its texts (``whole``) and without (``bare``), in grey at about 96 dpi."""

    def __init__(self, page: pdfium.PdfPage, frame: PageFrame, objects: PageObjects) -> None:
        longest = max(frame.width_pt, frame.height_pt)
        scale = min(_LOOK_DPI / 72, _LOOK_LONGEST_PX / longest) * frame.user_unit
        self.whole: Grey = render(page, scale)
        self.bare: Grey = np.full_like(self.whole, 255) if objects.are_texts else _without(objects, page, scale)
        self._lit = cv2.absdiff(self.whole, self.bare) >= _LEAST_CONTRAST
        self.dpi = scale * 72 / frame.user_unit

    def shows(self, word: LayerWord) -> bool:
        """Whether the page shows ``word``: on the page, large enough, and of another colour than what is behind it.

        All of it: a letter that shows before others that do not is no word.
        """
        if word.invisible or word.height_pt < _LEAST_HEIGHT_PT or not _on_page(word.box):
            return False
        lit = self._lit[self._cut(word.box)]
        if lit.size == 0:
            return False
        along = np.asarray(lit.any(axis=1 if word.angle % 180 else 0))
        parts = max(min(len(word.text), len(along) // _PART_PX), 1)
        shown = np.logical_or.reduceat(along, [len(along) * part // parts for part in range(parts)])
        return int(np.count_nonzero(shown)) >= _LEAST_SHOWN * parts

    def _cut(self, box: Box) -> tuple[slice, slice]:
        height, width = self.whole.shape
        x0, x1 = int(box.x0 * width), int(np.ceil(box.x1 * width))
        y0, y1 = int(box.y0 * height), int(np.ceil(box.y1 * height))
        return slice(max(y0, 0), max(y1, y0 + 1)), slice(max(x0, 0), max(x1, x0 + 1))


def _without(objects: PageObjects, page: pdfium.PdfPage, scale: float) -> Grey:
    with without_text(objects):
        return render(page, scale)


def _on_page(box: Box) -> bool:
    """Whether more than half of the box lies on the page."""
    across = min(box.x1, 1.0) - max(box.x0, 0.0)
    down = min(box.y1, 1.0) - max(box.y0, 0.0)
    return across > 0.5 * box.width and down > 0.5 * box.height and across >= 0 and down >= 0

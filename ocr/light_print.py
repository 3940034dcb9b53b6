"""Light print on dark ground (heads of tables and invoices, covers): turned into dark print on light ground."""

from itertools import product

import cv2
import numpy as np

from ocr.engine import Grey
from ocr.resize import resized

_LEAST_MM = 5.0  # lower dark bands are rules
_DARK_SHARES = (0.75, 0.84)  # of the paper's brightness: a ground darker than this is dark; then a faded one, or shade
_DARK_CELL = 0.82
_PAPER = 160  # a page of which nothing is brighter is dim, or a screen at night
_WHITE, _MOST = 250, 0.5  # of the page
_LETTER_INCHES = 0.08
_GROUND_PX = 31
_MARK, _GRAINS = 20, 4.0  # grey levels, and deviations of the grain, between a letter and its ground
_LEAST_MARKS = 0.004  # of the area
_MORE = 1.5  # light marks to one dark one


def with_dark_print(image: Grey, thumbnail: Grey, dpi: float) -> Grey:
    """``image`` with its dark areas that bear light letters reversed; the same picture where there are none.

    ``thumbnail``: the same picture at ``dpi``.
    """
    for paper, share in product(_papers(thumbnail, dpi), _DARK_SHARES):
        chosen = _with_letters(_dark_areas(thumbnail, dpi, paper * share), thumbnail)
        if chosen.any():
            is_dim = paper < _PAPER and np.count_nonzero(chosen) < _MOST * chosen.size
            return _reversed(image, _closed(chosen, _block(dpi)), paper if is_dim else _WHITE)
    return image


def _papers(thumbnail: Grey, dpi: float) -> list[float]:
    """How bright the paper may be that dark areas lie on; none where nothing is dark, which is told fast."""
    cells = resized(thumbnail, 2 / _block(dpi))
    bright = float(np.percentile(cells, 95))
    papers = [bright] if bright >= _PAPER else [bright, _PAPER]
    return [paper for paper in papers if (cells < paper * _DARK_CELL).any()]


def _block(dpi: float) -> int:
    return max(round(_LEAST_MM / 25.4 * dpi), 3)


def _dark_areas(image: Grey, dpi: float, brightest: float) -> Grey:
    """1 in areas of some size that are darker than ``brightest``, the letters in them included."""
    block, letters = _block(dpi), max(round(_LETTER_INCHES * dpi), 3)
    dark = (image < brightest).astype(np.uint8)
    whole = _closed(dark, letters)  # the letters' own holes
    return np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((block, block), np.uint8)), dtype=np.uint8)


def _closed(mask: Grey, size: int) -> Grey:
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)), dtype=np.uint8)


def _with_letters(mask: Grey, image: Grey) -> Grey:
    """Of the dark areas, those whose marks are lighter than their ground: in a shadow they are darker."""
    if not mask.any():
        return mask
    above = image.astype(np.int16) - cv2.medianBlur(image, _GROUND_PX)
    grain = 1.4826 * float(np.median(np.abs(above[mask > 0])))
    least = max(_MARK, _GRAINS * grain)
    count, labels = cv2.connectedComponents(mask, connectivity=4)
    size, light, dark = (np.bincount(labels[m], minlength=count) for m in (mask > 0, above > least, above < -least))
    chosen = (light > _LEAST_MARKS * size) & (light > _MORE * dark)
    chosen[0] = False
    return np.asarray(chosen[labels], dtype=np.uint8)


def _reversed(image: Grey, chosen: Grey, paper: float) -> Grey:
    """``image`` with dark on ``paper`` for light on dark in the areas that are 1 in ``chosen``, a smaller picture."""
    full = cv2.resize(chosen, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_NEAREST) > 0
    ground = int(np.median(image[full]))
    reversed_ = np.clip(int(paper) + ground - image.astype(np.int16), 0, int(paper))
    return np.where(full, reversed_, image).astype(np.uint8)

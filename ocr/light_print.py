"""Light print on dark ground (heads of tables and invoices, covers): turned into dark print on light ground."""

import cv2
import numpy as np

from ocr.engine import Grey
from ocr.resize import resized

_LEAST_MM = 5.0  # lower dark bands are rules
_DARK_SHARE = 0.75  # of the paper's brightness: a ground darker than this is dark
_DARK_CELL = 0.82
_PAPER = 160  # a page of which nothing is brighter has no paper to be compared with: a screen at night
_LETTER_INCHES = 0.08
_GROUND_PX = 31
_MARK = 45  # grey levels between a letter and its ground
_LEAST_MARKS = 0.008  # of the area
_MORE = 1.5  # light marks to one dark one


def with_dark_print(image: Grey, thumbnail: Grey, dpi: float) -> Grey:
    """``image`` with its dark areas that bear light letters reversed; the same picture where there are none.

    ``thumbnail``: the same picture at ``dpi``.
    """
    mask = _dark_areas(thumbnail, dpi)
    if not mask.any():
        return image
    chosen = _with_letters(mask, thumbnail)
    if not chosen.any():
        return image
    full = cv2.resize(chosen, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_NEAREST) > 0
    ground = int(np.median(image[full]))
    reversed_ = np.clip(250 + ground - image.astype(np.int16), 0, 250)
    return np.where(full, reversed_, image).astype(np.uint8)


def _dark_areas(image: Grey, dpi: float) -> Grey:
    """1 in dark areas of some size, the letters in them included; all 0 where there are none, which is told fast."""
    block = max(round(_LEAST_MM / 25.4 * dpi), 3)
    cells = resized(image, 2 / block)
    paper = max(float(np.percentile(cells, 95)), _PAPER)
    if not (cells < paper * _DARK_CELL).any():
        return np.zeros_like(image)
    dark = (image < paper * _DARK_SHARE).astype(np.uint8)
    letters = max(round(_LETTER_INCHES * dpi), 3)
    whole = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((letters, letters), np.uint8))  # the letters' own holes
    return np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((block, block), np.uint8)), dtype=np.uint8)


def _with_letters(mask: Grey, image: Grey) -> Grey:
    """Of the dark areas, those whose marks are lighter than their ground: in a shadow they are darker."""
    ground = cv2.medianBlur(image, _GROUND_PX).astype(np.int16)
    lighter, darker = image > ground + _MARK, image < ground - _MARK // 2
    count, labels = cv2.connectedComponents(mask, connectivity=4)
    size, light, dark = (np.bincount(labels[m], minlength=count) for m in (mask > 0, lighter, darker))
    chosen = (light > _LEAST_MARKS * size) & (light > _MORE * dark)
    chosen[0] = False
    return np.asarray(chosen[labels], dtype=np.uint8)

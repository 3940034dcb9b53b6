"""The other side of a sheet showing through, told from what is written on this one: paper has softened its edges."""

from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.darkness import darker_than_paper, noise_of
from ocr.engine import Grey

_FAINT = 13  # grey levels darker than the paper
_SHARP = 0.27  # steepest slope of a stroke's edge, a pixel at 240 dpi, as a share of its depth: pencil is over it
_SHARP_PART = 0.28  # the same of a part: measured at 200 dpi, the other side 0.26 and less, pens 0.30 and more
_PART_MM, _PART_RIM = 5.0, 0.026  # how much of a part is edges at least
_STROKE_PX = 9
HOLES = 90  # grey levels darker than the paper: what else there is on a page of faint ink are holes and staples


def shows_through(image: Grey, dpi: int, *, holes: int = HOLES) -> bool:
    """Whether the ink on a page has the soft edges of the other side showing through, not those of a pen.

    ``holes``: what is darker than this is not looked at.
    """
    scale = min(240 / dpi, 1.0)
    fine = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    calm = cv2.GaussianBlur(fine, (0, 0), 0.8)
    darker = darker_than_paper(np.asarray(calm, dtype=np.uint8), paper_px=61)
    faint = max(_FAINT, 4 * noise_of(darker))
    ink = (darker > faint).astype(np.uint8)
    mask = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)), dtype=np.uint8)
    if not mask.any():
        return True
    slope_x, slope_y = cv2.Sobel(calm, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(calm, cv2.CV_32F, 0, 1, scale=0.125)
    slope = np.asarray(np.hypot(slope_x, slope_y), dtype=np.float32)
    near = cv2.dilate(mask, np.ones((5, 5), np.uint8)) > 0
    steepest, depth = np.percentile(slope[near], 95), np.percentile(darker[mask > 0], 90)
    return bool(steepest < _SHARP * depth) and not _any_sharp(slope, darker, mask, dpi * scale, holes)


def _any_sharp(slope: NDArray[np.float32], darker: Grey, mask: Grey, dpi: float, holes: int) -> bool:
    """Whether any small part of soft ink has the edges of a pen: a line of pencil upon the other side or a fold."""
    rim = (cv2.erode(mask, np.ones((5, 5), np.uint8)) == 0) & (mask > 0)
    near = cv2.dilate(darker, np.ones((_STROKE_PX, _STROKE_PX), np.uint8))
    deepest = np.percentile(darker[mask > 0], 98)  # what lies upon print of the other side is deeper, no softer
    steep = slope / np.clip(near, 1, deepest)
    part = round(_PART_MM / 25.4 * dpi)
    least = _PART_RIM * part * part
    for y, x in product(range(0, mask.shape[0], part), range(0, mask.shape[1], part)):
        here = np.s_[y : y + part, x : x + part]
        edge = rim[here] & (near[here] <= holes)
        if np.count_nonzero(edge) >= least and np.percentile(steep[here][edge], 90) >= _SHARP_PART:
            return True
    return False

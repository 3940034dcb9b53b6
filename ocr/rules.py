"""Rules, frames and pictures taken out of a page: in bad light the engine takes the cells of a table for pictures."""

import cv2
import numpy as np

from ocr.engine import Grey
from ocr.levels import median
from ocr.spots import without_large

_WIDEST_INCHES, _HIGHEST_INCHES = 1.2, 0.5  # of letters run together
_NEAR_PX, _DARKER = 31, 18  # as the size of letters is told
_LEAST_SHARE = 0.002  # of the page


def without_rules(image: Grey, dpi: int) -> Grey | None:
    """``image`` with paper where connected ink reaches farther than letters do; None where hardly any does.

    Print that touches a rule goes with it.
    """
    ink = cv2.adaptiveThreshold(image, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _NEAR_PX, _DARKER)
    letters = without_large(np.asarray(ink, dtype=np.uint8), _WIDEST_INCHES * dpi, _HIGHEST_INCHES * dpi)
    large = (ink > letters).astype(np.uint8)
    if np.count_nonzero(large) < _LEAST_SHARE * large.size:
        return None
    around = cv2.dilate(large, np.ones((3, 3), np.uint8)) > 0
    return np.where(around, np.uint8(median(image)), image).astype(np.uint8)

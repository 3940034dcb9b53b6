"""How large to read a page: the engine reads letters of a dozen pixels as well as larger ones, and much faster.

Measured on ten printed sheets of 7.5 to 22 points: no word lost down to letters (the median of capitals, small letters
and digits) of 9 to 10 pixels, with a quarter less time than at 240 dpi; noisy pages need some more.
"""

import cv2
import numpy as np

from ocr.engine import Grey
from ocr.resize import resized
from ocr.spots import spots_of
from ocr.tones import smoothed

_LOOK_DPI = 150
_GOOD_PX = 13.0
_FEW_LETTERS = 20
_LEAST_PX, _LARGER_THAN_GRAIN_PX = 4, 7
_SMALLEST, _LARGEST, _LARGEST_OF_ROUGH = 0.45, 2.0, 1.3  # larger grain helps nothing
_LEAST_CHANGE = 0.06


def reading_scale(image: Grey, dpi: int, *, rough: bool = False) -> float:
    """By how much to scale ``image`` so that its smaller letters are some 14 pixels high; 1 where none can be told.

    ``rough``: grain or dots stand in it that are no letters.
    """
    look = min(_LOOK_DPI / dpi, 1.0)
    small = resized(image, look)
    height = _letter_height(smoothed(small), _LARGER_THAN_GRAIN_PX) if rough else _letter_height(small, _LEAST_PX)
    if height is None:
        return 1.0
    scale = min(max(_GOOD_PX * look / height, _SMALLEST), _LARGEST_OF_ROUGH if rough else _LARGEST)
    return 1.0 if abs(scale - 1) < _LEAST_CHANGE else scale


def _letter_height(image: Grey, least: int) -> float | None:
    """The lower quartile of the heights, of ``least`` pixels and more, of spots shaped like letters; None for few."""
    ink = cv2.adaptiveThreshold(image, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 18)
    stats = spots_of(np.asarray(ink, dtype=np.uint8)).stats
    high, wide, area = (stats[1:, i] for i in (cv2.CC_STAT_HEIGHT, cv2.CC_STAT_WIDTH, cv2.CC_STAT_AREA))
    box = wide * high
    letters = (high >= least) & (high < 60) & (wide >= 2) & (wide < 3 * high) & (area > 0.2 * box) & (area < 0.9 * box)
    return float(np.percentile(high[letters], 25)) if np.count_nonzero(letters) >= _FEW_LETTERS else None

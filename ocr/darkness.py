"""How much darker than the paper around it each pixel of a page is."""

import cv2
import numpy as np

from ocr.engine import Grey
from ocr.levels import level_counts, median_difference, median_of_counts, quantile_of_counts

_CALM = 60  # grey levels: what is darker is no noise


def darker_than_paper(image: Grey, paper_px: int = 31) -> Grey:
    """By how many grey levels each pixel is darker than the brightest within ``paper_px``, its grain left out."""
    step = 4
    coarse = cv2.resize(image, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA)
    size = max(paper_px // step | 1, 3)
    bright = cv2.medianBlur(cv2.dilate(coarse, np.ones((size, size), np.uint8)), 5)
    full = cv2.resize(bright, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
    # dilation takes the brightest: noise lifts it above the paper, the median of the difference brings it back
    above = int(median_difference(np.asarray(full, dtype=np.uint8), image))
    darker = cv2.subtract(full, image, dtype=cv2.CV_16S) - np.int16(above)
    return np.asarray(np.clip(darker, 0, 255), dtype=np.uint8)


def noise_of(darker: Grey) -> float:
    """The grain of dim paper in grey levels; 0 on bright paper, where :func:`darker_than_paper` cuts half of it off."""
    low = level_counts(darker[::2, ::2])[:_CALM]
    if not low.any():
        return 0.0
    off = np.abs(np.arange(_CALM) - quantile_of_counts(low, 0.5))
    return 1.4826 * median_of_counts(off, low)

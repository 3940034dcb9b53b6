"""The tones of a page made fit for reading: dots melted together, pale patterns left out, soft letters sharpened."""

import cv2
import numpy as np

from ocr.engine import Grey
from ocr.levels import level_counts

_EXTREME = 40  # grey levels from black or white that count as such
_BITONAL = 0.985
_SMOOTH_SIGMA = 1.0
_INK = 30  # grey levels darker than paper
_DARK = 110  # the print proper is at least so dark on even paper
_APART = 45  # grey levels between pale ink and print
_PALE_SHARE = 0.25  # of the print
_PALE_GROUND = 0.04  # of the page: a patterned ground; the frames of a form cover less
PALE_MARKS = 0.004  # stamps, frames
_FEW_PX = 500
_SHARPEN_SIGMA = 4.0


def is_dotted(image: Grey) -> bool:
    """Whether the picture knows black and white only, as faxes and dithered scans do."""
    counts = level_counts(image[::3, ::3])
    black, white = counts[:_EXTREME].sum(), counts[256 - _EXTREME :].sum()
    return bool(black + white >= _BITONAL * counts.sum() and black)


def smoothed(image: Grey) -> Grey:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), _SMOOTH_SIGMA), dtype=np.uint8)


def sharpened(image: Grey) -> Grey:
    soft = cv2.GaussianBlur(image, (0, 0), _SHARPEN_SIGMA)
    return np.asarray(cv2.addWeighted(image, 2.0, soft, -1.0, 0), dtype=np.uint8)


def pale_limit(image: Grey, least_share: float = _PALE_GROUND) -> float | None:
    """The tone from which on a page bears only patterns, stamps or the other side, all paler than its print.

    None where there is no such ink, or less than ``least_share`` of the page. ``image`` on evenly light paper. Print
    and pale ink are told apart by Otsu's method on the ink alone; the grey edges of letters are no pale ink.
    """
    sample = np.ascontiguousarray(image[::2, ::2])
    tones = np.cumsum(cv2.calcHist([sample], [0], None, [256], [0, 256]))
    paper = int(np.searchsorted(tones, 0.9 * sample.size))
    if paper <= _INK or tones[paper - _INK - 1] < max(_FEW_PX, least_share * sample.size):
        return None
    ink = sample < paper - _INK
    limit, _ = cv2.threshold(sample[ink].reshape(-1, 1), 0, 255, cv2.THRESH_OTSU)
    dark = sample <= limit
    around = cv2.dilate(dark.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    pale = sample[ink & ~around]
    if not dark.any() or pale.size < max(_PALE_SHARE * np.count_nonzero(dark), least_share * sample.size):
        return None
    lightest_print, pale_tone = float(np.median(sample[dark])), float(np.percentile(pale, 10))
    return pale_tone if lightest_print < _DARK and pale_tone - lightest_print > _APART else None


def dark_ink_only(image: Grey, limit: float) -> Grey:
    """``image`` stretched so that what is as pale as ``limit`` becomes paper."""
    darkest = float(np.percentile(image[::4, ::4], 0.5))
    tones = (np.arange(256) - darkest) * 255 / max(limit - darkest, 1)
    return np.asarray(cv2.LUT(image, np.clip(tones, 0, 255).astype(np.uint8)), dtype=np.uint8)

"""How a scan lies: along which axis its lines run, and by how much they are skewed. Projection profiles at 75 dpi."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Grey
from ocr.resize import resized
from ocr.spots import boxes_of, spots_of

_LOOK_DPI = 75
_STEEPEST = 10.0
_COARSE_STEP = 1.0
_FINE_STEP = 0.25
# Below this the lines run up or down the page; 1 is undecided, in doubt the page is upright.
_SIDEWAYS = 0.6
_FEW_INK = 30


class Lie(NamedTuple):
    """``sideways``: the lines of text run up or down the page. ``skew``: degrees by which they lean clockwise.

    ``across``: the lean that was measured along the other axis, should ``sideways`` be wrong.
    """

    sideways: bool
    skew: float
    across: float = 0.0


def lie_of(image: Grey, dpi: float) -> Lie:
    """How the lines of text lie in ``image``; skew within 10 degrees either way, to about 0.2 degree.

    Two signs together tell the axis: the sharper profile (columns of figures make a sharp one too, across their lines)
    and the shape of words (wider than high along their line).
    """
    ink = _ink(image, dpi)
    if np.count_nonzero(ink) < _FEW_INK:
        return Lie(False, 0.0)
    upright, upright_skew = _sharpest(ink)
    lying, lying_skew = _sharpest(np.ascontiguousarray(np.rot90(ink)))
    wide, tall = _word_shapes(ink)
    # the shape of words weighs twice: a table's columns may be twice as sharp as its lines
    sideways = (upright + 1e-6) / (lying + 1e-6) * ((wide + 5) / (tall + 5)) ** 2 < _SIDEWAYS
    skew, across = (lying_skew, upright_skew) if sideways else (upright_skew, lying_skew)
    return Lie(sideways, skew, across)


def _ink(image: Grey, dpi: float) -> Grey:
    """A small picture of the ink: 0 paper, more where it is darker than its surroundings; rules and borders out."""
    scale = min(_LOOK_DPI / dpi, 900 / max(image.shape))
    small = resized(image, min(scale, 1.0))
    paper = cv2.blur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (15, 15))
    ink = np.asarray(cv2.threshold(cv2.subtract(paper, small), 24, 0, cv2.THRESH_TOZERO)[1], dtype=np.uint8)
    margin = max(int(0.02 * max(ink.shape)), 2)
    ink[:margin], ink[-margin:], ink[:, :margin], ink[:, -margin:] = 0, 0, 0, 0
    return _without_long_things(ink)


def _without_long_things(ink: Grey) -> Grey:
    """Rules, frames and pictures make sharp profiles of their own: components larger than letters go."""
    labels, stats = spots_of((ink > 0).astype(np.uint8))
    long = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    thick = np.minimum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    keep = (long < 0.3 * max(ink.shape)) & (thick < 60)
    keep[0] = False
    return np.asarray(ink * keep.astype(np.uint8).take(labels), dtype=np.uint8)


def _word_shapes(ink: Grey) -> tuple[int, int]:
    """How many words (letters run together) are clearly wider than high, and how many higher than wide."""
    joined = cv2.dilate((ink > 0).astype(np.uint8), np.ones((3, 3), np.uint8))
    boxes = boxes_of(np.asarray(joined, dtype=np.uint8))
    width, height = boxes[:, 2], boxes[:, 3]
    return int((width > 1.6 * height).sum()), int((height > 1.6 * width).sum())


def _sharpest(ink: Grey) -> tuple[float, float]:
    """The best sharpness of the row profile over all angles, and the angle (degrees, clockwise lean)."""
    points = np.argwhere(ink > 0)
    if len(points) < _FEW_INK:
        return 0.0, 0.0
    if len(points) > 12000:
        points = points[:: len(points) // 12000 + 1]
    down, across = np.ascontiguousarray(points.T, dtype=np.float64)
    weights = ink[points[:, 0], points[:, 1]].astype(np.float64)
    sharpness: dict[float, float] = {}

    def at(angle: float) -> float:
        if angle not in sharpness:
            sharpness[angle] = _sharpness(down - across * np.tan(np.radians(angle)), weights)
        return sharpness[angle]

    best = max(np.arange(-_STEEPEST, _STEEPEST + 0.01, _COARSE_STEP).tolist(), key=at)
    finest = max((best + np.arange(-_COARSE_STEP, _COARSE_STEP + 0.01, _FINE_STEP)).tolist(), key=at)
    return at(finest), finest


def _sharpness(rows: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Sum of squared differences of neighbouring rows of the profile of points at ``rows``, by total ink."""
    rows -= rows.min()
    profile = np.bincount(rows.astype(np.int64), weights=weights)
    return float(np.square(np.diff(profile)).sum() / max(weights.sum(), 1.0))

"""Specks strewn evenly over a page, as copying and faxing leave them, told from a text that is broken into dots."""

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Grey
from ocr.levels import quantile
from ocr.spots import spots_of

_SPECK_MM = 0.75
_DEPTH, _PALE = 45, 20  # grey levels darker than the paper: of a speck, and of what it may hang on
_HALO_PX = 5
_WINDOWS_MM = ((8.0, 4.0), (40.0, 4.0), (4.0, 40.0))  # across and down: a word, a line, a line of a page on its side
_AROUND_MM = 48.0
_CHANCE, _ALWAYS = 6.0, 5.0  # standard deviations of a count, and specks, that chance brings together


class Specks(NamedTuple):
    """Whether chance strewed the specks of a page, and the page with paper in their place."""

    even: bool
    cleaned: Grey


def without_specks(image: Grey, dpi: float) -> Specks:
    """``image`` with paper for whatever dark is smaller than a stroke and touches nothing larger."""
    paper = quantile(image, 0.5)
    inked = (image < paper - _PALE).astype(np.uint8)
    labels, stats = spots_of(inked)
    extents = stats[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(axis=1)
    small = np.zeros(len(stats), np.bool_)
    small[np.unique(labels[image < paper - _DEPTH])] = True  # the dark bits of a pale stroke hang together by it
    small &= extents < max(_SPECK_MM / 25.4 * dpi, 2)
    small[0] = False
    if not small.any():
        return Specks(True, image)
    mask = small[labels].astype(np.uint8)
    kept = cv2.dilate(inked - mask, np.ones((3, 3), np.uint8))  # the soft edge of a stroke is no halo
    halo = (cv2.dilate(mask, np.ones((_HALO_PX, _HALO_PX), np.uint8)) > 0) & (kept == 0)
    cleaned = np.where(halo, np.uint8(paper), image).astype(np.uint8)
    places = stats[small][:, :2] + stats[small][:, 2:4] / 2
    return Specks(_is_even(places[:, 0], places[:, 1], image.shape, dpi), cleaned)


def _is_even(x: NDArray[Any], y: NDArray[Any], shape: tuple[int, ...], dpi: float) -> bool:
    """Whether nowhere more specks stand together than chance brings there."""
    counts = np.zeros((int(shape[0] / dpi * 25.4) + 1, int(shape[1] / dpi * 25.4) + 1), np.float32)  # a cell a mm
    np.add.at(counts, ((y / dpi * 25.4).astype(int), (x / dpi * 25.4).astype(int)), 1)
    size = int(_AROUND_MM)
    around = cv2.blur(counts, (size, size), borderType=cv2.BORDER_REFLECT)
    for wide, high in _WINDOWS_MM:
        within = cv2.boxFilter(counts, -1, (int(wide), int(high)), normalize=False, borderType=cv2.BORDER_CONSTANT)
        expected = around * wide * high
        if (within > expected + _CHANCE * np.sqrt(expected) + _ALWAYS).any():
            return False
    return True

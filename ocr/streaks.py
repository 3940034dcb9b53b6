"""Streaks of a scanner or a fax: dirt on the glass draws a line down the whole page, which the engine takes for the
border of two columns."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Grey

_BANDS = 24
_LEAST_PX = 10 * _BANDS  # of a picture's side
_LEAST_BANDS = 22  # that the line runs through; frames and tables end before the sheet does
_DARKER = 48  # grey levels than what stands beside it, mean of a band
_WIDEST_INCHES = 0.03
_BESIDE_INCHES = 0.05
_AT_MOST = 12  # more is a pattern, or a picture


def without_streaks(image: Grey, dpi: int) -> Grey:
    """``image`` with what stands beside each streak in its place; the same picture where there is none (3 ms an A4 page
    at 200 dpi).

    Streaks run exactly down or across the picture: the sheet moved under the glass, or the glass over the sheet.
    """
    if min(image.shape) < _LEAST_PX:
        return image
    upright = _streaks(image, dpi)
    level = _streaks(np.asarray(cv2.transpose(image), np.uint8), dpi)
    if not upright and not level:
        return image
    bare = image.copy()
    _take_out(bare, upright)
    _take_out(bare.T, level)
    return bare


def _take_out(picture: Grey, streaks: Sequence[tuple[int, int]]) -> None:
    """Fill each streak of ``picture`` and its soft edges with what lies between its two sides."""
    for first, last in streaks:
        left, right = max(first - 2, 0), min(last + 2, picture.shape[1] - 1)
        before, after = picture[:, left].astype(np.float32), picture[:, right].astype(np.float32)
        for column in range(left + 1, right):
            share = (column - left) / (right - left)
            picture[:, column] = (before * (1 - share) + after * share).astype(np.uint8)


def _streaks(image: Grey, dpi: int) -> list[tuple[int, int]]:
    """First and last column of each upright one; none where there are so many that they are a pattern or a picture."""
    found: list[tuple[int, int]] = []
    for column in np.flatnonzero(_dark_columns(image, dpi)).tolist():
        if found and column == found[-1][1] + 1:
            found[-1] = (found[-1][0], column)
        else:
            found.append((column, column))
    widest = max(_WIDEST_INCHES * dpi, 2)
    streaks = [streak for streak in found if streak[1] - streak[0] < widest]
    return streaks if len(streaks) <= _AT_MOST else []


def _dark_columns(image: Grey, dpi: int) -> NDArray[np.bool_]:
    """Which columns are darker than what stands on their right or left, nearly all the way."""
    high = image.shape[0] // _BANDS
    tones = image[: high * _BANDS].reshape(_BANDS, high, -1).mean(axis=1, dtype=np.float32)
    reach = max(round(_BESIDE_INCHES * dpi), 3)
    padded = np.pad(tones, ((0, 0), (reach, reach)), mode="edge")
    beside = np.maximum(padded[:, : -2 * reach], padded[:, 2 * reach :])
    return np.asarray((beside - tones >= _DARKER).sum(axis=0) >= _LEAST_BANDS)

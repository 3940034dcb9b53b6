"""What is done to a picture before it is read: uneven light divided away, skew taken out. Never binarised blindly."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dossier.word import Box
from ocr.engine import Grey, ReadWord

_LIGHT_CELL_PX = 16
# Spread of the paper's brightness over the page (5th to 95th percentile, of 255) from which light is evened.
_UNEVEN = 28
_DARK_PAPER = 170
# Tesseract copes with less; turning costs 12 ms and softens the letters.
_LEAST_SKEW = 0.4


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """A picture ready to be read. ``back`` (2 x 3) takes its pixels to those of the picture it was made from."""

    image: Grey
    back: NDArray[np.float64]


def even_light(image: Grey, thumbnail: Grey) -> Grey:
    """``image`` divided by its paper's brightness where that is uneven or dark; otherwise the same picture.

    ``thumbnail`` is the same picture, smaller.
    """
    cells = (max(image.shape[1] // _LIGHT_CELL_PX, 1), max(image.shape[0] // _LIGHT_CELL_PX, 1))
    small = cv2.resize(thumbnail, cells, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)), (0, 0), 3)
    dark, median, bright = np.percentile(paper, (5, 50, 95))
    if bright - dark < _UNEVEN and median > _DARK_PAPER:
        return image
    full = cv2.resize(paper, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(image, np.maximum(full, 40), scale=245), dtype=np.uint8)


def straightened(image: Grey, skew: float) -> Prepared:
    """``image`` turned back by ``skew`` (degrees of clockwise lean), on a canvas that loses no corner."""
    if abs(skew) < _LEAST_SKEW:
        return Prepared(image=image, back=np.array([[1.0, 0, 0], [0, 1.0, 0]]))
    height, width = image.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    wide, high = int(height * sin + width * cos), int(height * cos + width * sin)
    turn[0, 2] += (wide - width) / 2
    turn[1, 2] += (high - height) / 2
    straight = cv2.warpAffine(image, turn, (wide, high), flags=cv2.INTER_LINEAR, borderValue=_edge_tone(image))
    return Prepared(image=np.asarray(straight, dtype=np.uint8), back=np.asarray(cv2.invertAffineTransform(turn)))


def _edge_tone(image: Grey) -> int:
    """The paper's tone, so that the new corners make no edges."""
    return int(np.percentile(image[::16, ::16], 80))


def box_in_original(word: ReadWord, prepared: Prepared, shape: tuple[int, int]) -> Box:
    """The word's place in fractions of the picture (height, width) from which ``prepared`` was made, within 0..1."""
    (a, c, e), (b, d, f) = prepared.back.tolist()
    xs = [a * x + c * y + e for x in (word.x0, word.x1) for y in (word.y0, word.y1)]
    ys = [b * x + d * y + f for x in (word.x0, word.x1) for y in (word.y0, word.y1)]
    height, width = shape
    return Box(_share(min(xs), width), _share(min(ys), height), _share(max(xs), width), _share(max(ys), height))


def _share(value: float, whole: int) -> float:
    return min(max(value / whole, 0.0), 1.0)

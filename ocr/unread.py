"""Lines of letters that the engine passed over: in boxes, beside tables, under stains. Each is read by itself."""

from dataclasses import dataclass

import cv2
import numpy as np

from dossier.word import Box
from ocr.engine import Engine, Grey, ReadWord
from ocr.picture import text_lines
from ocr.resize import resized

_FINE_DPI = 140  # from here half of the pixels show where letters are
_DEPTH = 45
_MOST_AREAS = 16
_MOST_SHARE = 0.5  # of the page: more is a photograph's texture
_LEAST_CONFIDENCE = 0.5
_REACH_INCHES = 0.2
_PAD_INCHES = 0.07


@dataclass(frozen=True, slots=True)
class _Area:
    """Pixels of the picture, right and bottom excluded."""

    left: int
    top: int
    right: int
    bottom: int


def unread_words(image: Grey, dpi: int, words: list[ReadWord], engine: Engine) -> list[ReadWord]:
    """The words in ``image`` (upright, straight) that are not among ``words``; their lines and blocks count from 0."""
    found: list[ReadWord] = []
    for area in _unread_areas(image, dpi, words):
        lines, blocks = _next_numbers(found)
        read = engine.read(np.ascontiguousarray(image[area.top : area.bottom, area.left : area.right]), dpi, block=True)
        found += [
            word._replace(
                x0=word.x0 + area.left,
                x1=word.x1 + area.left,
                y0=word.y0 + area.top,
                y1=word.y1 + area.top,
                line=word.line + lines,
                block=word.block + blocks,
            )
            for word in read
            if word.confidence >= _LEAST_CONFIDENCE and any(char.isalnum() for char in word.text)
        ]
    return [word for word in found if not any(_covers(known, word) for known in words)]


def _unread_areas(image: Grey, dpi: int, words: list[ReadWord]) -> list[_Area]:
    """Around lines of letters outside all ``words``, neighbouring lines together, from the top."""
    scale = 0.5 if dpi >= _FINE_DPI else 1.0
    small = resized(image, scale).copy()
    for word in words:  # what was read becomes paper
        x0, y0, x1, y1 = (round(value * scale) for value in word[1:5])
        cv2.rectangle(small, (x0 - 2, y0 - 2), (x1 + 2, y1 + 2), 255, -1)
    lines = text_lines(
        np.asarray(small, dtype=np.uint8), dpi * scale, light=False, depth=_DEPTH, reach_inches=_REACH_INCHES
    )
    if not lines or sum(line.width * line.height for line in lines) > _MOST_SHARE * small.size:
        return []
    pad = _PAD_INCHES * dpi * scale
    areas = _joined([Box(b.x0 - pad, b.y0 - pad, b.x1 + pad, b.y1 + pad) for b in lines], small.shape)
    return [_area(box, scale, image.shape) for box in areas[:_MOST_AREAS]]


def _joined(boxes: list[Box], shape: tuple[int, ...]) -> list[Box]:
    """Boxes that touch, together."""
    mask = np.zeros(shape[:2], np.uint8)
    for box in boxes:
        cv2.rectangle(mask, (int(box.x0), int(box.y0)), (int(box.x1), int(box.y1)), 1, -1)
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    return [Box(x, y, x + wide, y + high) for x, y, wide, high, _ in stats[1:].tolist()]


def _area(box: Box, scale: float, shape: tuple[int, ...]) -> _Area:
    height, width = shape[:2]
    left, top = max(int(box.x0 / scale), 0), max(int(box.y0 / scale), 0)
    return _Area(left, top, min(int(box.x1 / scale) + 1, width), min(int(box.y1 / scale) + 1, height))


def _next_numbers(words: list[ReadWord]) -> tuple[int, int]:
    return max((w.line for w in words), default=-1) + 1, max((w.block for w in words), default=-1) + 1


def _covers(known: ReadWord, word: ReadWord) -> bool:
    across = min(known.x1, word.x1) - max(known.x0, word.x0)
    down = min(known.y1, word.y1) - max(known.y0, word.y0)
    return across > 0.4 * (word.x1 - word.x0) and down > 0.4 * (word.y1 - word.y0)

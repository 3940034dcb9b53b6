"""Which way up a scan is, without asking the engine's orientation detection about every page.

Lines of text tell by themselves along which axis they run (:mod:`ocr.skew`); the engine's confidence tells which of
the two ways is up. Measured over 432 worn pages of 18 kinds: upside down, no page of six letters was read with a mean
confidence over 0.45. Only in doubt is the page read the other way round too, and the reading that says more, more
surely, is kept. Lines that run down the page are read as well as upright ones, their words taller than wide: where the
axis was told wrongly the words' shape says so. Where no way reads better than the other the detector is asked: it
knows scripts that the engine was not asked to read.
"""

import re
from dataclasses import dataclass

import cv2
import numpy as np

from ocr.engine import Engine, Grey, ReadWord
from ocr.prepare import Prepared, straightened
from ocr.skew import Lie

_SURE = 0.65
_FEW_LETTERS = 10
_CLEAR, _CLEARLY_MORE = 2.0, 1.0
_FILLER = 0.5
_LEGIBLE = 0.3
_TWO_LETTERS = re.compile(r"[^\W_].*[^\W_]")  # or digits
_INK_DPI = 60
_INK = 10  # grey levels between ink and paper, at least
_INK_SPOT_PX = 4
_PAD_INCHES = 0.25
_SPARSE = 0.6  # of the page: more ink than that is read with all that surrounds it


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What was read once the picture was turned ``rotation`` degrees clockwise and straightened."""

    rotation: int
    turned_shape: tuple[int, int]
    prepared: Prepared
    words: list[ReadWord]


def turned(image: Grey, degrees: int) -> Grey:
    """``image`` turned clockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(image, -(degrees // 90) % 4))


def read_upright(image: Grey, dpi: int, engine: Engine, lie: Lie) -> Reading:
    """Read ``image`` the right way up; ``lie`` is how its lines lie (:func:`ocr.skew.lie_of`)."""
    first = read_turned(image, dpi, engine, lie, 90 if lie.sideways else 0)
    if is_sure(first.words):
        return first
    other = read_turned(image, dpi, engine, lie, first.rotation + 180)
    best, worse = (first, other) if _way_up(first.words) >= _way_up(other.words) else (other, first)
    if _way_up(best.words) < _CLEAR * _way_up(worse.words) + _CLEARLY_MORE:
        asked = _detected_turn(image, dpi, engine) if first.words or other.words else None
        if asked is not None and asked != best.rotation:
            best = worse if asked == worse.rotation else read_turned(image, dpi, engine, lie, asked)
    elif stand_tall(best.words):
        laid = read_turned(image, dpi, engine, lie, (best.rotation + 270) % 360)
        best = laid if score(laid.words) > 0.4 * score(best.words) else best
    return best if best.words else _unread(image)


def _detected_turn(image: Grey, dpi: int, engine: Engine) -> int | None:
    """What the detector says of scripts that are not Latin: of cards and figures it knows less than the reading."""
    return None if engine.script(image, dpi) in {None, "Latin"} else engine.turn(image, dpi)


def _way_up(words: list[ReadWord]) -> float:
    """How surely a reading is upright: what it says, and « << », which on its head is no such thing (ICAO 9303)."""
    return score(words) + _FILLER * sum(word.text.count("<<") for word in words)


def _unread(image: Grey) -> Reading:
    """A picture without a word stays as it lies."""
    shape = (image.shape[0], image.shape[1])
    return Reading(rotation=0, turned_shape=shape, prepared=straightened(image, 0.0), words=[])


def read_turned(image: Grey, dpi: int, engine: Engine, lie: Lie, rotation: int) -> Reading:
    """Read ``image`` once it is turned ``rotation`` degrees clockwise and straightened."""
    picture = turned(image, rotation)
    along = lie.sideways == (rotation % 180 == 90)
    prepared = straightened(picture, lie.skew if along else lie.across)
    words = _read_ink(prepared.image, dpi, engine)
    shape = (picture.shape[0], picture.shape[1])
    return Reading(rotation=rotation % 360, turned_shape=shape, prepared=prepared, words=words)


def _read_ink(image: Grey, dpi: int, engine: Engine) -> list[ReadWord]:
    """The words of ``image``. Where little of it bears ink, only that is read: faster, and pale print is found."""
    height, width = image.shape
    left, top, right, bottom = _inked(image, dpi)
    if (right - left) * (bottom - top) > _SPARSE * height * width:
        return engine.read(image, dpi)
    cutting = np.ascontiguousarray(image[top:bottom, left:right])
    return [
        word._replace(x0=word.x0 + left, x1=word.x1 + left, y0=word.y0 + top, y1=word.y1 + top)
        for word in engine.read(cutting, dpi)
    ]


def _inked(image: Grey, dpi: int) -> tuple[int, int, int, int]:
    """left, top, right, bottom in pixels of what bears ink, with some paper around; all of it where nothing does."""
    height, width = image.shape
    scale = min(_INK_DPI / dpi, 1.0)
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.int16)
    change = np.abs(small - int(np.median(small)))
    ink = (change > max(_INK, 6 * float(np.median(change)))).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    spots = stats[1:][stats[1:, cv2.CC_STAT_AREA] >= _INK_SPOT_PX]
    if not len(spots):
        return 0, 0, width, height
    x, y, wide, high = (spots[:, i] for i in (cv2.CC_STAT_LEFT, cv2.CC_STAT_TOP, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    pad = round(_PAD_INCHES * dpi)
    left, top = max(int(x.min() / scale) - pad, 0), max(int(y.min() / scale) - pad, 0)
    right, bottom = int((x + wide).max() / scale) + pad, int((y + high).max() / scale) + pad
    return left, top, min(right, width), min(bottom, height)


def is_sure(words: list[ReadWord]) -> bool:
    """Whether a reading needs no second look: enough letters, sure of themselves, lying down."""
    return letters(words) >= _FEW_LETTERS and mean_confidence(words) >= _SURE and not stand_tall(words)


def stand_tall(words: list[ReadWord]) -> bool:
    """Whether more letters stand in words that are taller than wide: lines read as columns."""
    tall = wide = 0
    for word in words:
        across, down = word.x1 - word.x0, word.y1 - word.y0
        if len(word.text) >= 3 and word.confidence >= _LEGIBLE:
            tall += len(word.text) * (down > 1.3 * across)
            wide += len(word.text) * (across > 1.3 * down)
    return tall > wide


def mean_confidence(words: list[ReadWord]) -> float:
    """Mean confidence (0..1) weighted by length; 0 for no word of two letters."""
    real = _real(words)
    length = sum(len(word.text) for word in real)
    return sum(word.confidence * len(word.text) for word in real) / length if length else 0.0


def letters(words: list[ReadWord]) -> int:
    return sum(len(word.text) for word in _real(words))


def score(words: list[ReadWord]) -> float:
    """How much a reading says: letters counted by how far above chance their word's confidence lies."""
    return sum(max(word.confidence - 0.5, 0.0) * len(word.text) for word in _real(words))


def _real(words: list[ReadWord]) -> list[ReadWord]:
    return [word for word in words if _TWO_LETTERS.search(word.text)]

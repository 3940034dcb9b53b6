"""Which way up a scan is, without asking the engine's orientation detection about every page.

Lines of text tell by themselves whether a page lies on its side (:mod:`ocr.skew`); the engine's confidence tells
whether it stands on its head: 90-95 upright, 32-47 upside down (measured). Only in doubt is the detector asked and the
page read again; the reading that says more, more surely, is kept.
"""

import re
from dataclasses import dataclass

import numpy as np

from ocr.engine import Engine, Grey, ReadWord
from ocr.prepare import Prepared, straightened
from ocr.skew import Lie

_SURE = 0.78
_FEW_WORDS = 12
_TALL_SHARE = 0.4
_TWO_LETTERS = re.compile(r"[^\W_].*[^\W_]")  # or digits


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
    best = first
    for rotation in _other_ways(image, dpi, engine, first, sideways=lie.sideways):
        other = read_turned(image, dpi, engine, lie, rotation)
        best = max(best, other, key=lambda reading: score(reading.words))
        if is_sure(best.words):
            break
    return best if score(best.words) > 0 else _unread(image)


def _unread(image: Grey) -> Reading:
    """A picture without a credible word stays as it lies."""
    shape = (image.shape[0], image.shape[1])
    return Reading(rotation=0, turned_shape=shape, prepared=straightened(image, 0.0), words=[])


def read_turned(image: Grey, dpi: int, engine: Engine, lie: Lie, rotation: int) -> Reading:
    """Read ``image`` once it is turned ``rotation`` degrees clockwise and straightened."""
    picture = turned(image, rotation)
    along = lie.sideways == (rotation % 180 == 90)
    prepared = straightened(picture, lie.skew if along else 0.0)
    words = engine.read(prepared.image, dpi)
    shape = (picture.shape[0], picture.shape[1])
    return Reading(rotation=rotation, turned_shape=shape, prepared=prepared, words=words)


def _other_ways(image: Grey, dpi: int, engine: Engine, first: Reading, *, sideways: bool) -> list[int]:
    """The rotations worth a second reading; none where not even rubbish was read, as on a photograph."""
    if not first.words and not sideways:
        return []
    asked = engine.turn(image, dpi)
    ways = [] if asked is None else [asked]
    if sideways:
        ways.append(270)
    elif stand_tall(first.words):
        ways += [90, 270]
    elif asked is None and letters(first.words) >= _FEW_WORDS * 3:
        ways.append(180)
    return [way for i, way in enumerate(ways) if way != first.rotation and way not in ways[:i]]


def is_sure(words: list[ReadWord]) -> bool:
    """Whether a reading needs no second look: enough words, sure of themselves, lying down."""
    return len(_real(words)) >= _FEW_WORDS and mean_confidence(words) >= _SURE and not stand_tall(words)


def stand_tall(words: list[ReadWord]) -> bool:
    """Whether many words of some length are taller than wide: lines read as columns."""
    long = [word for word in words if len(word.text) >= 4]
    tall = sum(word.y1 - word.y0 > 1.3 * (word.x1 - word.x0) for word in long)
    return len(long) >= 3 and tall > _TALL_SHARE * len(long)


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

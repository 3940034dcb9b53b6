"""Which way up a scan is, without asking the engine's orientation detection about every page.

Lines of text tell by themselves along which axis they run (:mod:`ocr.skew`); the engine's confidence tells which of
the two ways is up. Measured over 432 worn pages of 18 kinds: upside down no page of thirty letters was read with a
mean confidence over 0.45; words are (« NOILONQVAL », 0.7), and pages of which little is read (« snou np sou », 0.75).
Only in doubt are the lines that lie and those that stand cut out and read by themselves, all four ways
(:mod:`ocr.lines_apart`). The page is upright as most of them are, none counting for more than a short one; where heads
of columns stand on end beside rows, as the rows are. Where that tells nothing the page is read the other way round too,
and the reading that says more, more surely, is kept; words that stand, taller than wide, are read as well as lying ones
and speak for no way up. Where no way reads better than the other it may be a script that the engine was not asked to
read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

import cv2
import numpy as np

from ocr.engine import Engine, Grey, ReadWord
from ocr.levels import median
from ocr.lines_apart import LineApart, read_lines_apart
from ocr.prepare import Prepared, straightened
from ocr.resize import resized
from ocr.scripts import LANGUAGES_OF_SCRIPT
from ocr.skew import Lie
from ocr.spots import spots_of
from ocr.unread import unread_words

_SURE, _SURE_OF_FEW = 0.65, 0.85
_SOME_LETTERS = 60
_FEW_LETTERS = 10
_CLEAR, _CLEARLY_MORE = 2.0, 1.0
_ACROSS = 3.0  # as much must be said along the axis along which the lines did not seem to run
_MOST_OF_A_LINE = 10.0
_HALF_BELIEVED, _MOST_HALF_BELIEVED, _FILLER = 0.05, 40, 0.25
_LEGIBLE = 0.3
_TALL, _TALL_SHARE, _TALL_SHARE_OF_ALL = 1.1, 0.1, 0.15
_SHORT, _TALLEST_LYING = 2, 1.3
_ANYTHING = 1.0  # as ``way_up`` counts: less is the other side showing through, specks, a picture
_AXIS = 4.0
_MOST_OF_A_LINE_APART = 4.0
_TOLD, _TELLING, _ROWS_APART, _FEW_LINES = 2.0, 1.5, 0.2, 2
_AGAINST = 0.3  # French on its head says less beside what it says upright
_BELIEVED, _LETTERS_OF_A_LINE = 0.6, 4
_TWO_LETTERS = re.compile(r"[^\W_].*[^\W_]")  # or digits
_FILLED = re.compile(r"<.?<|>.?>")
_INK_DPI = 60
_INK = 10  # grey levels between ink and paper, at least
_INK_SPOT_PX = 4
_PAD_INCHES = 0.25
_SPARSE = 0.6  # of the page: more ink than that is read with all that surrounds it


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What was read once the picture was turned ``rotation`` degrees clockwise and straightened.

    ``lead``: how much more it says than what was read on its head, as :func:`way_up` counts.
    """

    rotation: int
    turned_shape: tuple[int, int]
    prepared: Prepared
    words: list[ReadWord]
    lead: float = 0.0


def turned(image: Grey, degrees: int) -> Grey:
    """``image`` turned clockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(image, -(degrees // 90) % 4))


def read_upright(image: Grey, dpi: int, engine: Engine, lie: Lie) -> Reading:
    """Read ``image`` the right way up; ``lie`` is how its lines lie (:func:`ocr.skew.lie_of`)."""
    first = read_turned(image, dpi, engine, lie, 90 if lie.sideways else 0)
    if is_sure(first.words) and not only_margins_told(first.words):
        return replace(first, lead=way_up(first.words))
    told = told_by_lines(image, dpi, engine, lie)
    if told.lead >= _TOLD:
        upright = first if told.rotation == first.rotation else read_turned(image, dpi, engine, lie, told.rotation)
        return replace(upright, lead=told.lead)
    readings = [first, read_turned(image, dpi, engine, lie, first.rotation + 180)]
    best = max(readings, key=_rank)
    nothing = not any(reading.words for reading in readings)  # which costs little to find along the other axis too
    if nothing or (way_up(best.words) > _ANYTHING and not _is_clear(best, readings)):
        readings += [read_turned(image, dpi, engine, lie, first.rotation + aside) for aside in (90, 270)]
        best = max(readings, key=_rank)
    if not any(reading.words for reading in readings):
        return _unread(image)
    lead = _said(best) - _said(_on_its_head(best, readings))
    across = (best.rotation - first.rotation) % 180 == 90
    best = replace(best, lead=lead / (_ACROSS if across else 1))
    return best if _is_clear(best, readings) else _upright_in_its_script(best, readings, dpi, engine)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """The ``rotation`` at which most lines are upright; ``lead``: how much more they say than at any other."""

    rotation: int
    lead: float


def told_by_lines(image: Grey, dpi: int, engine: Engine, lie: Lie) -> Told:
    """Which way up the lines of ``image`` are that lie and that stand, each read by itself on both heads."""
    leads = {
        rotation: [
            _lead_of(line)
            for line in read_lines_apart(_straight(image, lie, rotation).image, dpi, engine)
            if letters(line.upright + line.on_its_head) >= _LETTERS_OF_A_LINE  # not grain
        ]
        for rotation in (0, 90)
    }
    leads |= {rotation + 180: [-lead for lead in some] for rotation, some in leads.items()}
    best, *others = sorted(leads, key=lambda rotation: -_weight(leads, rotation))
    lead = _weight(leads, best) - _weight(leads, others[0])
    rows = (best + 270) % 360  # what stands on end climbs, its foot to the right
    heads = _sum(leads[best])
    telling = [more for more in leads[rows] if more >= _TELLING]
    if len(telling) >= _FEW_LINES and sum(telling) >= _ROWS_APART * heads:
        return Told(rotation=rows, lead=sum(telling))
    maybe_rows = [more for more in leads[rows] if more > -_TELLING]
    if len(maybe_rows) >= _FEW_LINES and _sum(maybe_rows) >= _ROWS_APART / 2 * heads:
        lead = min(lead, _TOLD)
    another_script = _sum(leads[(best + 180) % 360]) > _AGAINST * heads
    return Told(rotation=best, lead=0.0 if another_script else lead)


def _lead_of(line: LineApart) -> float:
    """How much more ``line`` says as it lies than on its head; none counts for more than a short one."""
    lead = way_up(line.upright) - way_up(line.on_its_head)
    return min(max(lead, -_MOST_OF_A_LINE_APART), _MOST_OF_A_LINE_APART)


def _weight(leads: Mapping[int, list[float]], rotation: int) -> float:
    """What the lines say that are upright at ``rotation``; what lies as most lines do, read or not, says more: a line
    along the margin is not the page.
    """
    here, across = len(leads[rotation]) + _FEW_LINES, len(leads[(rotation + 90) % 360]) + _FEW_LINES
    return _sum(leads[rotation]) * 2 * here / (here + across)


def _sum(leads: list[float]) -> float:
    return sum(max(lead, 0.0) for lead in leads)


def way_up(words: list[ReadWord]) -> float:
    """How surely a reading is upright: what it says in words that lie, and the filler « < » (ICAO 9303), which is « > »
    on its head.
    """
    on_end = any(_is_tall(word) and len(word.text) > _SHORT for word in words)
    lying = [word for word in words if not _is_tall(word) or (_may_lie(word) and not on_end)]
    fillers = sum(word.text.count("<") - word.text.count(">") for word in lying if _FILLED.search(word.text))
    return score(lying) + _FILLER * fillers


def _rank(reading: Reading) -> float:
    """:func:`way_up`, and where nothing is legible whichever way, the axis along which the engine saw words."""
    tall = letters([word for word in reading.words if _is_tall(word) and len(word.text) > _SHORT])
    return _said(reading) - _AXIS * tall / max(letters(reading.words), 1)


def _said(reading: Reading) -> float:
    """:func:`way_up` line by line, none for more than a short one: a line along a margin is not the page. And where
    hardly anything is legible also what the engine half believes.
    """
    lying = [word for word in reading.words if not _is_tall(word)]
    surely = sum(min(said, _MOST_OF_A_LINE) for said in _lines_said(reading.words))
    return surely + _HALF_BELIEVED * min(mean_confidence(lying) * letters(lying), _MOST_HALF_BELIEVED)


def _lines_said(words: list[ReadWord]) -> list[float]:
    return [way_up(list(line)) for _, line in groupby(words, key=lambda word: word.line)]


def _is_clear(best: Reading, readings: list[Reading]) -> bool:
    """Whether ``best`` says much more than what it says on its head."""
    return _leads(way_up(best.words), way_up(_on_its_head(best, readings).words))


def _leads(said: float, on_its_head: float) -> bool:
    return said >= _CLEAR * on_its_head + _CLEARLY_MORE


def _on_its_head(best: Reading, readings: list[Reading]) -> Reading:
    return next(other for other in readings if (other.rotation - best.rotation) % 360 == 180)


def _upright_in_its_script(best: Reading, readings: list[Reading], dpi: int, engine: Engine) -> Reading:
    """The upright one of ``readings`` in a script that is not Latin: as its languages read better, else as the detector
    says, which of Latin cards and figures knows less than the reading.
    """
    along = [best, *(reading for reading in readings if (reading.rotation - best.rotation) % 360 == 180)]
    scripts = [engine.script(reading.prepared.image, dpi) for reading in along]
    for script in scripts:
        reader = engine.also_reading(LANGUAGES_OF_SCRIPT.get(str(script), ()))
        if reader is not None:
            said = [score(reader.read(reading.prepared.image, dpi)) for reading in along]
            if _leads(max(said), min(said)):
                return replace(along[said.index(max(said))], lead=max(said) - min(said))
    turn = None if scripts[0] in {None, "Latin"} else engine.turn(best.prepared.image, dpi)
    asked = None if turn is None else (best.rotation + turn) % 360
    return next((reading for reading in readings if reading.rotation == asked), best)


def _unread(image: Grey) -> Reading:
    """A picture without a word stays as it lies."""
    shape = (image.shape[0], image.shape[1])
    return Reading(rotation=0, turned_shape=shape, prepared=straightened(image, 0.0), words=[])


def read_turned(image: Grey, dpi: int, engine: Engine, lie: Lie, rotation: int) -> Reading:
    """Read ``image`` once it is turned ``rotation`` degrees clockwise and straightened."""
    prepared = _straight(image, lie, rotation)
    words = _read_ink(prepared.image, dpi, engine)
    legible = _legible(words)
    if letters(legible) < _FEW_LETTERS:
        passed_over = unread_words(prepared.image, dpi, legible, engine)
        words = legible + passed_over if passed_over else words
    shape = (image.shape[1], image.shape[0]) if rotation % 180 == 90 else (image.shape[0], image.shape[1])
    return Reading(rotation=rotation % 360, turned_shape=shape, prepared=prepared, words=words)


def _straight(image: Grey, lie: Lie, rotation: int) -> Prepared:
    """``image`` turned ``rotation`` degrees clockwise, and the lines that lie then straightened."""
    along = lie.sideways == (rotation % 180 == 90)
    return straightened(turned(image, rotation), lie.skew if along else lie.across)


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
    small = resized(image, scale)
    change = np.asarray(cv2.absdiff(small, np.full_like(small, int(median(small)))), dtype=np.uint8)
    ink = (change > max(_INK, 6 * median(change))).astype(np.uint8)
    stats = spots_of(ink).stats
    spots = stats[1:][stats[1:, cv2.CC_STAT_AREA] >= _INK_SPOT_PX]
    if not len(spots):
        return 0, 0, width, height
    x, y, wide, high = (spots[:, i] for i in (cv2.CC_STAT_LEFT, cv2.CC_STAT_TOP, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    pad = round(_PAD_INCHES * dpi)
    left, top = max(int(x.min() / scale) - pad, 0), max(int(y.min() / scale) - pad, 0)
    right, bottom = int((x + wide).max() / scale) + pad, int((y + high).max() / scale) + pad
    return left, top, min(right, width), min(bottom, height)


def is_sure(words: list[ReadWord]) -> bool:
    """Whether a reading needs no second look: enough letters, the fewer the surer of themselves, lying down."""
    count = letters(words)
    sure = _SURE if count >= _SOME_LETTERS else _SURE_OF_FEW
    return count >= _FEW_LETTERS and mean_confidence(words) >= sure and not stand_tall(words)


def only_margins_told(words: list[ReadWord]) -> bool:
    """Whether a line or two were read and more were not: print along the margins of a page that lies otherwise."""
    lines = [list(line) for _, line in groupby(words, key=lambda word: word.line)]
    believed = sum(letters(line) >= _LETTERS_OF_A_LINE and mean_confidence(line) >= _BELIEVED for line in lines)
    return believed <= _FEW_LINES and len(lines) > 2 * believed


def stand_tall(words: list[ReadWord]) -> bool:
    """Whether many letters stand in words that are taller than wide: lines read as columns."""
    legible = _legible(words)
    believed = letters([word for word in legible if _is_tall(word)]) > _TALL_SHARE * letters(legible)
    return believed or letters([word for word in words if _is_tall(word)]) > _TALL_SHARE_OF_ALL * letters(words)


def _legible(words: list[ReadWord]) -> list[ReadWord]:
    return [word for word in words if word.confidence >= _LEGIBLE]


def _is_tall(word: ReadWord) -> bool:
    return len(word.text) > 1 and word.y1 - word.y0 > _TALL * (word.x1 - word.x0)


def _may_lie(word: ReadWord) -> bool:
    """Two letters (« 11 », « jl ») may be a little taller than wide where they lie; not beside words that stand."""
    return len(word.text) == _SHORT and word.y1 - word.y0 < _TALLEST_LYING * (word.x1 - word.x0)


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

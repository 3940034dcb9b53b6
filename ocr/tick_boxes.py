"""Boxes to tick on a scanned form: the engine reads them as letters (« O », « [] », « & », « © ») or not at all."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np

from ocr.engine import Grey, ReadWord
from ocr.levels import quantile
from ocr.spots import boxes_of

EMPTY, TICKED = "☐", "☒"
_SMALLEST_INCHES, _LARGEST_INCHES = 0.07, 0.3  # 1.8 to 7.6 mm
_SIDE_INCHES = 0.045  # a side is straight for at least so long; curves and crosses are not
_SQUARE = 1.35  # the longer side by the shorter one
_THICKEST_INCHES = 0.025
_SIDE_DEPTH = 0.2  # of the box: so far from its edge a side may lie
_CLOSED = 0.84  # of a side; the round corners of letters leave less
_BARE, _MARKED, _FULL = 0.04, 0.1, 0.95  # shares of a box's inside that are ink; full squares are flags and logos
_CORNER_PX, _SHARP = 3, 0.4  # how much ink a corner holds: letters have round ones
_INSIDE = 0.24  # of the side: so far within it nothing is the side's own ink
_NEAR_PX = 31
_DARKER, _DARKER_SHARE = 18, 0.3  # grey levels, at least; of what lies between paper and print
_ROOM = 0.22  # of a box's side, left free on both sides of it: a letter has its neighbours nearer
_CROSSED = 0.4  # of that room's height by a pen's stroke
_LABEL_REACH = 3.0  # widths of a box, to the word beside it
_APART = 0.6  # widths of a box: boxes that stand closer are the comb of a form, with letters in them
_LIKE_A_BOX = re.compile(r"[^\w\s.,;:'’/%€+*#•·…«»-]|^[A-ZÉÀ]$|^[A-Z]\W$|^[lI1]\W$")
_SHORT = 2  # characters
_MADE_OF_A_BOX = re.compile(
    r"[A-ZÀ-Þ01o]|[OXEDCLUKØIJ][XIJl1]|[\[({|].[\])}|]|[^\s.,;:'’/%°*•·…«»-]?[^\w\s.,;:'’/%°*•·…«»-]\w?"
)
_GLUED = re.compile(r"(?:[^\w\s«(’']+|[A-Z0-9]?[\])|])(?=\w)")
_BRACKETS = re.compile(r"[\[{(](?P<mark>[xX×]?)[\])}](?=$|[^\W\d])")
_OPENING, _CLOSING = {"[", "{", "("}, re.compile(r"[·.]?(?P<mark>[xX×]?)[\])}](?=$|[^\W\d])")
_SPEAKS_OF_BOXES = re.compile(r"^coch|^cases?$", re.IGNORECASE)
_SURE = 0.9


class _Frame(NamedTuple):
    """Pixels; its sides are within it."""

    x: int
    y: int
    wide: int
    high: int

    @classmethod
    def of(cls, box: Sequence[int]) -> "_Frame":
        return cls(*(int(value) for value in box))

    def overlaps(self, other: "_Frame") -> bool:
        return (self.x < other.x + other.wide and other.x < self.x + self.wide
                and self.y < other.y + other.high and other.y < self.y + self.high)  # fmt: skip


class _Square(NamedTuple):
    x0: float
    y0: float
    x1: float
    y1: float
    ticked: bool

    @property
    def side(self) -> float:
        return max(self.x1 - self.x0, self.y1 - self.y0)


def with_tick_boxes(words: Sequence[ReadWord], image: Grey, dpi: int) -> list[ReadWord]:
    """``words`` of ``image`` (upright, straight) with « ☐ » and « ☒ » where boxes stand beside words.

    Looks only where the words tell of boxes (12 to 35 ms a page). A box that is neither bare nor clearly
    marked is left as it was read.
    """
    found = _typed(words)
    if not _tell_of_boxes(found):
        return found
    for square in _squares(image, dpi):
        found = _with_box(found, square)
    return found


def _typed(words: Sequence[ReadWord]) -> list[ReadWord]:
    """Boxes made of brackets, as a scan reads them: « {X] », « [X}Le », « [ ] »."""
    found: list[ReadWord] = []
    for word in words:
        opened = found[-1] if found and found[-1].text in _OPENING and found[-1].line == word.line else None
        told = _BRACKETS.match(word.text) or (_CLOSING.match(word.text) if opened is not None else None)
        if told is None:
            found.append(word)
            continue
        if opened is not None:
            found.pop()
        end = word.x0 + (word.x1 - word.x0) * told.end() / len(word.text)
        text = TICKED if told["mark"] else EMPTY
        found.append(word._replace(text=text, x0=word.x0 if opened is None else opened.x0, x1=end))
        if told.end() < len(word.text):
            found.append(word._replace(text=word.text[told.end() :], x0=end))
    return found


def _tell_of_boxes(words: Sequence[ReadWord]) -> bool:
    odd = sum(len(word.text) <= _SHORT and _LIKE_A_BOX.search(word.text) is not None for word in words)
    return odd >= 2 or any(_SPEAKS_OF_BOXES.search(word.text) for word in words)


def _squares(image: Grey, dpi: int) -> list[_Square]:
    """Small frames that stand alone, from the top."""
    ink = _ink(image)
    least, most = _SMALLEST_INCHES * dpi, _LARGEST_INCHES * dpi
    framed = [
        frame
        for frame in (*map(_Frame.of, boxes_of(ink).tolist()), *_holes(ink, dpi))
        if least <= min(frame.wide, frame.high)
        and max(frame.wide, frame.high) <= min(most, _SQUARE * min(frame.wide, frame.high))
        and _has_sides(ink, frame)
    ]
    alone: list[_Frame] = []
    for frame in framed:
        in_comb = any(_in_comb(frame, other) for other in framed)
        if not in_comb and _stands_free(ink, frame) and not any(frame.overlaps(other) for other in alone):
            alone.append(frame)
    judged = (_judged(ink, frame) for frame in alone)
    return sorted((found for found in judged if found is not None), key=lambda found: (found.y0, found.x0))


def _ink(image: Grey) -> Grey:
    """What is clearly darker than what is around it: soft edges of strokes left out, so that crosses stay open."""
    darker = max(_DARKER_SHARE * (quantile(image, 0.5) - quantile(image, 0.01)), _DARKER)
    ink = cv2.adaptiveThreshold(image, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _NEAR_PX, darker)
    return np.asarray(ink, np.uint8)


def _holes(ink: Grey, dpi: int) -> Iterator["_Frame"]:
    """Frames around what straight lines enclose: of boxes that a pen has crossed beyond their sides."""
    run = max(round(_SIDE_INCHES * dpi), 5)
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((run, 1), np.uint8))
    outlines, levels = cv2.findContours(np.maximum(level, upright), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    for outline, parent in zip(outlines, levels[0][:, 3] if levels is not None else (), strict=True):
        if parent >= 0:  # its outline lies on the sides
            yield _with_its_sides(ink, _Frame.of(cv2.boundingRect(outline)), round(_THICKEST_INCHES * dpi))


def _with_its_sides(ink: Grey, hole: "_Frame", thickest: int) -> "_Frame":
    """The hole grown to all sides by as much as its upper side is thick."""
    x, y, wide, high = hole
    above = ink[max(y - thickest, 0) : y, x : x + wide].mean(axis=1)[::-1]
    thick = next((n for n, share in enumerate(above.tolist()) if share < _CLOSED), len(above))
    return _Frame(max(x - thick, 0), max(y - thick, 0), wide + 2 * thick, high + 2 * thick)


def _has_sides(ink: Grey, frame: "_Frame") -> bool:
    """Whether each side is one straight line from corner to corner, and the corners are sharp."""
    x0, y0, x1, y1 = frame.x, frame.y, frame.x + frame.wide, frame.y + frame.high
    deep = max(round(_SIDE_DEPTH * min(frame.wide, frame.high)), 2)
    sides = (
        ink[y0 : y0 + deep, x0:x1].mean(axis=1),
        ink[y1 - deep : y1, x0:x1].mean(axis=1),
        ink[y0:y1, x0 : x0 + deep].mean(axis=0),
        ink[y0:y1, x1 - deep : x1].mean(axis=0),
    )
    ends = [
        (slice(y, y + _CORNER_PX), slice(x, x + _CORNER_PX))
        for y in (y0, y1 - _CORNER_PX)
        for x in (x0, x1 - _CORNER_PX)
    ]
    return all(side.size and side.max() >= _CLOSED for side in sides) and all(ink[end].mean() >= _SHARP for end in ends)


def _stands_free(ink: Grey, frame: "_Frame") -> bool:
    """Whether nothing but a pen's stroke stands close on its left and right: a letter has its neighbours there."""
    room = max(round(_ROOM * frame.wide), 3)
    x0, x1 = frame.x - 1, frame.x + frame.wide + 1
    rows = ink[frame.y : frame.y + frame.high]
    beside = (rows[:, max(x0 - room, 0) : max(x0, 0)], rows[:, x1 : x1 + room])
    return all(side.size == 0 or side.any(axis=1).mean() <= _CROSSED for side in beside)


def _in_comb(frame: "_Frame", other: "_Frame") -> bool:
    """Whether two frames stand side by side in one row, as the boxes for the letters of a name do."""
    apart = abs(other.x - frame.x)
    return abs(frame.y - other.y) < frame.high / 2 and frame.wide / 2 < apart < (1 + _APART) * frame.wide


def _judged(ink: Grey, frame: "_Frame") -> _Square | None:
    """None where nobody can say whether it is ticked."""
    x, y, wide, high = frame
    edge_x, edge_y = round(_INSIDE * wide), round(_INSIDE * high)
    share = float(ink[y + edge_y : y + high - edge_y, x + edge_x : x + wide - edge_x].mean())
    if _BARE <= share < _MARKED or share > _FULL:
        return None
    return _Square(x, y, x + wide, y + high, share >= _MARKED)


def _with_box(words: list[ReadWord], square: _Square) -> list[ReadWord]:
    """``words`` with the box where a word was made of it or begins with it, or else before the word beside it."""
    row = [n for n, word in enumerate(words) if _in_row(word, square)]
    over = [n for n in row if min(words[n].x1, square.x1) - max(words[n].x0, square.x0) > 0.4 * square.side]
    reach = _LABEL_REACH * square.side
    label = next((n for n in row if n not in over and 0 <= words[n].x0 - square.x0 <= square.side + reach), None)
    if not over:
        return words if label is None else [*words[:label], _mark(words[label], square), *words[label:]]
    first = over[0]
    word = words[first]
    if word.x1 - square.x1 < 0.6 * square.side:
        made_of_it = _MADE_OF_A_BOX.fullmatch(word.text) is not None
        return [*words[:first], _mark(word, square), *words[first + 1 :]] if made_of_it else words
    glued = _GLUED.match(word.text)
    if glued is None or word.x0 < square.x0 - 0.6 * square.side:
        return words
    rest = word._replace(text=word.text[glued.end() :], x0=square.x1)
    return [*words[:first], _mark(word, square), rest, *words[first + 1 :]]


def _in_row(word: ReadWord, square: _Square) -> bool:
    middle = (square.y0 + square.y1) / 2
    return word.y0 <= middle <= word.y1 and word.y1 - word.y0 < 4 * square.side


def _mark(beside: ReadWord, square: _Square) -> ReadWord:
    return ReadWord(
        text=TICKED if square.ticked else EMPTY,
        x0=square.x0,
        y0=square.y0,
        x1=square.x1,
        y1=square.y1,
        confidence=_SURE,
        line=beside.line,
        block=beside.block,
    )

"""A word as it stands on a page."""

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in fractions (0..1) of the upright page's CropBox: origin top left, x to the right, y down."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0


def enclosing(boxes: "list[Box]") -> Box:
    """The smallest box around all of ``boxes`` (at least one)."""
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))


class Word(NamedTuple):
    """One word: its text as read (never corrected), where it stands and how sure the reading is.

    ``confidence`` is 0..1 (1.0 for a trusted text layer). ``line`` and ``block`` count from 0 in reading order over
    the page: words of one line share ``line``, lines of one paragraph share ``block``. A tuple, since a page has
    hundreds, which go from one process to another: that takes a quarter of the time of a dataclass.
    """

    text: str
    box: Box
    confidence: float
    line: int
    block: int

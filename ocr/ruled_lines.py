"""The straight lines that a page draws along its axes: rules, frames and the sides of its cells."""

import ctypes
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pypdfium2.raw as pdfium_c

from ocr.page_objects import Matrix, PlacedPath

_STRAIGHT_PT = 0.01  # how far the ends of a line along an axis may be off it: PDFium counts in 32 bits

Point = tuple[float, float]


class Line(NamedTuple):
    """A line along one axis: where it stands on the other (``at``), and from where to where it runs, in points of user
    space, but y downwards."""

    at: float
    start: float
    end: float


def ruled_lines(paths: Sequence[PlacedPath]) -> tuple[list[Line], list[Line]]:
    """The upright and the level lines of ``paths``. Curves have none."""
    upright: list[Line] = []
    level: list[Line] = []
    for path in paths:
        for (x0, y0), (x1, y1) in _sides(path):
            if abs(x1 - x0) < _STRAIGHT_PT:
                upright.append(Line(x0, min(y0, y1), max(y0, y1)))
            elif abs(y1 - y0) < _STRAIGHT_PT:
                level.append(Line(y0, min(x0, x1), max(x0, x1)))
    return upright, level


def _sides(path: PlacedPath) -> Iterator[tuple[Point, Point]]:
    """Each straight piece of the path, those included that close it."""
    start = last = (0.0, 0.0)
    for kind, point, closes in _segments(path):
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if closes:
            yield last, start
            last = start


def _segments(path: PlacedPath) -> Iterator[tuple[int, Point, bool]]:
    matrix = path.matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    to_x, to_y = ctypes.byref(x), ctypes.byref(y)
    for index in range(pdfium_c.FPDFPath_CountSegments(path.handle)):
        segment = pdfium_c.FPDFPath_GetPathSegment(path.handle, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, to_x, to_y)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        yield kind, _placed(x.value, y.value, matrix), bool(pdfium_c.FPDFPathSegment_GetClose(segment))


def _placed(x: float, y: float, m: Matrix) -> Point:
    return m.a * x + m.c * y + m.e, -(m.b * x + m.d * y + m.f)

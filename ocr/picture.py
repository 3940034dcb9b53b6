"""How much of a page is pictures: photographs, stamps of colour, drawn areas; and whether pictures carry text."""

import cv2
import numpy as np

from dossier.word import Box, enclosing
from ocr.document import PageFrame
from ocr.engine import Grey
from ocr.levels import quantile
from ocr.page_objects import PageObjects
from ocr.resize import resized
from ocr.spots import boxes_of, without_large

_CELL_INCHES = 0.1
# A cell of running text is a quarter ink at most; a photograph is darker than that over whole areas.
_DARK_CELL = 0.38
_LEAST_AREA_SQUARE_INCHES = 0.25
_EDGE_CELLS = 3
_SPARSE = 0.5  # of its box
_REACH_INCHES = 0.09
_WIDEST_INCHES, _HIGHEST_INCHES = 1.2, 0.5  # of letters run together
_LETTER_DEPTH = 45  # grey levels between a letter and its ground


def picture_share(image: Grey, dpi: int) -> float:
    """The share (0..1) of a scanned page that photographic or drawn areas cover: wide areas without paper in them."""
    scale = 1 / max(_CELL_INCHES * dpi, 1)
    cells = resized(image, scale)
    paper = quantile(cells, 0.9)
    cells_dark = (cells < paper * (1 - _DARK_CELL)).astype(np.uint8)
    dark = cv2.morphologyEx(cells_dark, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    least = _LEAST_AREA_SQUARE_INCHES / _CELL_INCHES**2
    height, width = dark.shape
    covered = 0
    for i in range(1, count):
        x, y, wide, high, area = (int(value) for value in stats[i])
        beside_edge = x + wide <= _EDGE_CELLS or y + high <= _EDGE_CELLS
        beside_edge = beside_edge or x >= width - _EDGE_CELLS or y >= height - _EDGE_CELLS
        edges = (x == 0) + (y == 0) + (x + wide == width) + (y + high == height)
        around = edges >= 3 and area < _SPARSE * wide * high  # the table on which a sheet lies
        covered += area if area >= least and not beside_edge and not around else 0
    return min(covered / dark.size, 1.0)


def image_share(frame: PageFrame, objects: PageObjects) -> float:
    """The share (0..1) of a born-digital page that its embedded images cover."""
    grid = np.zeros((100, 100), bool)
    for image in objects.images:
        box = frame.box(*image.matrix.square())
        grid[_cells(box.y0, box.y1), _cells(box.x0, box.x1)] = True
    return float(np.count_nonzero(grid)) / grid.size


def _cells(low: float, high: float) -> slice:
    return slice(round(min(max(low, 0), 1) * 100), round(min(max(high, 0), 1) * 100))


def text_area(image: Grey, dpi: float) -> Box | None:
    """Around whatever looks like lines of letters in ``image``, in fractions of it; None where nothing does.

    Dark letters on light and light ones on dark are looked for apart.
    """
    boxes = text_lines(image, dpi)
    if not boxes:
        return None
    height, width = image.shape
    around, pad = enclosing(boxes), dpi * 0.1
    x0, x1 = max((around.x0 - pad) / width, 0.0), min((around.x1 + pad) / width, 1.0)
    y0, y1 = max((around.y0 - pad) / height, 0.0), min((around.y1 + pad) / height, 1.0)
    return Box(x0, y0, x1, y1)


def text_lines(
    image: Grey,
    dpi: float,
    *,
    dark: bool = True,
    light: bool = True,
    depth: int = _LETTER_DEPTH,
    reach_inches: float = _REACH_INCHES,
) -> list[Box]:
    """Boxes in pixels of whatever looks like lines of letters: ``dark`` ones on light, ``light`` ones on dark.

    ``depth``: how many grey levels a letter differs at least from its ground. ``reach_inches``: letters nearer than
    this stand in one line.
    """
    size = max(round(0.16 * dpi), 3)
    hats = [hat for hat, wanted in ((cv2.MORPH_BLACKHAT, dark), (cv2.MORPH_TOPHAT, light)) if wanted]
    drawn = [cv2.morphologyEx(image, hat, np.ones((size, size), np.uint8)) for hat in hats]
    reach = max(round(reach_inches * dpi), 3)
    return [box for hat in drawn for box in _lines_of_letters((hat > depth).astype(np.uint8), dpi, reach)]


def _lines_of_letters(ink: Grey, dpi: float, reach: int) -> list[Box]:
    """Boxes in pixels of runs of at least four letter-like spots, at most ``reach`` pixels apart."""
    if not ink.any():
        return []
    # rules and frames would tie the letters beside them together
    ink = without_large(ink, _WIDEST_INCHES * dpi, _HIGHEST_INCHES * dpi)
    rows = cv2.dilate(ink, np.ones((1, reach), np.uint8))
    boxes = []
    for x, y, wide, high in boxes_of(np.asarray(rows, dtype=np.uint8)).tolist():
        like_a_line = 0.03 * dpi < high < 0.7 * dpi and wide > 2.2 * high
        if like_a_line and _letters(ink[y : y + high, x : x + wide]) >= 4:
            boxes.append(Box(x, y, x + wide, y + high))
    return boxes


def _letters(ink: Grey) -> int:
    boxes = boxes_of(np.ascontiguousarray(ink))
    wide, high = boxes[:, 2], boxes[:, 3]
    line = ink.shape[0]
    return int(((high > 0.35 * line) & (wide < 3 * line)).sum())

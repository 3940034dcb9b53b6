"""Barcodes of a page, read once on its picture: QR, DataMatrix (2D-Doc), Aztec, PDF417, Code 128, Code 39.

Looking for codes all over a page costs 70 ms; codes are far darker than text over some millimetres, so that only what
is dark in the mean is looked at (2 ms). Pale print is measured by its own ink. Where something as restless as a code
stands and none was read, it is looked at once more as a whole and smaller: a worn code's dark cells fall apart.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import cv2
import numpy as np
import zxingcpp

from dossier.page import Barcode
from dossier.word import Box, enclosing
from ocr.document import turned_box
from ocr.engine import Grey
from ocr.levels import quantile
from ocr.resize import resized

_SYMBOLOGIES = ("QRCode", "DataMatrix", "Aztec", "PDF417", "Code128", "Code39")
# Shorter linear codes are read into tables and hatchings.
_SHORTEST_LINEAR = 6
_CELL_MM = 1.6
# Mean darkness over 3 x 3 cells: codes are about half dark, running text is an eighth to a quarter.
_DARK = 0.27
_INK_SHARE = 0.002
_PALE, _LEAST_PALE_DEPTH = 0.55, 18.0  # of the paper's tone; grey levels, over any noise
_DARK_PALE = 0.3
_RESTLESS, _RESTLESS_PX = 0.11, 25
_QUIET_CELLS = 4
_MOST_AREAS = 12
_LEAST_CODE_PX = 16


def barcodes_of(image: Grey, areas: Sequence[Box]) -> tuple[Barcode, ...]:
    """The codes within ``areas`` (:func:`code_areas`) of ``image``, from top to bottom, boxes in fractions of it."""
    codes = [code for area in areas for code in _codes_in(image, area)]
    if areas and not codes:
        codes = _at_second_look(image, enclosing(list(areas)))
    return _in_order(_without_repeats(codes))


def code_areas(image: Grey, dpi: float) -> list[Box]:
    """Where codes may stand, in fractions of ``image``: dark in the mean over some millimetres."""
    cell_px = max(_CELL_MM / 25.4 * dpi, 1)
    cells = resized(image, 1 / cell_px)
    paper = max(quantile(cells, 0.9), 1.0)
    dark = (cv2.blur(cells, (3, 3)) < paper - _dark_depth(image, paper)).astype(np.uint8)
    if not dark.any():
        return []
    reach = np.ones((2 * _QUIET_CELLS + 1, 2 * _QUIET_CELLS + 1), np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(dark, reach), connectivity=8)
    height, width = dark.shape
    areas = [Box(x / width, y / height, (x + w) / width, (y + h) / height) for x, y, w, h, _ in stats[1:].tolist()]
    covered = sum(area.width * area.height for area in areas)
    return areas if len(areas) <= _MOST_AREAS and covered < 0.5 else [Box(0.0, 0.0, 1.0, 1.0)]


def _dark_depth(image: Grey, paper: float) -> float:
    """How much darker than ``paper`` (grey levels) what is half inked is in the mean; less where all ink is pale."""
    ink = quantile(image[::2, ::2], _INK_SHARE)
    pale = _LEAST_PALE_DEPTH < paper - ink < _PALE * paper
    return _DARK_PALE * (paper - ink) if pale else _DARK * paper


def _at_second_look(image: Grey, area: Box) -> list[Barcode]:
    """The codes within ``area`` read at half the size; none where nothing is as restless as a code."""
    height, width = image.shape
    left, top = int(area.x0 * width), int(area.y0 * height)
    cutting = image[top : round(area.y1 * height), left : round(area.x1 * width)]
    if min(cutting.shape) < 2 * _LEAST_CODE_PX:
        return []
    half = np.asarray(cv2.resize(cutting, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    if not _is_restless(half):
        return []
    whole = Box(0.0, 0.0, 1.0, 1.0)
    return [replace(code, box=_placed(code.box, area)) for code in _codes_in(half, whole)]


def _is_restless(image: Grey) -> bool:
    """Whether black and white change often, along the rows and along the columns, over some square of ``image``."""
    small = image[::2, ::2]
    black = (small < (quantile(small, 0.02) + quantile(small, 0.9)) / 2).astype(np.float32)
    changes = [np.abs(np.diff(black, axis=axis)) for axis in (0, 1)]
    square = (_RESTLESS_PX, _RESTLESS_PX)
    down, across = (cv2.blur(np.asarray(change, dtype=np.float32), square) for change in changes)
    height, width = min(down.shape[0], across.shape[0]), min(down.shape[1], across.shape[1])
    return bool((np.minimum(down[:height, :width], across[:height, :width]) > _RESTLESS).any())


def _placed(box: Box, area: Box) -> Box:
    """``box`` in fractions of ``area``, in fractions of what ``area`` is a part of."""
    wide, high = area.width, area.height
    return Box(area.x0 + box.x0 * wide, area.y0 + box.y0 * high, area.x0 + box.x1 * wide, area.y0 + box.y1 * high)


def turned_codes(codes: tuple[Barcode, ...], rotation: int) -> tuple[Barcode, ...]:
    """The same codes on the page turned ``rotation`` degrees clockwise."""
    return _in_order(
        [Barcode(symbology=code.symbology, content=code.content, box=turned_box(code.box, rotation)) for code in codes]
    )


@cache
def _formats() -> Any:
    return zxingcpp.barcode_formats_from_str(",".join(_SYMBOLOGIES))


def _codes_in(image: Grey, area: Box) -> list[Barcode]:
    height, width = image.shape
    left, top = int(area.x0 * width), int(area.y0 * height)
    cutting = np.ascontiguousarray(image[top : round(area.y1 * height), left : round(area.x1 * width)])
    if min(cutting.shape) < _LEAST_CODE_PX:
        return []
    found = zxingcpp.read_barcodes(cutting, formats=_formats(), try_invert=False, text_mode=zxingcpp.TextMode.Plain)
    return [_barcode(code, left, top, image) for code in found if _is_likely(code)]


def _is_likely(code: Any) -> bool:
    linear = code.format in (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.Code39)
    return bool(code.valid) and (not linear or len(code.bytes) >= _SHORTEST_LINEAR)


def _barcode(code: Any, left: int, top: int, image: Grey) -> Barcode:
    place = code.position
    corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
    xs, ys = [left + corner.x for corner in corners], [top + corner.y for corner in corners]
    height, width = image.shape
    box = Box(
        max(min(xs) / width, 0.0),
        max(min(ys) / height, 0.0),
        min(max(xs) / width, 1.0),
        min(max(ys) / height, 1.0),
    )
    return Barcode(symbology=code.format.name, content=bytes(code.bytes), box=box)


def _without_repeats(codes: list[Barcode]) -> list[Barcode]:
    """The same code found in two areas that overlap is one."""
    kept: list[Barcode] = []
    for code in codes:
        if not any(code.content == other.content and _meet(code.box, other.box) for other in kept):
            kept.append(code)
    return kept


def _meet(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


def _in_order(codes: list[Barcode]) -> tuple[Barcode, ...]:
    return tuple(sorted(codes, key=lambda code: (code.box.y0, code.box.x0)))

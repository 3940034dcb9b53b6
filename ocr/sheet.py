"""The sheet in a picture that shows more than the sheet: a photo of a table, a small paper on a scanner's dark glass.

It is cut out and made rectangular, which takes black borders and a telephone's perspective away at once. Nothing is
cut off that bears letters: where text stands outside, the picture is left as it is.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dossier.word import Box
from ocr.document import turned_box
from ocr.engine import Grey
from ocr.levels import level_counts, quantile_of_counts
from ocr.picture import text_lines

_TEXT_MM = 3.0  # letters lower than this vanish from the picture of the paper's brightness
_LEAST_SHARE = 0.12
_MOST_SHARE = 0.97
_LEAST_FILL = 0.96  # of its quadrilateral that the bright area fills
_LEAST_STEP = 28  # grey levels between sheet and table
_THRESHOLDS = (40, 70, 100, 130, 160, 190)
_ANGLES = (58.0, 122.0)
_LEAST_SIDE = 0.2
_BAND_PX = 19
_RIM_MM = 2.0
_GROUNDS = 2  # a table may end within the picture as well
_BESIDE = 0.2  # of the picture's width or height
_FAINT_LETTERS = 16  # nothing that may be letters, in the deepest shadow, is cut off

Corners = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A sheet cut out of a picture. ``matrix`` (3 x 3) takes fractions of the sheet to fractions of the picture."""

    image: Grey
    matrix: NDArray[np.float64]

    def box_in_picture(self, box: Box, rotation: int) -> Box:
        """``box`` on the sheet turned ``rotation`` degrees clockwise, as it stands on the picture turned alike."""
        flat = turned_box(box, -rotation % 360)
        corners = [(flat.x0, flat.y0), (flat.x1, flat.y0), (flat.x1, flat.y1), (flat.x0, flat.y1)]
        placed = cv2.perspectiveTransform(np.array([corners], np.float64), self.matrix)[0]
        (x0, y0), (x1, y1) = np.clip(placed.min(axis=0), 0, 1), np.clip(placed.max(axis=0), 0, 1)
        return turned_box(Box(float(x0), float(y0), float(x1), float(y1)), rotation)


def sheet_in(image: Grey, thumbnail: Grey, dpi: float) -> Sheet | None:
    """The sheet that ``image`` shows; None where that is all it shows, or none can be told from what surrounds it.

    ``thumbnail``: the same picture at ``dpi``.
    """
    corners = corners_of(thumbnail, dpi)
    return None if corners is None else _cut_out(image, corners)


def sheet_alone(image: Grey, dpi: float) -> Grey:
    """A sheet that nearly fills ``image``, without the table around it and its own rim; else ``image`` as it is."""
    rim = round(_RIM_MM / 25.4 * dpi)
    for _ in range(_GROUNDS):
        corners = corners_of(image, dpi)
        if corners is None or not _nearly_fills(corners):
            break
        image = np.ascontiguousarray(_cut_out(image, corners).image[rim:-rim, rim:-rim])
    return image


def _nearly_fills(corners: Corners) -> bool:
    """Whether each corner is near the picture's own: nothing of the size of a card lies beside the sheet."""
    own = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    return bool((np.abs(corners - own) < _BESIDE).all())


def corners_of(image: Grey, dpi: float) -> Corners | None:
    """The sheet's corners in fractions of ``image``, clockwise from the top left; None where none is to be cut out."""
    size = max(round(_TEXT_MM / 25.4 * dpi), 3)
    closed = cv2.morphologyEx(cv2.medianBlur(image, 5), cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    bright = np.asarray(closed, dtype=np.uint8)
    counts = level_counts(bright)
    darkest, brightest = quantile_of_counts(counts, 0.01), quantile_of_counts(counts, 0.9)
    if brightest - darkest < _LEAST_STEP:
        return None
    lines: list[Box] | None = None
    for threshold in _THRESHOLDS:
        if not darkest + 8 < threshold < brightest:
            continue
        corners = _bright_quad(bright, threshold)
        if corners is None:
            continue
        lines = text_lines(image, dpi, depth=_FAINT_LETTERS) if lines is None else lines
        if all(_holds(corners, line) for line in lines):
            return np.asarray(corners / (image.shape[1], image.shape[0]), dtype=np.float32)
    return None


def _bright_quad(bright: Grey, threshold: int) -> Corners | None:
    """The quadrilateral that the largest area brighter than ``threshold`` fills, in pixels."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((bright > threshold).astype(np.uint8), connectivity=4)
    if count < 2:
        return None
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    outlines, _ = cv2.findContours((labels == largest).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(outlines, key=cv2.contourArea)
    hull, area = cv2.convexHull(outline), cv2.contourArea(outline)
    if not _LEAST_SHARE < area / bright.size < _MOST_SHARE:
        return None
    quad = _four_corners(hull)
    if quad is None or area < _LEAST_FILL * cv2.contourArea(quad) or not _is_sheet_shaped(quad, bright.shape):
        return None
    return quad if _edge_step(bright, (labels == largest).astype(np.uint8)) >= _LEAST_STEP else None


def _edge_step(bright: Grey, area: Grey) -> float:
    """How much brighter it is just within ``area`` than just outside: a shadow fades, a sheet ends."""
    band = np.ones((_BAND_PX, _BAND_PX), np.uint8)
    within, outside = cv2.erode(area, band) < area, cv2.dilate(area, band) > area
    if not within.any() or not outside.any():
        return 0.0
    return float(np.median(bright[within]) - np.median(bright[outside]))


def _four_corners(hull: NDArray[np.int32]) -> Corners | None:
    around = cv2.arcLength(hull, True)
    for slack in (0.01, 0.02, 0.03, 0.05, 0.08):
        points = cv2.approxPolyDP(hull, slack * around, True).reshape(-1, 2)
        if len(points) == 4:
            return _clockwise(points.astype(np.float32))
        if len(points) < 4:
            return None
    return None


def _clockwise(points: Corners) -> Corners:
    """From the top left: the corner with the least x + y comes first."""
    centre = points.mean(axis=0)
    order = np.argsort(np.arctan2(points[:, 1] - centre[1], points[:, 0] - centre[0]))
    ring = points[order]
    return np.asarray(np.roll(ring, -int(np.argmin(ring.sum(axis=1))), axis=0), dtype=np.float32)


def _is_sheet_shaped(quad: Corners, shape: tuple[int, ...]) -> bool:
    """Corners near right angles, no short side."""
    sides = np.roll(quad, -1, axis=0) - quad
    lengths = np.hypot(sides[:, 0], sides[:, 1])
    if lengths.min() < _LEAST_SIDE * min(shape[:2]):
        return False
    back = -np.roll(sides, 1, axis=0)
    cosines = (sides * back).sum(axis=1) / (lengths * np.roll(lengths, 1))
    angles = np.degrees(np.arccos(np.clip(cosines, -1, 1)))
    return bool((angles > _ANGLES[0]).all() and (angles < _ANGLES[1]).all())


def _holds(corners: Corners, line: Box) -> bool:
    centre = ((line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2)
    return cv2.pointPolygonTest(corners, centre, False) >= 0


def _cut_out(image: Grey, corners: Corners) -> Sheet:
    height, width = image.shape
    quad = corners * np.array([width, height], np.float32)
    sides = np.roll(quad, -1, axis=0) - quad
    lengths = np.hypot(sides[:, 0], sides[:, 1])
    wide, high = round(max(lengths[0], lengths[2])), round(max(lengths[1], lengths[3]))
    flat = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    turn = cv2.getPerspectiveTransform(quad, flat)
    cut = cv2.warpPerspective(image, turn, (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    back = np.diag([1 / width, 1 / height, 1.0]) @ np.linalg.inv(turn) @ np.diag([wide, high, 1.0])
    return Sheet(image=np.asarray(cut, dtype=np.uint8), matrix=back)

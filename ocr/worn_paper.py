"""What wear leaves on an empty sheet, taken out of a look at it: creases, wedges at its edges, what lies over an edge,
soft shadows and stains. What is written across any of them stays.

All pictures are at 100 dpi. ``darker``: by how many grey levels each pixel is darker than the paper around it.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Grey
from ocr.spots import spots_of

_MM = 100 / 25.4
_FAINT = 13
# creases: lines from edge to edge, told in pieces of 12 mm
_PIECE_PX = 48
_CREASE_LEANS = np.linspace(-0.03, 0.03, 25)
_IN_PIECES = 0.15  # of the pieces may lack it
_CREASE, _CREASE_FOOT = 5.0, 1.5  # grey levels over the whole width
_CREASE_MOST_MM = 12.0
_UNEVEN = 1.6  # a crease is so much darker in places; what is darker yet lies on it
# wedges: paler than a border, and broken up by grain
_WEDGE, _WEDGE_MM, _WEDGE_LONG = 6, 5.0, 0.25
# soft: a stroke or an edge of print climbs faster
_SOFT, _SOFT_MM, _MOST_SOFT = 0.17, 5.0, 24
_SOFT_SIGMA, _SOFT_LEAST = 2.0, 7
_STROKE_PX = 7
# a thumb, a torn corner
_SOLID_MM, _SOLID_ACROSS_MM, _SOLID_DEEP_MM, _SOLID_CORNER_MM = 5.0, 28.0, 65.0, 60.0
_SOLID = 0.87  # of the paper's brightness
_SOLID_PAPER_PX = 161


def without_wear(image: Grey, darker: Grey) -> Grey:
    """``darker`` of ``image`` without what wear has left on it."""
    bare = _without_creases(darker)
    bare = _without_wedges(bare)
    bare = _without_solids(image, bare)
    return _without_soft(image, bare)


def _without_creases(darker: Grey) -> Grey:
    flat = _without_flat_creases(darker)
    return np.ascontiguousarray(_without_flat_creases(np.ascontiguousarray(flat.T)).T)


def _without_flat_creases(darker: Grey) -> Grey:
    """Without lines from the left edge to the right: their usual darkness is taken off, what lies on them is not."""
    height, width = darker.shape
    starts = range(0, width - _PIECE_PX // 2, _PIECE_PX)
    pieces = np.stack([np.median(darker[:, x : x + _PIECE_PX], axis=1) for x in starts])
    if pieces.max() < _CREASE:
        return darker
    middles = np.array([x + _PIECE_PX / 2 for x in starts]) - width / 2
    taken = np.zeros(darker.shape, np.float32)
    for lean in _CREASE_LEANS:
        usual = _along(pieces, lean * middles)
        if usual.max() < _CREASE:
            continue
        usual = _bands(usual)
        offsets = np.round(lean * (np.arange(width) - width / 2)).astype(int)
        rows = np.arange(height)[:, None] - offsets[None, :]
        line = usual[np.clip(rows, 0, height - 1)] * _UNEVEN + _FAINT / 2
        np.maximum(taken, np.where(usual[np.clip(rows, 0, height - 1)] > 0, line, 0), out=taken)
    return np.asarray(np.clip(darker - taken, 0, 255), dtype=np.uint8)


def _along(pieces: NDArray[np.float64], offsets: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each row the darkness that nearly all pieces of it have, the pieces shifted by ``offsets``."""
    near = cv2.dilate(pieces.astype(np.float32), np.ones((1, 3), np.uint8))  # not quite straight
    shifted = np.stack([np.roll(piece, -round(offset)) for piece, offset in zip(near, offsets, strict=True)])
    return np.asarray(np.quantile(shifted, _IN_PIECES, axis=0), dtype=np.float64)


def _bands(usual: NDArray[np.float64]) -> NDArray[np.float64]:
    """Only the bands that reach a crease's darkness and are no wider than one; a margin of a pixel around them."""
    above = (usual > _CREASE_FOOT).astype(np.uint8).reshape(-1, 1)
    labels, stats = spots_of(above)
    kept = np.zeros_like(usual)
    for number in range(1, len(stats)):
        rows = labels[:, 0] == number
        if usual[rows].max() >= _CREASE and np.count_nonzero(rows) <= _CREASE_MOST_MM * _MM:
            around = cv2.dilate(rows.astype(np.uint8).reshape(-1, 1), np.ones((5, 1), np.uint8))[:, 0] > 0
            kept[around] = np.maximum(usual[around], _CREASE_FOOT)
    return kept


def _without_wedges(darker: Grey) -> Grey:
    """Without the faint long strips at the edges where a scan was turned or a lid let light in."""
    height, width = darker.shape
    calm = cv2.GaussianBlur(darker, (0, 0), 1.5)
    labels, stats = spots_of((calm > _WEDGE).astype(np.uint8))
    most, wedge = _WEDGE_MM * _MM, np.zeros(darker.shape, np.uint8)
    for number, (x, y, wide, high, _) in enumerate(stats.tolist()):
        upright = (x <= 1 or x + wide >= width - 1) and wide <= most and high >= _WEDGE_LONG * height
        lying = (y <= 1 or y + high >= height - 1) and high <= most and wide >= _WEDGE_LONG * width
        if number and (upright or lying):
            wedge[labels == number] = 1
    if not wedge.any():
        return darker
    around = cv2.dilate(wedge, np.ones((5, 5), np.uint8)) > 0
    limit = 2 * np.median(darker[wedge > 0]) + _FAINT
    return np.where(around & (darker < limit), np.uint8(0), darker).astype(np.uint8)


def _without_solids(image: Grey, darker: Grey) -> Grey:
    """Without what lies over an edge and shows nothing: a finger, the glass where a corner is torn off."""
    height, width = image.shape
    coarse = cv2.resize(image, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    size = _SOLID_PAPER_PX // 4 | 1
    paper = cv2.blur(cv2.dilate(cv2.medianBlur(coarse, 3), np.ones((size, size), np.uint8)), (size, size))
    dim = (coarse < _SOLID * paper).astype(np.uint8)
    block = round(_SOLID_MM * _MM / 4)
    solid = cv2.morphologyEx(dim, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (block, block)))
    labels, stats = spots_of(np.asarray(solid, dtype=np.uint8))
    gone = np.zeros(solid.shape, np.uint8)
    for number, (x, y, wide, high, area) in enumerate(stats.tolist()):
        if number and _lies_over_an_edge((x, y, wide, high), area, solid.shape):
            gone[labels == number] = 1
    if not gone.any():
        return darker
    within = cv2.resize(gone, (width, height), interpolation=cv2.INTER_NEAREST)
    rim = cv2.dilate(within, np.ones((21, 21), np.uint8))
    inner = cv2.erode(within, np.ones((13, 13), np.uint8))
    if (_strokes(image)[inner > 0] > 2 * _FAINT).any():
        return darker
    return np.where(rim > 0, np.uint8(0), darker).astype(np.uint8)


def _lies_over_an_edge(box: tuple[int, int, int, int], area: int, shape: tuple[int, ...]) -> bool:
    (x, y, wide, high), scale = box, _MM / 4
    sideways, upright = x <= 1 or x + wide >= shape[1] - 1, y <= 1 or y + high >= shape[0] - 1
    if sideways and upright:
        return max(wide, high) <= _SOLID_CORNER_MM * scale and 0.3 < area / (wide * high) < 0.7
    across, deep = (high, wide) if sideways else (wide, high)
    return (sideways or upright) and across <= _SOLID_ACROSS_MM * scale and deep <= _SOLID_DEEP_MM * scale


def _without_soft(image: Grey, darker: Grey) -> Grey:
    """Without shadows and stains: large spots with no stroke in them, whose edges climb slowly."""
    whole = cv2.GaussianBlur(darker, (0, 0), _SOFT_SIGMA)  # grain breaks up what is soft
    labels, stats = spots_of((whole > _SOFT_LEAST).astype(np.uint8))
    large = np.flatnonzero(stats[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(axis=1) >= _SOFT_MM * _MM)
    large = large[large > 0]
    if not 0 < len(large) <= _MOST_SOFT:
        return darker
    calm = cv2.GaussianBlur(image, (0, 0), 1.0)
    slope = np.hypot(cv2.Sobel(calm, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(calm, cv2.CV_32F, 0, 1, scale=0.125))
    strokes, out = _strokes(image), darker.copy()
    for number in large.tolist():
        x, y, wide, high, _ = stats[number].tolist()
        cut = np.s_[max(y - 4, 0) : y + high + 4, max(x - 4, 0) : x + wide + 4]
        spot = (labels[cut] == number).astype(np.uint8)
        around = cv2.dilate(spot, np.ones((5, 5), np.uint8)) > 0
        rim = around & (cv2.erode(spot, np.ones((5, 5), np.uint8)) == 0)
        depth = float(np.percentile(whole[cut][spot > 0], 90))
        if np.percentile(slope[cut][rim], 90) < _SOFT * depth and not (strokes[cut][around] > _FAINT).any():
            out[cut][around] = 0
    return out


def _strokes(image: Grey) -> Grey:
    """How much darker than what is at both its sides each pixel is: strokes are narrower than what surrounds them."""
    calm = cv2.GaussianBlur(image, (0, 0), 0.8)
    return np.asarray(cv2.morphologyEx(calm, cv2.MORPH_BLACKHAT, np.ones((_STROKE_PX, _STROKE_PX), np.uint8)), np.uint8)

"""Whether anything is printed or written on a scanned page.

Noise, specks, scanner borders, streaks, punched holes and the other side showing through are nothing; a faint pencil
line or a small stamp is something. A text page called blank is lost, so what is not certain is left to the engine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.darkness import darker_than_paper, noise_of
from ocr.engine import Grey, ReadWord
from ocr.picture import text_lines
from ocr.sheet import sheet_alone
from ocr.specks import without_specks
from ocr.spots import boxes_of, spots_of
from ocr.worn_paper import without_wear

LOOK_DPI = 100
_MM = LOOK_DPI / 25.4
_SPECK_MM = 1.4
_FAINT_MM = 2.5
_FAINT_LETTER_MM, _FEW_LETTERS = 1.4, 8
_FIRST_SPOTS = 50
_EDGE_MM = 9.0
_EAR_MM, _EAR_SLANT, _EAR_HALF = 45.0, 2.5, 0.08
_HOLE_MM = (3.5, 9.5)
_LEAST_SOLID_HOLE_MM = 4.6
_HOLE_FROM_EDGE_MM = 22.0
_HOLES_APART_MM = 80.0  # ISO 838
_STAPLE_MM = (7.0, 15.0)
_STAPLE_THICK_MM = 1.8
_STAPLE_FROM_CORNER_MM = 26.0
_WIRE_EVEN, _WIRE_END_PX = 0.6, 2  # measured: staples 0.77 and more, print of 5 points run together 0.47 and less
_LINE_THICK_MM = 1.1
_LINE_LEANS = np.linspace(-0.04, 0.04, 17)
_LINE_BIN_PX = 2
_LINE_INK, _LINE_REACH = 0.12, 0.6  # of the page's width or height
_STRONG = 45  # grey levels darker than the paper: ink
_FAINT = 13  # pencil, or the other side
_CREDIBLE, _FEW_CREDIBLE = 0.6, 0.25
_DARK = 130  # grey levels: whatever is darker is dark on any paper
_MUCH_DARK = 0.005  # of the page
_BLOCK_MM = 10.0  # larger than any punched hole
_MANY_SPECKS = 60
_LETTER_MM, _LETTER_MOST_MM = 2.0, 8.0  # letters run together; specks of copying hardly do
_LETTERS, _MANY_LETTERS = 3, 8  # in a quarter of the page, and on the whole of it: so many are print


class Ink(StrEnum):
    """What a page bears. ``FAINT`` may be pencil, the other side or dotted print; ``SPECKS`` is dirt or hardly more."""

    NONE = "none"
    SPECKS = "specks"
    FAINT = "faint"
    PLAIN = "plain"


class _Look(NamedTuple):
    """The strongest ink seen, whether that is beyond doubt, and how many dark specks lie about."""

    ink: Ink
    sure: bool = False
    specks: int = 0


@dataclass(frozen=True, slots=True)
class _Spot:
    """A connected spot of ink in pixels at 100 dpi: box, area, and how much darker than paper it gets (0..255)."""

    x: int
    y: int
    width: int
    height: int
    area: int
    depth: int

    @property
    def extent_mm(self) -> float:
        return max(self.width, self.height) / _MM

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


_Extent = Callable[[_Spot], tuple[int, int]]


def ink_on(image: Grey, dpi: int, thumbnail: Grey | None = None) -> Ink:
    """The strongest ink on the page that is neither dirt nor an artefact of paper and scanner.

    ``thumbnail``: the same picture at :data:`LOOK_DPI`, where that is at hand.
    """
    small = _small(image, dpi) if thumbnail is None else thumbnail
    look = _first_look(small)
    return look.ink if look.sure else _beneath_wear(image, dpi, look)


def _first_look(small: Grey) -> _Look:
    dark = np.clip(_DARK - small.astype(np.int16), 0, 255).astype(np.uint8)
    local = darker_than_paper(small)
    # Wide dark things (borders, pictures) are their own « paper »: against white they are still dark.
    look = _strongest(np.maximum(local, dark))
    if look.ink is not Ink.NONE or not _is_much(dark):
        return look
    # A shadow or a dark table may have run together with what is written in it, and been taken for a border.
    if text_lines(small, LOOK_DPI, depth=_STRONG // 2):
        return look._replace(ink=Ink.PLAIN, sure=False)
    return _strongest(local)


def _is_much(dark: Grey) -> bool:
    return bool(np.count_nonzero(dark) >= _MUCH_DARK * dark.size)


def _beneath_wear(image: Grey, dpi: int, look: _Look) -> Ink:
    """The ink on a page that may be no more than worn: its specks, its surroundings, creases and shadows left out."""
    even, cleaned = without_specks(image, dpi)
    sheet = sheet_alone(_small(cleaned, dpi), LOOK_DPI)
    if _is_much((sheet < _DARK).astype(np.uint8)) and text_lines(sheet, LOOK_DPI, depth=_STRONG // 2):
        return Ink.PLAIN
    darker = darker_than_paper(sheet)
    if _bears_a_block(sheet) or ((beneath := _strongest(darker)).sure and beneath.ink is Ink.PLAIN):
        return Ink.PLAIN
    ink = _strongest(without_wear(sheet, darker)).ink
    dotted = look.specks > _MANY_SPECKS and not even  # dots that stand together as letters do
    if ink is Ink.NONE:
        return Ink.FAINT if dotted else ink
    return Ink.PLAIN if look.ink is Ink.PLAIN else ink


def _bears_a_block(sheet: Grey) -> bool:
    """Whether something large and dark stands within the sheet, clear of its edges: nothing that wears a sheet does."""
    height, width = sheet.shape
    least = _BLOCK_MM * _MM
    boxes = boxes_of((sheet < _DARK).astype(np.uint8)).tolist()
    return any(
        min(wide, high) >= least and x > 1 and y > 1 and x + wide < width - 1 and y + high < height - 1
        for x, y, wide, high in boxes
    )


def _small(image: Grey, dpi: int) -> Grey:
    scale = min(LOOK_DPI / dpi, 1.0)
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _strongest(darker: Grey) -> _Look:
    """``darker``: by how much each pixel is darker than paper."""
    noise = noise_of(darker)
    faint, strong = max(_FAINT, 5 * noise), max(_STRONG, 7 * noise)
    if _has_letters(darker, faint, strong):
        return _Look(Ink.PLAIN, sure=True)
    every = _spots(darker, faint)
    spots = [spot for spot in every if not _is_artefact(spot, darker.shape)]
    spots = [spot for spot in _without_ring_holes(spots, darker, faint) if not _is_staple(spot, darker, faint)]
    specks = sum(spot.depth >= strong and spot.extent_mm >= 0.4 for spot in spots)
    plain = [spot for spot in spots if spot.depth >= strong and spot.extent_mm >= _SPECK_MM]
    if plain:
        letters = sum(_LETTER_MM <= spot.extent_mm < _LETTER_MOST_MM for spot in plain)
        return _Look(Ink.PLAIN, sure=letters >= _MANY_LETTERS, specks=specks)
    rest = _without_long_lines(spots, darker.shape)
    lines = len(rest) < len(spots) or any(_is_streak(s, darker.shape) or _is_frame(s, darker.shape) for s in every)
    letters = sum(spot.extent_mm >= _FAINT_LETTER_MM for spot in rest)  # thermal print is all apart
    if letters >= _FEW_LETTERS or any(spot.extent_mm >= _FAINT_MM for spot in rest):
        return _Look(Ink.FAINT, specks=specks)
    if specks > _MANY_SPECKS:
        return _Look(Ink.SPECKS, specks=specks)
    return _Look(Ink.NONE, sure=not lines, specks=specks)  # a pencil's line may have run together with a fold


def says_nothing(words: list[ReadWord]) -> bool:
    """Whether a reading has no credible word: three letters or digits read with some confidence."""
    return not any(_is_credible(word) for word in words)


def says_little(words: list[ReadWord]) -> bool:
    """Whether hardly any word is credible, as where print is read from behind."""
    return sum(_is_credible(word) for word in words) <= _FEW_CREDIBLE * len(words)


def _is_credible(word: ReadWord) -> bool:
    return word.confidence >= _CREDIBLE and sum(char.isalnum() for char in word.text) >= 3


def _has_letters(darker: Grey, faint: float, strong: float) -> bool:
    """Whether some dark spots in the upper middle of the page are larger than specks and neither borders nor as large
    as a hole or a staple: that settles it on most pages, whose thousands of letters need not be looked at one by one.
    """
    height = darker.shape[0]
    top = height // 4
    band = darker[top : height // 2]
    labels, stats = spots_of((band > faint).astype(np.uint8))
    extents = stats[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(axis=1) / _MM
    likely = (extents >= _LETTER_MM) & (extents < min(_HOLE_MM[0], _STAPLE_MM[0] * 0.7))
    letters = 0
    for number in np.flatnonzero(likely)[:_FIRST_SPOTS].tolist():
        x, y, wide, high, area = stats[number].tolist()
        depth = int(band[y : y + high, x : x + wide][labels[y : y + high, x : x + wide] == number].max())
        is_whole = y > 0 and y + high < len(band)
        spot = _Spot(x, top + y, wide, high, area, depth)
        letters += is_whole and depth >= strong and not _is_artefact(spot, darker.shape)
        if letters == _LETTERS:
            return True
    return False


def _spots(darker: Grey, threshold: float) -> list[_Spot]:
    labels, stats = spots_of((darker > threshold).astype(np.uint8))
    depths = _largest_by_label(darker, labels, len(stats))
    return [
        _Spot(x, y, width, height, area, int(depths[i]))
        for i, (x, y, width, height, area) in enumerate(stats.tolist())
        if i > 0 and area >= 2
    ]


def _largest_by_label(values: Grey, labels: NDArray[Any], count: int) -> NDArray[np.uint8]:
    largest = np.zeros(count, np.uint8)
    inked = labels > 0
    np.maximum.at(largest, labels[inked], values[inked])
    return largest


def _is_artefact(spot: _Spot, shape: tuple[int, ...]) -> bool:
    return _is_border(spot, shape) or _is_streak(spot, shape) or _is_solid_hole(spot, shape)


def _is_border(spot: _Spot, shape: tuple[int, ...]) -> bool:
    """Touches an edge of the picture and stays beside it."""
    height, width = shape[:2]
    edge = _EDGE_MM * _MM
    right, bottom = spot.x + spot.width, spot.y + spot.height
    touches_left, touches_right = spot.x <= 1, right >= width - 1
    touches_top, touches_bottom = spot.y <= 1, bottom >= height - 1
    touched = touches_left + touches_right + touches_top + touches_bottom
    return (
        (touches_left and right <= edge)
        or (touches_right and spot.x >= width - edge)
        or (touches_top and bottom <= edge)
        or (touches_bottom and spot.y >= height - edge)
        or (touched == 2 and (_is_corner_frame(spot, edge) or _is_dog_ear(spot, shape)))
        or _is_frame(spot, shape)
    )


def _is_frame(spot: _Spot, shape: tuple[int, ...]) -> bool:
    """Around the sheet, or folds that cross: from edge to edge both ways, sparse within its box."""
    height, width = shape[:2]
    touched = (spot.x <= 1) + (spot.x + spot.width >= width - 1) + (spot.y <= 1) + (spot.y + spot.height >= height - 1)
    return touched >= 3 and spot.area < 0.35 * spot.width * spot.height


def _is_corner_frame(spot: _Spot, edge: float) -> bool:
    """Two borders that meet in a corner: long both ways, thin on average."""
    return spot.area < edge * (spot.width + spot.height) * 0.6 and spot.area < 0.35 * spot.width * spot.height


def _is_dog_ear(spot: _Spot, shape: tuple[int, ...]) -> bool:
    """A corner folded over: the glass in a triangle, half of its box, between two edges of the picture that meet."""
    height, width = shape[:2]
    in_corner = (spot.x <= 1 or spot.x + spot.width >= width - 1) and (
        spot.y <= 1 or spot.y + spot.height >= height - 1
    )
    half = spot.area / (spot.width * spot.height)
    square = max(spot.width, spot.height) < _EAR_SLANT * min(spot.width, spot.height)
    return in_corner and square and spot.extent_mm <= _EAR_MM and abs(half - 0.5) < _EAR_HALF


def _is_streak(spot: _Spot, shape: tuple[int, ...]) -> bool:
    """A line from edge to edge: dirt on the scanner's glass, or a fold."""
    height, width = shape[:2]
    thin = 2.5 * _MM
    return (spot.height >= 0.97 * height and spot.width <= thin) or (spot.width >= 0.97 * width and spot.height <= thin)


def _is_staple(spot: _Spot, darker: Grey, threshold: float) -> bool:
    """A straight thin thing of a staple's length in a corner of the page, as dark all along: small print is not."""
    least, most = _STAPLE_MM
    height, width = darker.shape
    x, y = spot.centre
    from_corner = max(min(x, width - x), min(y, height - y)) / _MM
    if not least * 0.7 <= spot.extent_mm <= most or from_corner > _STAPLE_FROM_CORNER_MM:
        return False
    cutting = darker[spot.y : spot.y + spot.height, spot.x : spot.x + spot.width]
    points = np.argwhere(cutting > threshold)[:, ::-1].astype(np.float32)
    short, long = sorted(cv2.minAreaRect(points)[1])
    is_thin = short <= _STAPLE_THICK_MM * _MM and least * _MM <= long <= most * _MM
    return is_thin and _evenness(points, cutting[cutting > threshold]) >= _WIRE_EVEN


def _evenness(points: NDArray[np.float32], depths: Grey) -> float:
    """The least darkness (0..1 of the usual) along something long and thin, its ends left out: letters have gaps."""
    from_middle = points - points.mean(axis=0)
    along = from_middle @ np.linalg.svd(from_middle, full_matrices=False)[2][0]
    places = (along - along.min()).astype(np.int64)
    darkest = np.zeros(places.max() + 1, np.uint8)
    np.maximum.at(darkest, places, depths)
    between = darkest[_WIRE_END_PX:-_WIRE_END_PX]
    return float(between.min() / np.median(between))


def _without_long_lines(spots: list[_Spot], shape: tuple[int, ...]) -> list[_Spot]:
    """Without the pieces of straight thin lines across the page: folds, dirt on the glass, rules to write on."""
    thin = _LINE_THICK_MM * _MM
    for length, along, across in ((shape[1], _columns, _rows), (shape[0], _rows, _columns)):
        flat = [spot for spot in spots if across(spot)[1] <= thin]
        while pieces := _longest_line(flat, length, along, across):
            flat = [spot for spot in flat if spot not in pieces]
            spots = [spot for spot in spots if spot not in pieces]
    return spots


def _longest_line(flat: list[_Spot], length: int, along: _Extent, across: _Extent) -> set[_Spot]:
    """The pieces that lie on the line with most ink; none where no line reaches over most of the page."""
    places = np.array([(along(s)[0] + along(s)[1] / 2, across(s)[0] + across(s)[1] / 2, along(s)[1]) for s in flat])
    best: set[_Spot] = set()
    most = _LINE_INK * length
    for lean in _LINE_LEANS if flat else ():
        offset = places[:, 1] - lean * places[:, 0]
        bins = ((offset - offset.min()) / _LINE_BIN_PX).astype(np.int64)
        ink = np.bincount(bins, weights=places[:, 2])
        ink[:-1] += ink[1:]  # a line may lie on the border of two bins
        fullest = int(np.argmax(ink))
        on_it = (bins == fullest) | (bins == fullest + 1)
        reach = np.ptp(places[on_it, 0]) + places[on_it, 2].max()
        if ink[fullest] > most and reach >= _LINE_REACH * length:
            most, best = ink[fullest], {spot for spot, on in zip(flat, on_it, strict=True) if on}
    return best


def _columns(spot: _Spot) -> tuple[int, int]:
    return spot.x, spot.width


def _rows(spot: _Spot) -> tuple[int, int]:
    return spot.y, spot.height


def _is_solid_hole(spot: _Spot, shape: tuple[int, ...]) -> bool:
    is_large = spot.extent_mm >= _LEAST_SOLID_HOLE_MM  # a page number of two figures runs together as well
    return is_large and _is_hole_shaped(spot, shape) and 0.7 < spot.area / (spot.width * spot.height) < 0.9


def _is_hole_shaped(spot: _Spot, shape: tuple[int, ...]) -> bool:
    height, width = shape[:2]
    x, y = spot.centre
    from_edge = min(x, y, width - x, height - y) / _MM
    least, most = _HOLE_MM
    round_enough = 0.75 < spot.width / spot.height < 1.34
    return round_enough and least <= spot.extent_mm <= most and from_edge <= _HOLE_FROM_EDGE_MM


def _without_ring_holes(spots: list[_Spot], darker: Grey, faint: float) -> list[_Spot]:
    """Holes of which only the rim shows: two of them, 80 mm apart along an edge. A box that is crossed is no hole."""
    rings = [spot for spot in spots if _is_hole_shaped(spot, darker.shape) and _is_hollow(spot, darker, faint)]
    paired = {ring for ring in rings for other in rings if _are_a_pair(ring, other)}
    return [spot for spot in spots if spot not in paired]


def _is_hollow(spot: _Spot, darker: Grey, faint: float) -> bool:
    """Whether nothing is drawn in the middle third of a spot's box."""
    high, wide = spot.height // 3, spot.width // 3
    middle = darker[spot.y + high : spot.y + spot.height - high, spot.x + wide : spot.x + spot.width - wide]
    return not bool((middle > faint).any())


def _are_a_pair(one: _Spot, other: _Spot) -> bool:
    across = abs(one.centre[0] - other.centre[0]) / _MM
    down = abs(one.centre[1] - other.centre[1]) / _MM
    return min(across, down) < 2.5 and abs(max(across, down) - _HOLES_APART_MM) < 3.5

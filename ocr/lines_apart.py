"""Lines of letters cut out of a page and read by themselves, as they lie and on their head.

Where print lies and stands on one page, where cards, rules and pictures stand between, the engine's layout takes lines
for columns and whole tables for pictures, and reads little or none of what anybody can read. Lines laid under each
other on a bare sheet need no layout: one reading of a dozen of them takes a tenth of a second.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Engine, Grey, ReadWord
from ocr.levels import quantile
from ocr.spots import spots_of, without_large

_HAT_INCHES = 0.16
_REACH_INCHES = 0.09  # letters nearer than this stand in one line
_LOWEST_INCHES, _HIGHEST_INCHES = 0.04, 0.5
_WIDEST_INCHES = 1.2  # of letters run together
_DEPTH_SHARE, _LEAST_DEPTH, _MOST_DEPTH = 0.3, 14, 45  # of the darkest ink, in grey levels
_LONG = 1.8  # times as wide as high; what is shorter belongs to a line or is none
_LEAST_FILL, _MOST_FILL = 0.1, 0.8  # of its box: a rule fills it, scattered grain does not
_LEAST_INK = 0.05  # of the line that bears the most
_SAME_LEVEL, _LEAST_HIGH, _MOST_HIGH = 0.5, 0.4, 1.6  # of the height of what stands in one line
_MOST_LINES = 12
_HEIGHT_PX, _GAP_PX, _WIDEST_PX = 40, 20, 800
_DPI = 220  # at which such lines are some 11 points high
_PAD = 0.15  # of the line's height
_PAPER = 255


@dataclass(frozen=True, kw_only=True, slots=True)
class LineApart:
    """What was read in one line as it lies in the picture, and on its head."""

    upright: list[ReadWord]
    on_its_head: list[ReadWord]


@dataclass(frozen=True, slots=True)
class _Run:
    """Letters that stand near each other: the centre and the extents in pixels, along and across the lean (radians,
    clockwise), and how much ink they bear by their height.
    """

    x: float
    y: float
    wide: float
    high: float
    lean: float
    ink: float


def read_lines_apart(image: Grey, dpi: int, engine: Engine) -> list[LineApart]:
    """The dozen lines that bear the most ink, of those that lie in ``image`` (within ten degrees or so), from the top.

    Empty where nothing has the shape of one. Words are boxed as they stand on the bare sheet, not in ``image``.
    """
    rows = sorted(_rows(list(_runs(image, dpi))), key=lambda row: row[0].y)
    strips, numbers = list[Grey](), list[int]()
    for number, (first, *others) in enumerate(rows):
        parts = [[first], others] if others else [[first]]  # what stands beside a line is read apart from it
        strips += [_strip(image, first, part) for part in parts]
        numbers += [number] * len(parts)
    if not strips:
        return []
    upright = _read_rows(strips, engine)
    on_its_head = _read_rows([np.ascontiguousarray(strip[::-1, ::-1]) for strip in strips], engine)
    lines = [LineApart(upright=[], on_its_head=[]) for _ in rows]
    for number, lying, turned in zip(numbers, upright, on_its_head, strict=True):
        lines[number].upright.extend(lying)
        lines[number].on_its_head.extend(turned)
    return lines


def _runs(image: Grey, dpi: int) -> Iterator[_Run]:
    """Letters that stand near each other, by what is darker than its surroundings."""
    size = max(round(_HAT_INCHES * dpi), 3)
    hat = np.asarray(cv2.morphologyEx(image, cv2.MORPH_BLACKHAT, np.ones((size, size), np.uint8)), dtype=np.uint8)
    depth = min(max(_DEPTH_SHARE * quantile(hat, 0.999), _LEAST_DEPTH), _MOST_DEPTH)
    ink = without_large((hat > depth).astype(np.uint8), _WIDEST_INCHES * dpi, _HIGHEST_INCHES * dpi)
    reach = max(round(_REACH_INCHES * dpi), 3)
    labels, stats = spots_of(np.asarray(cv2.dilate(ink, np.ones((1, reach), np.uint8)), dtype=np.uint8))
    for label, (x, y, wide, high, _) in enumerate(stats.tolist()):
        if label == 0 or high < _LOWEST_INCHES * dpi:
            continue
        cell = (slice(y, y + high), slice(x, x + wide))
        run = _run(np.where(labels[cell] == label, hat[cell] * ink[cell], 0).astype(np.float32), x, y)
        if run is not None and _LOWEST_INCHES * dpi < run.high < _HIGHEST_INCHES * dpi:
            yield run


def _run(depths: NDArray[np.float32], left: int, top: int) -> _Run | None:
    """What has its ink where ``depths`` are; None for rules and grain."""
    down, across = np.nonzero(depths)
    if len(down) < 2 or np.ptp(across) == 0:
        return None
    slope = float(np.cov(across, down)[0, 1] / np.var(across))
    lean = float(np.arctan(slope)) if np.ptp(across) > 4 * _LONG * np.std(down) else 0.0
    along, aside = across * np.cos(lean) + down * np.sin(lean), down * np.cos(lean) - across * np.sin(lean)
    wide, high = float(np.ptp(along)) + 1, float(np.ptp(aside)) + 1
    if not _LEAST_FILL < len(down) / (wide * high) < _MOST_FILL:
        return None
    u, v = (along.min() + along.max()) / 2, (aside.min() + aside.max()) / 2
    x, y = u * np.cos(lean) - v * np.sin(lean), u * np.sin(lean) + v * np.cos(lean)
    return _Run(left + float(x), top + float(y), wide, high, lean, float(depths.sum()) / high)


def _rows(runs: list[_Run]) -> list[list[_Run]]:
    """The lines that bear the most ink, what tells their level first: a long run, then all that stands at its level."""
    long = sorted((run for run in runs if run.wide >= _LONG * run.high), key=lambda run: -run.ink)
    rows: list[list[_Run]] = []
    taken: set[_Run] = set()
    for first in long:
        if len(rows) == _MOST_LINES or first.ink < _LEAST_INK * long[0].ink:
            break
        if first not in taken:
            rows.append([first, *(run for run in runs if run not in taken and run != first and _level(first, run))])
            taken.update(rows[-1])
    return rows


def _level(first: _Run, run: _Run) -> bool:
    """Whether ``run`` stands in one line with ``first``."""
    aside = (run.y - first.y) - (run.x - first.x) * np.tan(first.lean)
    return abs(aside) < _SAME_LEVEL * first.high and _LEAST_HIGH < run.high / first.high < _MOST_HIGH


def _strip(image: Grey, first: _Run, runs: list[_Run]) -> Grey:
    """``runs`` of the line of ``first`` cut out, straight, at one height, black on white; not the end of a long one."""
    scale = _HEIGHT_PX / (first.high * (1 + 2 * _PAD))
    cuts = [_cut(image, run, scale) for run in sorted(runs, key=lambda run: run.x)]
    return np.ascontiguousarray(np.hstack(cuts)[:, :_WIDEST_PX])


def _cut(image: Grey, run: _Run, scale: float) -> Grey:
    margin = _PAD * run.high * scale
    wide = max(min(round(run.wide * scale + 2 * margin), _WIDEST_PX), 1)
    cos, sin = scale * np.cos(run.lean), scale * np.sin(run.lean)
    start = run.wide / 2 * scale + margin
    turn = np.array(
        [[cos, sin, start - cos * run.x - sin * run.y], [-sin, cos, _HEIGHT_PX / 2 + sin * run.x - cos * run.y]]
    )
    method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_LINEAR
    cut = cv2.warpAffine(image, turn, (wide, _HEIGHT_PX), flags=method, borderMode=cv2.BORDER_REPLICATE)
    black, white = np.percentile(cut, (2, 80))
    clear = np.clip((cut.astype(np.float32) - black) * (_PAPER / max(white - black, 1.0)), 0, _PAPER).astype(np.uint8)
    return np.pad(clear, ((0, 0), (0, _GAP_PX)), constant_values=_PAPER)


def _read_rows(strips: Sequence[Grey], engine: Engine) -> list[list[ReadWord]]:
    """The words in each of ``strips``, read one under the other."""
    step = _HEIGHT_PX + _GAP_PX
    wide = max(strip.shape[1] for strip in strips) + 2 * _GAP_PX
    sheet = np.full((len(strips) * step + _GAP_PX, wide), _PAPER, np.uint8)
    for i, strip in enumerate(strips):
        top = _GAP_PX + i * step
        sheet[top : top + _HEIGHT_PX, _GAP_PX : _GAP_PX + strip.shape[1]] = strip
    rows: list[list[ReadWord]] = [[] for _ in strips]
    for word in engine.read(sheet, _DPI, block=True):
        row = int(((word.y0 + word.y1) / 2 - _GAP_PX / 2) // step)
        rows[min(max(row, 0), len(rows) - 1)].append(word)
    return rows

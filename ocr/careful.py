"""A scanned page read as well as it can be: prepared, read, and where that went badly prepared and read otherwise."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ocr.dark_edges import without_dark_edges
from ocr.engine import Engine, Grey, ReadWord
from ocr.letter_size import reading_scale
from ocr.light_print import with_dark_print
from ocr.orientation import Reading, is_sure, letters, mean_confidence, read_turned, read_upright, score, turned
from ocr.other_script import in_its_language
from ocr.prepare import even_light
from ocr.raster import Raster
from ocr.resize import resized
from ocr.rules import without_rules
from ocr.skew import Lie, lie_of
from ocr.streaks import without_streaks
from ocr.tick_boxes import with_tick_boxes
from ocr.tones import PALE_MARKS, dark_ink_only, pale_limit, sharpened, smoothed
from ocr.treatments import Treatment
from ocr.unread import unread_words

# Mean confidence from which a second look finds nothing more: measured over worn pages.
_WELL_READ = 0.83
_HOPELESS = 0.35
_CERTAIN = 4.0  # as ``way_up`` counts: eight letters of which the engine is sure
_LEAST_DPI = 70
_FEW_LETTERS = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class CarefulReading:
    """The best reading, the words of lines that it had passed over (pixels of its prepared picture), and what was read:
    the picture with its light evened. ``engine``: who read it, perhaps in more languages than it was asked to.
    """

    reading: Reading
    beside: list[ReadWord]
    lit: Raster
    engine: Engine


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    """A page about to be read: its picture in even light, how its lines lie, who reads it with which treatments.

    ``lifted``: its light was uneven or dim, so that its grain was lifted with its light.
    """

    lit: Raster
    lifted: bool
    lie: Lie
    engine: Engine
    use: Set[Treatment]


def read_carefully(picture: Raster, thumbnail: Raster, engine: Engine, use: Set[Treatment]) -> CarefulReading:
    """Read ``picture`` (``thumbnail``: the same, smaller) with the treatments that ``use`` names."""
    if Treatment.STREAKS in use:
        picture = replace(picture, image=without_streaks(picture.image, picture.dpi))
    lit, small = _evened(picture, thumbnail, use)
    lie = lie_of(small, thumbnail.dpi)
    lie = lie if Treatment.SKEW in use else Lie(lie.sideways, 0.0)
    lifted = lit.image is not picture.image and not picture.dotted
    page = _Page(lit=lit, lifted=lifted, lie=lie, engine=engine, use=use)
    view = _first_view(page)
    best, view = _read_first(view, page)
    best, engine = in_its_language(best, view.dpi, engine)
    page = replace(page, engine=engine)
    if Treatment.SECOND_LOOK in use and not _well_read(best):
        best = _second_look(best, view, page)
    beside = _passed_over(best, view, engine) if Treatment.UNREAD in use else []
    if Treatment.TICK_BOXES in use:
        best = replace(best, words=with_tick_boxes(best.words, best.prepared.image, _dpi(best, view)))
    return CarefulReading(reading=best, beside=beside, lit=page.lit, engine=engine)


def _evened(picture: Raster, thumbnail: Raster, use: Set[Treatment]) -> tuple[Raster, Grey]:
    """Dots melted, light print turned dark, light evened; and the thumbnail without its dots and light print.

    Dots in rows lean as the dither does, not as the lines; light print shows no lines at all.
    """
    image, small = picture.image, thumbnail.image
    if picture.dotted and Treatment.SMOOTH in use:
        image, small = smoothed(image), smoothed(small)
    if Treatment.REVERSED in use:
        turned_dark = with_dark_print(image, small, thumbnail.dpi)
        small = small if turned_dark is image else _reduced(turned_dark, small)
        image = turned_dark
    if Treatment.LIGHT in use:
        lit = even_light(image, small)
        image = image if lit is image else without_dark_edges(lit, small, thumbnail.dpi)
    return replace(picture, image=image), small


def _reduced(image: Grey, like: Grey) -> Grey:
    return np.asarray(cv2.resize(image, like.shape[::-1], interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _first_view(page: _Page) -> Raster:
    looks = Treatment.DARK_INK in page.use and not page.lit.dotted  # the rests of dots are as pale as any mark
    limit = pale_limit(page.lit.image) if looks else None
    return _sized(page.lit if limit is None else replace(page.lit, image=dark_ink_only(page.lit.image, limit)), page)


def _sized(picture: Raster, page: _Page) -> Raster:
    if Treatment.SCALE not in page.use:
        return picture
    scale = reading_scale(picture.image, picture.dpi, rough=picture.dotted or page.lifted)
    return replace(picture, image=resized(picture.image, scale), dpi=max(round(picture.dpi * scale), _LEAST_DPI))


def _read_first(view: Raster, page: _Page) -> tuple[Reading, Raster]:
    """The page upright and what of it was read: otherwise prepared where that leaves its way up in doubt."""
    best = read_upright(view.image, view.dpi, page.engine, page.lie)
    others = _plainer_views(view, page, letters(best.words))  # each takes its time to make
    while best.lead < _CERTAIN and (other := next(others, None)) is not None:
        reading = read_upright(other.image, other.dpi, page.engine, page.lie)
        if reading.lead > best.lead:
            best, view = reading, other
    return best, view


def _plainer_views(view: Raster, page: _Page, count: int) -> Iterator[Raster]:
    """With its pale marks, softer, as large as it came, without rules; where ``count`` letters were seen, few of them
    on an ordinary scan, nothing more is to be had.
    """
    grain = page.lit.dotted or page.lifted
    if count < _FEW_LETTERS and not grain:
        return
    plain = _sized(page.lit, page)
    if not np.array_equal(plain.image, view.image):
        yield plain
    if grain and Treatment.SMOOTH in page.use:
        yield _sized(replace(page.lit, image=smoothed(page.lit.image)), page)
    if plain.image.shape != page.lit.image.shape:
        yield page.lit
    bare = without_rules(page.lit.image, page.lit.dpi)
    if bare is not None:
        yield replace(page.lit, image=bare)


def _well_read(reading: Reading) -> bool:
    return letters(reading.words) >= _FEW_LETTERS and mean_confidence(reading.words) >= _WELL_READ


def _second_look(first: Reading, view: Raster, page: _Page) -> Reading:
    """The best of the first reading and of readings of the page otherwise prepared, until one is sure of itself."""
    if mean_confidence(first.words) < _HOPELESS:  # no print: handwriting, or a picture
        return first
    best = first
    for other in _other_views(view, page):
        reading = read_turned(other.image, other.dpi, page.engine, page.lie, first.rotation)
        best = max(best, reading, key=lambda candidate: score(candidate.words))
        if _well_read(best):
            break
    return best


def _other_views(view: Raster, page: _Page) -> Iterator[Raster]:
    """Softer, sharper, without pale marks, as large as it came."""
    if not view.dotted:
        yield replace(view, image=smoothed(view.image))
    yield replace(view, image=sharpened(view.image))
    limit = pale_limit(page.lit.image, PALE_MARKS) if Treatment.DARK_INK in page.use else None
    if limit is not None:
        yield _sized(replace(page.lit, image=dark_ink_only(page.lit.image, limit)), page)
    if view.image.shape != page.lit.image.shape:
        yield page.lit


def _passed_over(reading: Reading, view: Raster, engine: Engine) -> list[ReadWord]:
    """Words in lines that ``reading`` passed over, on its own prepared picture."""
    if not is_sure(reading.words) and letters(reading.words) < _FEW_LETTERS:
        return []
    return unread_words(reading.prepared.image, _dpi(reading, view), reading.words, engine)


def _dpi(reading: Reading, view: Raster) -> int:
    """Of the picture that was read, which need not be ``view``."""
    high: int = turned(view.image, reading.rotation).shape[0]
    return round(view.dpi * reading.turned_shape[0] / high)

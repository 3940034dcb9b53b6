"""A page that has a text layer: what of it the page shows, and what its pictures say beside it."""

import numpy as np

from dossier.page import Barcode, Page, TextSource
from dossier.word import Box, Word
from ocr.agreement import agreement, disagreeing, lying_lines
from ocr.barcodes import barcodes_of, code_areas, turned_codes
from ocr.document import PageFrame, turned_box
from ocr.drawn_part import cut, drawn_part, within
from ocr.engine import Engine
from ocr.merge import layer_to_words, merged, reading_rotation
from ocr.picture import image_share, text_area
from ocr.plausible import are_misdrawn, have_wrong_letters, is_rubble, overlapping, without_repeats
from ocr.raster import PageSource, Raster, page_raster, raster_beside_text
from ocr.scan_page import PictureReading, read_picture, words_within
from ocr.shown import Look
from ocr.tables import count_tables
from ocr.text_layer import LayerWord

_TRUSTED_AGREEMENT = 0.75
# Above this share of pictures a page whose text layer shows little is a scan that somebody wrote over.
_SCAN_SHARE = 0.8
_FEW_LETTERS = 200
# Codes and letters drawn as outlines take many strokes.
_MANY_STROKES = 120


def read_layer_page(source: PageSource, layer: list[LayerWord], engine: Engine) -> Page:
    """The page whose text layer is ``layer`` (not empty)."""
    look = Look(source.page, source.frame, source.objects)
    seen = [look.shows(word) for word in layer]
    shown = without_repeats([word for word, is_seen in zip(layer, seen, strict=True) if is_seen])
    hidden = [word for word, is_seen in zip(layer, seen, strict=True) if not is_seen]
    share = image_share(source.frame, source.objects)
    letters = sum(len(word.text) for word in shown)
    if not shown or (share >= _SCAN_SHARE and letters < _FEW_LETTERS) or have_wrong_letters(shown):
        return _scan(source, shown, hidden, engine)
    doubtful = set(range(len(shown))) if is_rubble(shown) or are_misdrawn(shown) else overlapping(shown)
    if doubtful:
        return _checked(source, shown, doubtful, hidden, engine)
    return _born_digital(source, shown, hidden, look, engine)


def scan_to_page(source: PageSource, reading: PictureReading, hidden: tuple[str, ...] = ()) -> Page:
    """The page of which only the picture counts."""
    upright = _upright_size(source.frame, reading.rotation)
    return Page(
        number=source.number,
        width_pt=upright[0],
        height_pt=upright[1],
        rotation=reading.rotation,
        words=reading.words,
        barcodes=reading.barcodes,
        source=TextSource.OCR if reading.words else TextSource.NONE,
        blank=reading.blank,
        hidden_words=hidden,
        picture=reading.picture,
        engine=reading.engine,
        languages=reading.languages,
    )


def _scan(source: PageSource, shown: list[LayerWord], hidden: list[LayerWord], engine: Engine) -> Page:
    """Read again by the engine; an invisible layer that says what the page shows is not hidden text."""
    reading = read_picture(page_raster(source), engine, source.treatments)
    upright = [_turned(word, reading.rotation) for word in hidden]
    lies = tuple(word.text for word in lying_lines(upright, reading.words))
    return scan_to_page(source, reading, lies)


def _checked(
    source: PageSource, shown: list[LayerWord], doubtful: set[int], hidden: list[LayerWord], engine: Engine
) -> Page:
    """The doubtful words against what the engine reads on the drawn page: they are kept where both agree."""
    reading = read_picture(page_raster(source), engine, source.treatments)
    rotation = reading.rotation
    upright = [_turned(word, rotation) for word in shown]
    unsure = [upright[i] for i in sorted(doubtful)]
    wrong = disagreeing(unsure, reading.words)
    claimed = disagreeing([_turned(word, rotation) for word in hidden], reading.words)
    lies = tuple(word.text for word in [*claimed, *wrong])
    if len(unsure) == len(shown) and agreement(unsure, reading.words) < _TRUSTED_AGREEMENT:
        return scan_to_page(source, reading, lies)
    kept = layer_to_words([word for word in upright if not any(word is other for other in wrong)], 0)
    return _page(source, merged(kept, reading.words), rotation, lies, reading)


def _born_digital(
    source: PageSource, shown: list[LayerWord], hidden: list[LayerWord], look: Look, engine: Engine
) -> Page:
    """The layer's shown words, and what pictures and drawings beside them say."""
    rotation = reading_rotation(shown)
    words = layer_to_words(shown, rotation)
    reading = PictureReading()
    if source.objects.images or source.objects.strokes > _MANY_STROKES:
        area, codes = _places(look)
        if area is not None or codes:
            raster = raster_beside_text(source, codes if area is None else [*codes, area])
            found = turned_codes(barcodes_of(raster.image, codes), rotation)
            reading = _beside_text(raster, area, rotation, engine, found)
    words = merged(words, reading.words)
    lies = tuple(word.text for word in disagreeing([_turned(word, rotation) for word in hidden], words))
    return _page(source, words, rotation, lies, reading)


def _places(look: Look) -> tuple[Box | None, list[Box]]:
    """Around what looks like text in the pictures and drawings, and where codes may stand."""
    part = drawn_part(look.bare, look.dpi)
    if part is None:
        return None, []
    area = text_area(cut(look.bare, part), look.dpi)
    return within(part, area) if area is not None else None, code_areas(look.bare, look.dpi)


def _beside_text(
    raster: Raster, area: Box | None, rotation: int, engine: Engine, codes: tuple[Barcode, ...]
) -> PictureReading:
    """The words within ``area`` of a page drawn without its texts; boxes on the upright page."""
    if area is None:
        return PictureReading(barcodes=codes)
    return PictureReading(
        words=_words_in(raster, area, rotation, engine), barcodes=codes, engine=engine.name, languages=engine.languages
    )


def _page(
    source: PageSource, words: tuple[Word, ...], rotation: int, hidden: tuple[str, ...], reading: PictureReading
) -> Page:
    width_pt, height_pt = _upright_size(source.frame, rotation)
    return Page(
        number=source.number,
        width_pt=width_pt,
        height_pt=height_pt,
        rotation=rotation,
        words=words,
        barcodes=reading.barcodes,
        source=TextSource.TEXT_LAYER,
        hidden_words=hidden,
        picture=image_share(source.frame, source.objects),
        tables=count_tables(source.objects, words),
        engine=reading.engine,
        languages=reading.languages,
    )


def _words_in(raster: Raster, area: Box, rotation: int, engine: Engine) -> tuple[Word, ...]:
    """What the pictures within ``area`` of a page drawn without its texts say; boxes on the upright page."""
    height, width = raster.image.shape
    rows = slice(int(area.y0 * height), max(int(np.ceil(area.y1 * height)), 1))
    columns = slice(int(area.x0 * width), max(int(np.ceil(area.x1 * width)), 1))
    cutting = np.ascontiguousarray(np.rot90(raster.image[rows, columns], -rotation // 90))
    read = engine.read(cutting, raster.dpi)
    cut_height, cut_width = cutting.shape
    words = tuple(
        Word(
            text=word.text,
            box=Box(word.x0 / cut_width, word.y0 / cut_height, word.x1 / cut_width, word.y1 / cut_height),
            confidence=word.confidence,
            line=word.line,
            block=word.block,
        )
        for word in read
    )
    return words_within(words, turned_box(area, rotation))


def _turned(word: LayerWord, rotation: int) -> LayerWord:
    return word._replace(box=turned_box(word.box, rotation), angle=(word.angle + rotation) % 360)


def _upright_size(frame: PageFrame, rotation: int) -> tuple[float, float]:
    sizes = frame.width_pt, frame.height_pt
    return (sizes[1], sizes[0]) if rotation % 180 else sizes

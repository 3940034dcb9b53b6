"""A page of which only the picture counts: from grey pixels to upright words."""

from dataclasses import dataclass

import numpy as np

from dossier.page import Barcode
from dossier.word import Box, Word
from ocr.barcodes import barcodes_of, code_areas, turned_codes
from ocr.blank import LOOK_DPI, Ink, ink_on, says_nothing, shows_through
from ocr.engine import Engine
from ocr.orientation import Reading, read_upright, score
from ocr.picture import picture_share
from ocr.prepare import box_in_original, even_light
from ocr.raster import Raster
from ocr.skew import lie_of


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureReading:
    """What a picture says. Boxes in fractions of the picture turned ``rotation`` degrees clockwise, not deskewed."""

    words: tuple[Word, ...] = ()
    rotation: int = 0
    barcodes: tuple[Barcode, ...] = ()
    blank: bool = False
    picture: float = 0.0
    engine: str = ""


def read_picture(raster: Raster, engine: Engine) -> PictureReading:
    """Everything that a scanned page shows. A page that bears nothing costs no reading."""
    small = raster.reduced(LOOK_DPI)
    ink = ink_on(small.image, small.dpi)
    if ink is Ink.NONE:
        return PictureReading(blank=True)
    codes = barcodes_of(raster.image, code_areas(small.image, small.dpi))
    lit = Raster(image=even_light(raster.image, small.image), dpi=raster.dpi)
    reading = read_upright(lit.image, lit.dpi, engine, lie_of(small.image, small.dpi))
    if ink is not Ink.PLAIN and not codes and _is_nothing(lit, ink, reading, engine):
        return PictureReading(blank=True, engine=engine.name)
    return PictureReading(
        words=upright_words(reading),
        rotation=reading.rotation,
        barcodes=turned_codes(codes, reading.rotation),
        picture=picture_share(small.image, small.dpi),
        engine=engine.name,
    )


def _is_nothing(raster: Raster, ink: Ink, reading: Reading, engine: Engine) -> bool:
    """Whether faint or scattered ink is no content: nothing credible is read in it, or it reads better mirrored."""
    if says_nothing(reading.words) and ink is Ink.SPECKS:
        return True
    if ink is not Ink.FAINT or not shows_through(raster.image, raster.dpi):
        return False
    if says_nothing(reading.words):
        return True
    mirrored = np.ascontiguousarray(raster.image[:, ::-1])
    return score(engine.read(mirrored, raster.dpi)) > 2 * score(reading.words)


def upright_words(reading: Reading) -> tuple[Word, ...]:
    """The engine's words with their boxes on the upright page, which still leans as the scan does."""
    return tuple(
        Word(
            text=word.text,
            box=box_in_original(word, reading.prepared, reading.turned_shape),
            confidence=word.confidence,
            line=word.line,
            block=word.block,
        )
        for word in reading.words
    )


def words_within(words: tuple[Word, ...], area: Box) -> tuple[Word, ...]:
    """Words of a cutting (boxes in fractions of it) placed on the page from which ``area`` was cut."""
    return tuple(
        Word(
            text=word.text,
            box=Box(
                area.x0 + word.box.x0 * area.width,
                area.y0 + word.box.y0 * area.height,
                area.x0 + word.box.x1 * area.width,
                area.y0 + word.box.y1 * area.height,
            ),
            confidence=word.confidence,
            line=word.line,
            block=word.block,
        )
        for word in words
    )

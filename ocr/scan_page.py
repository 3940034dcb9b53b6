"""A page of which only the picture counts: from grey pixels to upright words."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from dossier.page import Barcode
from dossier.word import Box, Word
from ocr.barcodes import barcodes_of, code_areas, turned_codes
from ocr.blank import LOOK_DPI, Ink, ink_on, says_little, says_nothing
from ocr.careful import read_carefully
from ocr.engine import Engine, ReadWord
from ocr.levels import quantile
from ocr.merge import merged
from ocr.orientation import Reading, score
from ocr.other_side import HOLES, shows_through
from ocr.picture import picture_share
from ocr.prepare import box_in_original
from ocr.raster import Raster
from ocr.sheet import Sheet, sheet_in
from ocr.treatments import ALL, Treatment

_DIM = 140  # grey levels: in a photo whose paper is darker print is as soft and faint as the other side is in a scan


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureReading:
    """What a picture says. Boxes in fractions of the picture turned ``rotation`` degrees clockwise, not deskewed."""

    words: tuple[Word, ...] = ()
    rotation: int = 0
    barcodes: tuple[Barcode, ...] = ()
    blank: bool = False
    picture: float = 0.0
    engine: str = ""
    languages: tuple[str, ...] = ()


def read_picture(raster: Raster, engine: Engine, use: Set[Treatment] = ALL) -> PictureReading:
    """Everything that a scanned page shows. A page that bears nothing costs no reading."""
    small = raster.reduced(LOOK_DPI)
    ink = ink_on(raster.image, raster.dpi, small.image)
    if ink is Ink.NONE:
        return PictureReading(blank=True)
    codes = barcodes_of(raster.image, code_areas(small.image, small.dpi))
    sheet = sheet_in(raster.image, small.image, small.dpi) if Treatment.SHEET in use else None
    whole = raster if sheet is None else replace(raster, image=sheet.image)
    careful = read_carefully(whole, small if sheet is None else whole.reduced(LOOK_DPI), engine, use)
    reading = careful.reading
    doubtful = ink is not Ink.PLAIN or says_little(reading.words)
    doubtful = doubtful and not codes and quantile(small.image, 0.9) >= _DIM
    if doubtful and _is_nothing(careful.lit, ink, reading, engine):
        return PictureReading(blank=True, engine=engine.name, languages=engine.languages)
    words = merged(upright_words(reading, reading.words, sheet), upright_words(reading, careful.beside, sheet))
    return PictureReading(
        words=words,
        rotation=reading.rotation,
        barcodes=turned_codes(codes, reading.rotation),
        picture=picture_share(small.image, small.dpi),
        engine=careful.engine.name,
        languages=careful.engine.languages,
    )


def _is_nothing(raster: Raster, ink: Ink, reading: Reading, engine: Engine) -> bool:
    """Whether ink is no content: nothing credible is read in specks or in the soft ink of the other side, or it reads
    better mirrored. Plain ink must do so: an illegible photo is as soft.
    """
    nothing = says_nothing(reading.words)
    holes = HOLES if ink is Ink.FAINT else 255
    if ink is Ink.SPECKS or not shows_through(raster.image, raster.dpi, holes=holes):
        return nothing and ink is Ink.SPECKS
    if nothing and ink is Ink.FAINT:
        return True
    mirrored = engine.read(np.ascontiguousarray(raster.image[:, ::-1]), raster.dpi)
    return score(mirrored) > 2 * score(reading.words) and not says_nothing(mirrored)


def upright_words(reading: Reading, words: Sequence[ReadWord], sheet: Sheet | None = None) -> tuple[Word, ...]:
    """Words of ``reading`` with their boxes on the upright picture, which still leans as the scan does.

    ``sheet``: what was read is only this part of the picture.
    """
    return tuple(
        Word(
            text=word.text, box=_box(word, reading, sheet), confidence=word.confidence, line=word.line, block=word.block
        )
        for word in words
    )


def _box(word: ReadWord, reading: Reading, sheet: Sheet | None) -> Box:
    box = box_in_original(word, reading.prepared, reading.turned_shape)
    return box if sheet is None else sheet.box_in_picture(box, reading.rotation)


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

"""A page: one side of a sheet, or one page of a born-digital file, as it was read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from dossier.word import Box, Word


class TextSource(StrEnum):
    """Where the words of a page come from."""

    TEXT_LAYER = "text_layer"
    OCR = "ocr"
    NONE = "none"


class PageRef(NamedTuple):
    """Which page of which original: ``original`` counts from 0 over the dossier's originals, ``page`` from 1."""

    original: int
    page: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Barcode:
    """A code read on the page. ``symbology`` as zxing-cpp names it: ``QRCode``, ``DataMatrix``, ``Code128``…

    ``content`` holds the raw bytes: a 2D-Doc has control characters in it.
    """

    symbology: str
    content: bytes
    box: Box

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page as it was read, upright.

    ``number`` counts from 1 in its original. ``width_pt`` and ``height_pt`` are the upright CropBox in points.
    ``rotation`` is the degrees clockwise (0, 90, 180, 270) to add after /Rotate and EXIF to stand upright; the boxes
    of ``words`` and ``barcodes`` already stand in the upright page. ``blank`` says that nothing is printed or written
    on it. ``hidden_words`` is what a text layer claims and the page does not show (invisible, white, off the page):
    never evidence. ``picture`` is the share (0..1) of the page that photographic or drawn areas cover;
    ``tables`` how many ruled tables a born-digital page has (0 for scans and pages of few or many amounts, where nobody
    looked).
    ``engine`` names the engine, its version and that of its data for OCR, ``languages`` what it read the page in
    (Tesseract codes); both are empty for a page that was not read so. ``unread`` says that reading it failed: nothing
    is known of the page, which must still reach a person.
    """

    number: int
    width_pt: float
    height_pt: float
    rotation: int = 0
    words: tuple[Word, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    source: TextSource = TextSource.NONE
    blank: bool = False
    hidden_words: tuple[str, ...] = ()
    picture: float = 0.0
    tables: int = 0
    engine: str = ""
    languages: tuple[str, ...] = ()
    unread: bool = False
    seconds: float = field(default=0.0, compare=False)

    def lines(self) -> Iterator[tuple[Word, ...]]:
        """The words line by line, in reading order."""
        for _, words in groupby(self.words, key=lambda word: word.line):
            yield tuple(words)

    @property
    def text(self) -> str:
        """The page's words, a line of the page a line of text."""
        return "\n".join(" ".join(word.text for word in line) for line in self.lines())

    @property
    def confidence(self) -> float:
        """Mean confidence of the words, 0..1; 0 where there are none."""
        return sum(word.confidence for word in self.words) / len(self.words) if self.words else 0.0

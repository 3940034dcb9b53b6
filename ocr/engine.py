"""The OCR engine as the rest of the program sees it: a grey picture in, words with pixel boxes out."""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""A picture: height x width, 0 black to 255 white."""


class ReadWord(NamedTuple):
    """One word as the engine read it: box in pixels from the top left, ``confidence`` 0..1.

    ``line`` and ``block`` count from 0 in reading order over the picture; a block is a paragraph.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float
    line: int
    block: int


class Engine(Protocol):
    """An OCR engine with its languages, for one process."""

    name: str
    """Engine, version, wrapper, and version of the data of its languages, as recorded beside every page."""

    languages: tuple[str, ...]
    """Tesseract codes of the languages that it reads."""

    def read(
        self, image: Grey, dpi: int, *, block: bool = False, within_seconds: float | None = None
    ) -> list[ReadWord]:
        """The words of ``image``; empty when there are none. ``dpi`` must be true: recall hangs on it.

        ``block`` says that the picture is one block of text, so that no layout need be looked for. ``within_seconds``
        is less time than the engine's own.

        Raises DocumentError ``page_trop_longue`` when the engine's time for one page is over.
        """
        ...

    def turn(self, image: Grey, dpi: int) -> int | None:
        """Degrees clockwise (0, 90, 180, 270) to turn ``image`` upright; None when the engine cannot say."""
        ...

    def script(self, image: Grey, dpi: int) -> str | None:
        """The script that ``image`` (upright) is written in, as Tesseract names it: Latin, Arabic, Cyrillic, Han…"""
        ...

    def also_reading(self, languages: tuple[str, ...]) -> "Engine | None":
        """The same engine with those of ``languages`` too that it may read and whose data is installed; None for none.

        It is kept: its data is loaded once.
        """
        ...

"""The OCR engine as the rest of the program sees it: a grey picture in, words with pixel boxes out."""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from dossier.errors import OurError

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
    """Engine, version and wrapper, as recorded beside every page."""

    def read(self, image: Grey, dpi: int) -> list[ReadWord]:
        """The words of ``image``; empty when there are none. ``dpi`` must be true: recall hangs on it.

        Raises DocumentError ``page_trop_longue`` when the engine's time for one page is over.
        """
        ...

    def turn(self, image: Grey, dpi: int) -> int | None:
        """Degrees clockwise (0, 90, 180, 270) to turn ``image`` upright; None when the engine cannot say."""
        ...


def engine_for(choice: str, languages: tuple[str, ...], page_seconds: float) -> Engine:
    """The engine called ``tesserocr`` or ``pytesseract``; ``auto`` takes tesserocr where it is installed.

    Raises OurError when the engine or one of its languages is missing.
    """
    from ocr.pytesseract_engine import PytesseractEngine

    if choice not in {"auto", "tesserocr", "pytesseract"}:
        raise OurError(f"unknown OCR engine: {choice}")
    if choice == "pytesseract":
        return PytesseractEngine(languages, page_seconds)
    try:
        from ocr.tesserocr_engine import TesserocrEngine
    except ImportError as error:
        if choice == "tesserocr":
            raise OurError("the OCR engine tesserocr is not installed") from error
        return PytesseractEngine(languages, page_seconds)
    return TesserocrEngine(languages, page_seconds)

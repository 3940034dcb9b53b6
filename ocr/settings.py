"""How pages are to be read."""

from dataclasses import dataclass
from functools import lru_cache

import cv2

from ocr.engine import Engine
from ocr.engine_choice import engine_for
from ocr.treatments import ALL, Treatment


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadSettings:
    """Frozen and picklable: it travels to the child processes that read.

    ``languages``: Tesseract codes; ``foreign``: those of pages in another language, where their data is installed.
    ``engine``: ``tesserocr``, ``pytesseract``, or ``auto`` (tesserocr if installed).
    ``dpi``: what scans are reduced to at first; how large a page is read, the size of its letters decides.
    ``page_seconds``: the engine's time for one reading of a page. ``page_pixels``: the largest picture unpacked.
    ``treatments``: what is done to scans; all of it but in measurements.
    """

    languages: tuple[str, ...] = ("fra",)
    foreign: tuple[str, ...] = ()
    engine: str = "auto"
    dpi: int = 240
    page_seconds: float = 120.0
    page_pixels: int = 120_000_000
    treatments: frozenset[Treatment] = ALL


@lru_cache(maxsize=2)
def engine_of(settings: ReadSettings) -> Engine:
    """The process's engine for these settings: its data is loaded once."""
    cv2.setNumThreads(1)  # pages are read side by side, one process a core
    return engine_for(settings.engine, settings.languages, settings.page_seconds, settings.foreign)

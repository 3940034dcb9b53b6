"""Tesseract in process, through tesserocr: the same words a third faster. One API object a process."""

from functools import cached_property
from typing import Any

import tesserocr

from dossier.errors import DocumentError
from ocr.engine import Grey, ReadWord
from ocr.layout import LAYOUT
from ocr.tessdata import data_versions, has_language, installed_of, require_languages, tessdata_folder
from ocr.tsv import words_from_tsv

_LEAST_TURN_CONFIDENCE = 0.5


class TesserocrEngine:
    """Reads in process. A page that takes longer than ``page_seconds`` is given up at Tesseract's next look."""

    def __init__(self, languages: tuple[str, ...], page_seconds: float, foreign: tuple[str, ...] = ()) -> None:
        self.languages = languages
        self._page_seconds = page_seconds
        self._foreign = foreign
        self._others: dict[tuple[str, ...], TesserocrEngine] = {}
        # tesserocr's own default is the current folder
        self._folder = f"{tessdata_folder()}/"
        self._asked = require_languages(languages)
        self._osd: tesserocr.PyTessBaseAPI | None = None
        version = tesserocr.tesseract_version().splitlines()[0]
        self.name = f"{version} (tesserocr {tesserocr.__version__}), {data_versions(languages)}"

    @cached_property
    def _api(self) -> tesserocr.PyTessBaseAPI:
        """Made for the first page that is read: pages with a text layer need none."""
        api = tesserocr.PyTessBaseAPI(path=self._folder, lang=self._asked, psm=tesserocr.PSM.AUTO)
        for name, value in LAYOUT.items():
            api.SetVariable(name, value)
        return api

    def read(
        self, image: Grey, dpi: int, *, block: bool = False, within_seconds: float | None = None
    ) -> list[ReadWord]:
        self._api.SetPageSegMode(tesserocr.PSM.SINGLE_BLOCK if block else tesserocr.PSM.AUTO)
        _show(self._api, image, dpi)
        try:
            seconds = min(self._page_seconds, within_seconds or self._page_seconds)
            if not self._api.Recognize(_milliseconds(seconds)):
                raise DocumentError("page_trop_longue", "La lecture d'une page a dépassé le temps permis.")
            return words_from_tsv(self._api.GetTSVText(0))
        finally:
            self._api.Clear()

    def turn(self, image: Grey, dpi: int) -> int | None:
        found = self._detected(image, dpi)
        if not found or found["orient_conf"] < _LEAST_TURN_CONFIDENCE:
            return None
        return (360 - int(found["orient_deg"])) % 360

    def script(self, image: Grey, dpi: int) -> str | None:
        found = self._detected(image, dpi)
        return str(found["script_name"]) if found else None

    def also_reading(self, languages: tuple[str, ...]) -> "TesserocrEngine | None":
        more = installed_of(languages, self._foreign, known=self.languages)
        if more and more not in self._others:
            self._others[more] = TesserocrEngine((*self.languages, *more), self._page_seconds)
        return self._others.get(more)

    def _detected(self, image: Grey, dpi: int) -> dict[str, Any] | None:
        if not has_language("osd"):
            return None
        if self._osd is None:
            self._osd = tesserocr.PyTessBaseAPI(path=self._folder, lang="osd", psm=tesserocr.PSM.OSD_ONLY)
        _show(self._osd, image, dpi)
        try:
            found: dict[str, Any] | None = self._osd.DetectOrientationScript()
        finally:
            self._osd.Clear()
        return found


def _milliseconds(seconds: float) -> int:
    return max(int(seconds * 1000), 1)


def _show(api: tesserocr.PyTessBaseAPI, image: Grey, dpi: int) -> None:
    height, width = image.shape
    api.SetImageBytes(image.tobytes(), width, height, 1, width)
    api.SetSourceResolution(dpi)

"""Tesseract as a command, through pytesseract: always there, one process a page."""

import tempfile
from pathlib import Path

import pytesseract

from dossier.errors import DocumentError, OurError
from ocr.engine import Grey, ReadWord
from ocr.layout import LAYOUT
from ocr.tessdata import data_versions, has_language, installed_of, require_languages, tessdata_folder
from ocr.tsv import words_from_tsv

_OSD_SECONDS = 20.0
_AUTO, _BLOCK = 3, 6  # page segmentation modes
_LAYOUT_OPTIONS = " ".join(f"-c {name}={value}" for name, value in LAYOUT.items())


class PytesseractEngine:
    """Reads through the ``tesseract`` command. A page that takes longer than ``page_seconds`` is killed."""

    def __init__(self, languages: tuple[str, ...], page_seconds: float, foreign: tuple[str, ...] = ()) -> None:
        self.languages = languages
        self._foreign = foreign
        self._others: dict[tuple[str, ...], PytesseractEngine] = {}
        self._languages = require_languages(languages)
        self._page_seconds = page_seconds
        try:
            version = str(pytesseract.get_tesseract_version()).splitlines()[0]
        except pytesseract.TesseractNotFoundError as error:
            raise OurError("the tesseract command is not installed") from error
        self.name = f"tesseract {version} (pytesseract {pytesseract.__version__}), {data_versions(languages)}"

    def read(
        self, image: Grey, dpi: int, *, block: bool = False, within_seconds: float | None = None
    ) -> list[ReadWord]:
        seconds = min(self._page_seconds, within_seconds or self._page_seconds)
        try:
            options = f"--dpi {dpi} --psm {_BLOCK if block else _AUTO} {_LAYOUT_OPTIONS}"
            tsv = _run(image, options, self._languages, "tsv", seconds)
        except RuntimeError as error:
            raise _failure(error) from error
        return words_from_tsv(tsv)

    def turn(self, image: Grey, dpi: int) -> int | None:
        turn = _detected(image, dpi, "Rotate:")
        return int(turn) % 360 if turn is not None else None

    def script(self, image: Grey, dpi: int) -> str | None:
        return _detected(image, dpi, "Script:")

    def also_reading(self, languages: tuple[str, ...]) -> "PytesseractEngine | None":
        more = installed_of(languages, self._foreign, known=self.languages)
        if more and more not in self._others:
            self._others[more] = PytesseractEngine((*self.languages, *more), self._page_seconds)
        return self._others.get(more)


def _detected(image: Grey, dpi: int, what: str) -> str | None:
    """What tesseract's detector says after ``what``; None where it cannot say."""
    if not has_language("osd"):
        return None
    try:
        answer = _run(image, f"--dpi {dpi} --psm 0", "osd", "osd", _OSD_SECONDS)
    except RuntimeError:  # too few characters to say
        return None
    said = (line.removeprefix(what).strip() for line in answer.splitlines() if line.startswith(what))
    return next(said, None)


def _run(image: Grey, options: str, languages: str, extension: str, seconds: float) -> str:
    """What tesseract writes to ``.extension`` for ``image``, handed over as a file: a PIL image halves the speed."""
    with tempfile.TemporaryDirectory(prefix="pli-ocr-") as folder:
        picture = Path(folder) / "page.pgm"
        height, width = image.shape
        picture.write_bytes(b"P5 %d %d 255\n" % (width, height) + image.tobytes())
        output = Path(folder) / "page"
        # tesseract's own name for « write a TSV » is a config file, for OSD it is the segmentation mode
        config = f'--tessdata-dir "{tessdata_folder()}" {options} -c tessedit_create_tsv={int(extension == "tsv")}'
        pytesseract.pytesseract.run_tesseract(
            str(picture), str(output), extension, lang=languages, config=config, timeout=seconds
        )
        return output.with_suffix(f".{extension}").read_text(encoding="utf-8")


def _failure(error: RuntimeError) -> DocumentError | OurError:
    if "timeout" in str(error):
        return DocumentError("page_trop_longue", "La lecture d'une page a dépassé le temps permis.")
    return OurError(f"tesseract failed: {error}")

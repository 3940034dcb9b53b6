"""Which engine reads: tesserocr in process where it is installed, Tesseract as a program otherwise."""

from dossier.errors import OurError
from ocr.engine import Engine
from ocr.pytesseract_engine import PytesseractEngine


def engine_for(choice: str, languages: tuple[str, ...], page_seconds: float, foreign: tuple[str, ...] = ()) -> Engine:
    """The engine called ``tesserocr`` or ``pytesseract``; ``auto`` takes tesserocr where it is installed.

    ``foreign``: languages that it may read too where a page is not in ``languages``; those without data are left out.

    Raises OurError when the engine or one of its languages is missing.
    """
    if choice not in {"auto", "tesserocr", "pytesseract"}:
        raise OurError(f"unknown OCR engine: {choice}")
    if choice == "pytesseract":
        return PytesseractEngine(languages, page_seconds, foreign)
    try:
        from ocr.tesserocr_engine import TesserocrEngine
    except ImportError as error:
        if choice == "tesserocr":
            raise OurError("the OCR engine tesserocr is not installed") from error
        return PytesseractEngine(languages, page_seconds, foreign)
    return TesserocrEngine(languages, page_seconds, foreign)

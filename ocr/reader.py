"""One page of a PDF as everything after this reads it."""

import time
from dataclasses import replace
from pathlib import Path

from dossier.errors import DocumentError
from dossier.page import Page
from ocr.document import OpenPdf, frame_of, open_page, open_pdf
from ocr.layer_page import read_layer_page, scan_to_page
from ocr.page_objects import objects_of
from ocr.page_time import PageTime
from ocr.raster import PageSource, check_size, page_raster
from ocr.scan_page import read_picture
from ocr.settings import ReadSettings, engine_of
from ocr.text_layer import layer_words

__all__ = ["ReadSettings", "page_count", "read_page"]


def page_count(pdf: Path) -> int:
    """How many pages ``pdf`` has. Raises DocumentError ``pdf_protege`` or ``pdf_illisible``."""
    return open_pdf(pdf).pages


def read_page(pdf: Path, number: int, settings: ReadSettings) -> Page:
    """Page ``number`` (from 1) of ``pdf``, upright, with what it shows and what it hides.

    For a child process: pdfium is not thread safe, and a broken file may crash it. The last document stays open.
    Raises DocumentError ``pdf_illisible``, ``pdf_protege``, ``page_illisible``, ``page_trop_grande`` or
    ``page_trop_longue``; OurError when the engine or its language data is missing.
    """
    started = time.perf_counter()
    document = open_pdf(pdf)
    if not 1 <= number <= document.pages:
        raise DocumentError("page_absente", f"Ce PDF n'a pas de page {number} : il en compte {document.pages}.")
    page = _read(document, number, settings)
    return replace(page, seconds=time.perf_counter() - started)


def _read(document: OpenPdf, number: int, settings: ReadSettings) -> Page:
    page = open_page(document, number)
    try:
        frame, objects = frame_of(document, page, number), objects_of(page)
        check_size(frame, objects, settings.page_pixels)
        source = PageSource(
            document=document,
            page=page,
            number=number,
            frame=frame,
            objects=objects,
            dpi=settings.dpi,
            treatments=settings.treatments,
        )
        engine = PageTime(engine_of(settings), settings.page_seconds)
        layer = layer_words(page, frame) if objects.texts else []
        if layer:
            return read_layer_page(source, layer, engine)
        return scan_to_page(source, read_picture(page_raster(source), engine, settings.treatments))
    finally:
        page.close()

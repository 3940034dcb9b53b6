"""Who competes: Pli with each engine, bare tesseract, OCRmyPDF. Each makes words from pages; most also make a PDF."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import cv2
import pypdfium2 as pdfium

from bench.ocr.run import Run
from bench.ocr.whole_command import whole_command
from ocr.reader import ReadSettings, page_count, read_page
from ocr.searchable import PieceSource, build_piece

PROCESSES = 2
_CREATED = datetime(2026, 1, 1, tzinfo=UTC)


Contestant = Callable[[Sequence[Path], Path], Run]
"""PDFs and an empty folder to work in, to a run."""


def pli(engine: str) -> Contestant:
    """``read_page`` in two processes and ``build_piece`` of each file: words and searchable PDF.

    Start-up of the two processes is left out: in use they live for thousands of pages.
    """

    def run(pdfs: Sequence[Path], folder: Path) -> Run:
        settings = ReadSettings(engine=engine)
        with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
            list(pool.map(_warm_up, [settings] * PROCESSES * 4))
            return _pli_run(pool, pdfs, folder, settings)

    return run


def _pli_run(pool: Executor, pdfs: Sequence[Path], folder: Path, settings: ReadSettings) -> Run:
    started, own = time.perf_counter(), time.process_time()
    jobs = [(pdf, number, settings) for pdf in pdfs for number in range(1, page_count(pdf) + 1)]
    results = list(pool.map(_read_one, jobs))
    cpu = sum(seconds for _, _, seconds in results)
    for pdf in pdfs:
        sources = [source for source, _, _ in results if source.pdf == pdf]
        build_piece(sources, folder / pdf.name, title=pdf.stem, created=_CREATED)
    return Run(
        cpu_seconds=cpu + time.process_time() - own,
        wall_seconds=time.perf_counter() - started,
        words=tuple(words for _, words, _ in results),
    )


def _warm_up(settings: ReadSettings) -> None:
    from ocr.settings import engine_of

    engine_of(settings)
    time.sleep(0.3)


def _read_one(job: tuple[Path, int, ReadSettings]) -> tuple[PieceSource, tuple[str, ...], float]:
    pdf, number, settings = job
    before = _cpu_seconds()
    page = read_page(pdf, number, settings)
    read = tuple(word for word in page.words if word.confidence < 1)  # the engine's; a text layer's are in the page
    source = PieceSource(pdf=pdf, number=number, rotation=page.rotation, words=read, add_text=bool(page.engine))
    return source, tuple(word.text for word in page.words), _cpu_seconds() - before


def bare_tesseract(pdfs: Sequence[Path], folder: Path) -> Run:
    """``tesseract page.png page -l fra txt``, two at a time, one thread each, on PNGs made before the clock starts."""
    pictures = [picture for pdf in pdfs for picture in _pngs(pdf, folder)]
    started, before = time.perf_counter(), _cpu_seconds()
    with ThreadPoolExecutor(PROCESSES) as pool:
        list(pool.map(_tesseract, pictures))
    cpu, wall = _cpu_seconds() - before, time.perf_counter() - started
    words = tuple(tuple(picture.with_suffix(".txt").read_text("utf-8").split()) for picture in pictures)
    return Run(cpu_seconds=cpu, wall_seconds=wall, words=words)


def _tesseract(picture: Path) -> None:
    subprocess.run(
        ["tesseract", str(picture), str(picture.with_suffix("")), "-l", "fra", "txt"],
        check=True,
        capture_output=True,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )


def _pngs(pdf: Path, folder: Path) -> list[Path]:
    """Each page's scan at its own resolution, as a PNG that states it."""
    import pikepdf
    from PIL import Image

    paths = []
    with pikepdf.open(pdf) as document:
        for i, page in enumerate(document.pages):
            stream = next(image for image in page.images.values() if isinstance(image, pikepdf.Stream))
            image = pikepdf.PdfImage(stream).as_pil_image().convert("L")
            dpi = image.width / float(page.mediabox[2]) * 72
            turn = int(page.obj.get("/Rotate", 0))
            path = folder / f"{pdf.stem}-{i:03}.png"
            upright = image.rotate(-turn, expand=True) if turn else image
            Image.Image.save(upright, path, dpi=(dpi, dpi), compress_level=1)
            paths.append(path)
    return paths


def ocrmypdf(*options: str) -> Contestant:
    """``ocrmypdf --output-type pdf -O0`` with two jobs; the words are those of its PDF."""

    def run(pdfs: Sequence[Path], folder: Path) -> Run:
        started, before = time.perf_counter(), _cpu_seconds()
        outs = [folder / f"ocrmypdf-{pdf.name}" for pdf in pdfs]
        for pdf, out in zip(pdfs, outs, strict=True):
            command = [sys.executable, "-m", "ocrmypdf", "-l", "fra", "--output-type", "pdf", "-O0", "--quiet"]
            command += ["--jobs", str(PROCESSES), "--rasterizer", "pypdfium", *options, str(pdf), str(out)]
            subprocess.run(command, check=True, capture_output=True)
        cpu, wall = _cpu_seconds() - before, time.perf_counter() - started
        return Run(cpu_seconds=cpu, wall_seconds=wall, words=tuple(words for out in outs for words in _words_of(out)))

    return run


def _words_of(pdf: Path) -> list[tuple[str, ...]]:
    document = pdfium.PdfDocument(pdf)
    try:
        return [tuple(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def _cpu_seconds() -> float:
    """User and system seconds of this process and of its children that have ended."""
    uses = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


CONTESTANTS: dict[str, Contestant] = {
    "pli process, tesserocr": whole_command("tesserocr"),
    "pli process, pytesseract": whole_command("pytesseract"),
    "pli, tesserocr": pli("tesserocr"),
    "pli, pytesseract": pli("pytesseract"),
    "bare tesseract": bare_tesseract,
    "ocrmypdf": ocrmypdf(),
    "ocrmypdf, rotate and deskew": ocrmypdf("--rotate-pages", "--deskew"),
}

cv2.setNumThreads(1)

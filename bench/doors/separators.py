"""``python -m bench.doors.separators --count 600``: how many worn separator sheets are found, by what happened to them.

Each goes the way of a scanned page up to its codes (``ocr``), then through ``ingest.separator_codes``; one whose codes
say nothing is read, as every page is, and known by its words. Pages that bear other codes must never be taken for ours.
"""

import argparse
import json
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import segno

from bench.doors.worn_sheets import CAPTURES, worn_sheets
from dossier.page import Barcode
from ingest.separator_text import sheet_by_words
from ingest.separators import print_sheets, sheet_of
from ocr.barcodes import barcodes_of, code_areas
from ocr.blank import LOOK_DPI
from ocr.document import frame_of, open_page, open_pdf
from ocr.page_objects import objects_of
from ocr.raster import PageSource, page_raster
from ocr.reader import ReadSettings, read_page
from specimens import raster
from specimens.raster import Picture
from specimens.scan import Capture, to_pdf

DPI = 240


def codes_on(capture: Capture, folder: Path) -> tuple[Barcode, ...]:
    """The codes that the page reader finds on a captured side."""
    path = folder / "side.pdf"
    path.write_bytes(to_pdf([capture]))
    document = open_pdf(path)
    page = open_page(document, 1)
    try:
        source = PageSource(
            document=document, page=page, number=1, frame=frame_of(document, page, 1), objects=objects_of(page), dpi=DPI
        )
        image = page_raster(source)
        small = image.reduced(LOOK_DPI)
        return barcodes_of(image.image, code_areas(small.image, small.dpi))
    finally:
        page.close()


def _known_by_words(folder: Path) -> bool:
    """Of the side that was looked at last."""
    return sheet_by_words(read_page(folder / "side.pdf", 1, ReadSettings()).words) is not None


def _pictures(pdf: bytes) -> list[dict[int, Picture]]:
    """Each sheet at the resolution of each capture."""
    dpis = {max(profile.dpi) for profile in CAPTURES.values()}
    at = {dpi: list(raster.pages(pdf, dpi=dpi, grey=True)) for dpi in dpis}
    return [{dpi: pages[index] for dpi, pages in at.items()} for index in range(len(next(iter(at.values()))))]


def _foreign(rng: Random) -> dict[int, Picture]:
    """A page with QR codes that are not ours, as large and as many."""
    dpis = {max(profile.dpi) for profile in CAPTURES.values()}
    text = rng.choice(
        ["https://example.org/{0}", "PLI-SEP:{0}:A2B3C4", "PLI-LOT:{0}:260302:K7Q2XN4B:AAAAAA", "{0}{0}{0}"]
    )
    matrix = np.array(list(segno.make_qr(text.format(rng.randrange(10**6)), error="h").matrix), dtype=np.uint8)
    pages = {}
    for dpi in dpis:
        page = np.full((int(11.69 * dpi), int(8.27 * dpi)), 255, np.uint8)
        module = max(1, int(1.1 / 25.4 * dpi))
        code = np.kron(255 * (1 - np.minimum(matrix, 1)), np.ones((module, module))).astype(np.uint8)
        for row, column in ((0.1, 0.1), (0.6, 0.5)):
            y, x = int(row * page.shape[0]), int(column * page.shape[1])
            page[y : y + code.shape[0], x : x + code.shape[1]] = code[: page.shape[0] - y, : page.shape[1] - x]
        pages[dpi] = page
    return pages


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.doors.separators", description=__doc__)
    parser.add_argument("--count", type=int, default=600, help="worn sheets of ours")
    parser.add_argument("--foreign", type=int, default=200, help="worn pages with other codes")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--missed", type=Path, help="folder to keep the missed sheets in")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder) / "sheets.pdf"
        print_sheets(printed, 8, 40, arrived_on=date(2026, 3, 2), lot="K7Q2XN4B")
        figures = _measure(_pictures(printed.read_bytes()), arguments, Path(folder))
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, ensure_ascii=False))


def _measure(sheets: list[dict[int, Picture]], arguments: argparse.Namespace, folder: Path) -> dict[str, object]:
    found: Counter[str] = Counter()
    by_code: Counter[str] = Counter()
    all_: Counter[str] = Counter()
    seconds = 0.0
    for number, (_, side) in enumerate(worn_sheets(sheets, arguments.count, arguments.seed)):
        started = time.process_time()
        coded = sheet_of(codes_on(side.capture, folder)) is not None
        seconds += time.process_time() - started
        known = coded or _known_by_words(folder)
        for way in ("all", *side.ways):
            all_[way] += 1
            by_code[way] += coded
            found[way] += known
        if not known and arguments.missed:
            arguments.missed.mkdir(parents=True, exist_ok=True)
            (arguments.missed / f"{number:04}-{'-'.join(side.ways)}.pdf".replace(" ", "_")).write_bytes(
                to_pdf([side.capture])
            )
    foreign = [_foreign(Random(f"{arguments.seed}/foreign/{n}")) for n in range(min(arguments.foreign, 40))]
    false = sum(
        sheet_of(codes_on(side.capture, folder)) is not None or _known_by_words(folder)
        for _, side in worn_sheets(foreign, arguments.foreign, f"{arguments.seed}/f")
    )
    return {
        "found": {way: f"{found[way]}/{all_[way]}" for way in all_},
        "by their codes": {way: f"{by_code[way]}/{all_[way]}" for way in all_},
        "false": f"{false}/{arguments.foreign}",
        "cpu_ms_a_page": round(1000 * seconds / arguments.count, 1),
    }


if __name__ == "__main__":
    main()

"""Bundles of any length to run through the pipeline."""

import io
from pathlib import Path

import cv2
import numpy as np
import pikepdf

import specimens
from bench.ocr.sheets import scan_pdf
from ocr.reader import ReadSettings, page_count, read_page

_DPI = 300


def scanned(path: Path, pages: int, seed: int) -> Path:
    """Clean office scans of fictional filings as one file."""
    return _joined(path, pages, seed, by="scan")


def born_digital(path: Path, pages: int, seed: int) -> Path:
    """Pages of fictional filings as programs write them, as one file; those left out whose pictures hold text: they
    cost the engine's time."""
    everything = _joined(path.with_suffix(".all.pdf"), pages + pages // 3, seed, by="born")
    settings = ReadSettings()
    numbers = range(1, page_count(everything) + 1)
    plain = [number for number in numbers if not read_page(everything, number, settings).engine]
    with pikepdf.open(everything) as source, pikepdf.new() as out:
        out.pages.extend([source.pages[number - 1] for number in plain[:pages]])
        out.save(path)
    return path


def short_scans(path: Path, pages: int) -> Path:
    """Sheets of full size and resolution with one line each, no two alike: soon read, and as large in memory as any."""
    with pikepdf.new() as out:
        for number in range(1, pages + 1):
            sheet = np.full((3508, 2480), 250, np.uint8)
            said = f"Quittance de loyer numero {number} du mois de mars"
            cv2.putText(sheet, said, (300, 600), cv2.FONT_HERSHEY_SIMPLEX, 2.0, 20, 4, cv2.LINE_AA)
            with pikepdf.open(io.BytesIO(scan_pdf([sheet], _DPI))) as one:
                out.pages.append(one.pages[0])
        out.save(path)
    return path


def repeated(source: Path, path: Path, pages: int) -> Path:
    """The pages of ``source`` over and over, each with objects of its own as in a file of that many pages."""
    with pikepdf.new() as out:
        while len(out.pages) < pages:
            with pikepdf.open(source) as again:
                out.pages.extend(list(again.pages)[: pages - len(out.pages)])
        out.save(path)
    return path


def _joined(path: Path, pages: int, seed: int, *, by: str) -> Path:
    with pikepdf.new() as out:
        for filing in specimens.generate(seed, pages, by=by, clean=True):
            for file in filing.files:
                with pikepdf.open(io.BytesIO(file.data)) as source:
                    out.pages.extend(list(source.pages)[: pages - len(out.pages)])
            if len(out.pages) >= pages:
                break
        out.save(path)
    return path

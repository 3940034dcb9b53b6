"""A PDF of worn pages, and the same pictures as files for those who read pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image

from bench.ocr.prints import print_sheets
from bench.ocr.wear import WEARS, Worn


@dataclass(frozen=True, kw_only=True, slots=True)
class WornPage:
    """One page: what wore it, its true words, its number (from 1) in the set's PDF, and its picture as a file."""

    wear: str
    words: tuple[str, ...]
    number: int
    picture: Path


def worn_set(folder: Path, names: Sequence[str], pages: int, seed: int) -> tuple[Path, list[WornPage]]:
    """``pages`` pages of each wear of ``names`` in one PDF under ``folder``; the same seed, the same pages."""
    worn: list[WornPage] = []
    pdf = pikepdf.new()
    for name in names:
        for i, sheet in enumerate(print_sheets(pages, seed + 97 * list(WEARS).index(name))):
            rng = np.random.default_rng([seed, i, *name.encode()])
            arrived = WEARS[name](sheet.picture, rng)
            _add_page(pdf, arrived)
            path = folder / f"{name}-{i:03}.{'png' if arrived.bitonal else 'jpg'}"
            _save(arrived, path)
            worn.append(WornPage(wear=name, words=tuple(sheet.words), number=len(pdf.pages), picture=path))
    out = folder / "worn.pdf"
    pdf.save(out, deterministic_id=True)
    return out, worn


def one_page(worn: Worn, path: Path) -> Path:
    """``worn`` as a PDF of its own at ``path``."""
    pdf = pikepdf.new()
    _add_page(pdf, worn)
    pdf.save(path, deterministic_id=True)
    return path


def _save(worn: Worn, path: Path) -> None:
    picture = worn.picture if worn.picture.ndim == 2 else cv2.cvtColor(worn.picture, cv2.COLOR_BGR2RGB)
    image = Image.fromarray(picture)
    if worn.bitonal:
        image.convert("1").save(path, dpi=worn.dpi)
    else:
        image.save(path, dpi=worn.dpi, quality=worn.quality)


def _add_page(pdf: pikepdf.Pdf, worn: Worn) -> None:
    height, width = worn.picture.shape[:2]
    size = width / worn.dpi[0] * 72, height / worn.dpi[1] * 72
    page = pdf.add_blank_page(page_size=size)
    grey = worn.picture.ndim == 2
    entries = {
        "Type": Name.XObject,
        "Subtype": Name.Image,
        "Width": width,
        "Height": height,
        "ColorSpace": Name.DeviceGray if grey else Name.DeviceRGB,
        "BitsPerComponent": 1 if worn.bitonal else 8,
    }
    if worn.bitonal:
        image = pdf.make_stream(np.packbits(worn.picture > 127, axis=1).tobytes(), **entries)
    else:
        _, data = cv2.imencode(".jpg", worn.picture, [cv2.IMWRITE_JPEG_QUALITY, worn.quality])
        image = pdf.make_stream(data.tobytes(), Filter=Name.DCTDecode, **entries)
    page.obj.Resources = Dictionary(XObject=Dictionary(Im0=image))
    page.obj.Contents = pdf.make_stream(f"q {size[0]:.3f} 0 0 {size[1]:.3f} 0 0 cm /Im0 Do Q".encode())

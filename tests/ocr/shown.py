"""What pdfium, a reader that is not ours, finds and draws in a PDF."""

from pathlib import Path

import numpy as np
import pypdfium2 as pdfium

from dossier.word import Box
from ocr.document import turned_box


def found_box(pdf: Path, text: str, number: int = 1) -> Box:
    """Where pdfium finds ``text`` on a page, in fractions of the page as it is shown."""
    document = pdfium.PdfDocument(pdf)
    page = document[number - 1]
    text_page = page.get_textpage()
    hit = text_page.search(text, match_case=True).get_next()
    assert hit is not None, f"{text} not found in {text_page.get_text_range()!r}"
    boxes = [text_page.get_charbox(i) for i in range(hit[0], hit[0] + hit[1])]
    left, bottom, right, top = page.get_bbox()
    x0, x1 = min(b[0] for b in boxes), max(b[2] for b in boxes)
    y0, y1 = min(b[1] for b in boxes), max(b[3] for b in boxes)
    plain = Box(
        (x0 - left) / (right - left),
        (top - y1) / (top - bottom),
        (x1 - left) / (right - left),
        (top - y0) / (top - bottom),
    )
    rotate = page.get_rotation()
    text_page.close()
    page.close()
    document.close()
    return turned_box(plain, rotate)


def text_of(pdf: Path) -> str:
    """The text of the first page."""
    document = pdfium.PdfDocument(pdf)
    page = document[0]
    text_page = page.get_textpage()
    text = str(text_page.get_text_range())
    text_page.close()
    page.close()
    document.close()
    return text


def picture_of(pdf: Path, number: int = 1) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """A page in grey, a pixel a point."""
    document = pdfium.PdfDocument(pdf)
    document.init_forms()
    page = document[number - 1]
    picture = np.array(page.render(scale=1, grayscale=True).to_numpy())
    page.close()
    document.close()
    return picture

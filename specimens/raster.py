"""Pages of a PDF as pictures."""

from collections.abc import Iterator

import numpy as np
import pypdfium2
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def pages(pdf: bytes, *, dpi: int, grey: bool = False) -> Iterator[Picture]:
    """Each page, grey (height x width) or BGR (height x width x 3), at ``dpi``."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            pixels = page.render(scale=dpi / 72, grayscale=grey).to_numpy()
            yield np.array(pixels if pixels.ndim == 2 else pixels[..., :3])
            page.close()
    finally:
        document.close()


def page_count(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()

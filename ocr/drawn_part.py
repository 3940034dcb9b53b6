"""Which part of a drawn page bears anything: most born-digital pages have a logo or a stamp and are else bare."""

import cv2
import numpy as np

from dossier.word import Box
from ocr.engine import Grey

_SAMPLED = 97  # every so many pixels: a prime, so that no column or pattern is sampled alone
_MARGIN_INCHES = 0.35  # more than whatever looks at a part looks beyond it


def drawn_part(image: Grey, dpi: float) -> Box | None:
    """Around all that differs from the ground of ``image``, in fractions of it, with a margin; None where nothing does.

    The ground is the grey level that most of the picture has.
    """
    ground = int(np.bincount(image.reshape(-1)[::_SAMPLED]).argmax())
    x, y, across, down = cv2.boundingRect((image != ground).astype(np.uint8))
    if not across:
        return None
    height, width = image.shape
    margin = round(_MARGIN_INCHES * dpi)
    left, right = max(x - margin, 0), min(x + across + margin, width)
    top, bottom = max(y - margin, 0), min(y + down + margin, height)
    return Box(left / width, top / height, right / width, bottom / height)


def cut(image: Grey, part: Box) -> Grey:
    """``part`` of ``image``."""
    height, width = image.shape
    rows = slice(round(part.y0 * height), round(part.y1 * height))
    return np.ascontiguousarray(image[rows, round(part.x0 * width) : round(part.x1 * width)])


def within(part: Box, box: Box) -> Box:
    """Where a box in fractions of ``part`` stands on the whole."""
    return Box(
        part.x0 + box.x0 * part.width,
        part.y0 + box.y0 * part.height,
        part.x0 + box.x1 * part.width,
        part.y0 + box.y1 * part.height,
    )

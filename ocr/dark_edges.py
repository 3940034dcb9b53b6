"""What lies around a sheet in a photo and could not be cut off: a wedge of the table, the shadow beside it.

The engine takes it, and all that it surrounds, for a picture and reads nothing there.
"""

import cv2
import numpy as np

from ocr.engine import Grey
from ocr.levels import quantile
from ocr.picture import text_lines

_PAPER = 0.9  # of the pixels are no brighter
_DARK = 0.6  # of the paper's brightness
_LEAST_MM = 2.5
_MOST = 0.5  # of the picture: more is no edge
_PAINT = 245  # as :func:`ocr.prepare.even_light` leaves paper
_FAINT_LETTERS = 16


def without_dark_edges(image: Grey, thumbnail: Grey, dpi: float) -> Grey:
    """``image`` with paper where ``thumbnail``, the same picture at ``dpi`` before its light was evened, is dark up to
    an edge and bears no letters; the same picture where it is not.
    """
    block = max(round(_LEAST_MM / 25.4 * dpi), 3)
    dark = (thumbnail < _DARK * quantile(thumbnail, _PAPER)).astype(np.uint8)
    size = np.ones((block, block), np.uint8)
    whole = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, size)  # the holes of light letters
    dark = np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, size), dtype=np.uint8)
    _, labels = cv2.connectedComponents(dark)
    at_edges = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    edges = np.isin(labels, at_edges[at_edges > 0])
    if not 0 < np.count_nonzero(edges) < _MOST * edges.size:
        return image
    for line in text_lines(thumbnail, dpi, depth=_FAINT_LETTERS):
        beneath = labels[int(line.y0) : int(line.y1), int(line.x0) : int(line.x1)]
        ground = int(np.bincount(beneath.ravel()).argmax())
        edges &= labels != ground
    around = cv2.dilate(edges.astype(np.uint8), size)
    full = cv2.resize(around, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_NEAREST) > 0
    return np.where(full, np.uint8(_PAINT), image).astype(np.uint8)

"""The connected spots of a mask, and boxes around them."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Grey


class Spots(NamedTuple):
    """``labels`` numbers each pixel's spot, 0 the ground; ``stats`` has a row a number as OpenCV's ``CC_STAT_…``."""

    labels: NDArray[np.int32]
    stats: NDArray[np.int32]


def spots_of(mask: Grey) -> Spots:
    """What of ``mask`` is not 0, in spots that touch at a side or a corner.

    OpenCV's own choice of algorithm takes two and a half times as long where statistics are wanted (measured, 5.0).
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(mask, 8, cv2.CV_32S, cv2.CCL_BBDT)
    return Spots(np.asarray(labels, dtype=np.int32), np.asarray(stats, dtype=np.int32))

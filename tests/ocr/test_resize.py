"""Pictures scaled."""

import cv2
import numpy as np
import pytest

from ocr.engine import Grey
from ocr.resize import resized


def shades(height: int, width: int) -> Grey:
    rows, columns = np.mgrid[0:height, 0:width]
    return np.asarray(128 + 60 * np.sin(rows / 25) + 60 * np.cos(columns / 19), dtype=np.uint8)


@pytest.mark.parametrize("scale", [0.2, 1 / 3, 0.5, 0.55, 0.7, 1.6])
@pytest.mark.parametrize("size", [(401, 300), (400, 303), (7, 5)])
def test_a_picture_takes_the_size_asked_for_and_shows_the_same(size: tuple[int, int], scale: float) -> None:
    picture = shades(*size)
    small = resized(picture, scale)
    assert small.shape == (max(round(size[0] * scale), 1), max(round(size[1] * scale), 1))
    if min(size) > 100:
        like = cv2.resize(picture, small.shape[::-1], interpolation=cv2.INTER_AREA)
        assert np.abs(small.astype(int) - like).mean() < 2


def test_each_direction_has_its_own_scale() -> None:
    assert resized(shades(100, 400), 0.25, 0.98).shape == (98, 100)


def test_a_scale_near_one_leaves_the_picture_as_it_is() -> None:
    picture = shades(50, 50)
    assert resized(picture, 1.01) is picture

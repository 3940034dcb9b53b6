"""Connected spots of a mask."""

import cv2
import numpy as np

from ocr.spots import spots_of


def test_each_spot_has_its_box_and_area_and_corners_connect() -> None:
    mask = np.zeros((9, 12), np.uint8)
    mask[1:3, 1:4] = 1
    mask[3, 4] = 1  # touches at a corner only
    mask[7, 9] = 200
    labels, stats = spots_of(mask)
    boxes = {tuple(row[: cv2.CC_STAT_AREA + 1]) for row in stats[1:].tolist()}
    assert boxes == {(1, 1, 4, 3, 7), (9, 7, 1, 1, 1)}
    assert labels[0, 0] == 0
    assert labels[1, 1] == labels[3, 4] != labels[7, 9]


def test_an_empty_mask_has_no_spot() -> None:
    assert len(spots_of(np.zeros((5, 5), np.uint8)).stats) == 1

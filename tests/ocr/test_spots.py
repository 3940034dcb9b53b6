"""Connected spots of a mask."""

import cv2
import numpy as np
import pytest

from ocr.engine import Grey
from ocr.spots import boxes_of, spots_of, without_large


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


def _dots(share: float, seed: int) -> Grey:
    rng = np.random.default_rng(seed)
    return (rng.random((40, 60)) < share).astype(np.uint8)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.3, 0.6, 1.0])
def test_outlines_give_the_same_boxes(share: float) -> None:
    for seed in range(10):
        mask = _dots(share, seed)
        assert sorted(boxes_of(mask).tolist()) == sorted(spots_of(mask).stats[1:, :4].tolist())


def test_a_spot_in_a_ring_has_a_box_of_its_own() -> None:
    mask = np.zeros((20, 20), np.uint8)
    cv2.rectangle(mask, (2, 2), (17, 17), 1)
    mask[9:11, 8:12] = 1
    assert sorted(boxes_of(mask).tolist()) == [[2, 2, 16, 16], [8, 9, 4, 2]]


def test_what_is_too_large_goes_and_what_it_surrounds_stays() -> None:
    mask = np.zeros((20, 20), np.uint8)
    cv2.rectangle(mask, (2, 2), (17, 17), 1)
    mask[9:11, 8:12] = 1
    kept = without_large(mask, 10, 10)
    assert np.argwhere(kept).tolist() == [[y, x] for y in (9, 10) for x in range(8, 12)]
    assert mask[2, 2] == 1, "the mask itself is left as it was"

"""The sheet in a picture that shows more than the sheet."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dossier.word import Box
from ocr.engine import Grey
from ocr.reader import ReadSettings, read_page
from ocr.sheet import corners_of, sheet_in
from tests.ocr import paper

CORNERS = {
    "straight on dark glass": [(0.15, 0.1), (0.8, 0.1), (0.8, 0.75), (0.15, 0.75)],
    "seen at an angle": [(0.12, 0.08), (0.9, 0.04), (0.94, 0.93), (0.05, 0.97)],
    "turned a little": [(0.14, 0.06), (0.93, 0.1), (0.88, 0.95), (0.09, 0.91)],
}


def on_table(sheet: Grey, corners: list[tuple[float, float]], tone: int = 60) -> Grey:
    """The sheet laid on a table so that its corners stand at ``corners`` (fractions of the picture)."""
    height, width = sheet.shape
    whole = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    there = np.array(corners, np.float32) * np.array([width, height], np.float32)
    matrix = cv2.getPerspectiveTransform(whole, there)
    return np.asarray(cv2.warpPerspective(sheet, matrix, (width, height), borderValue=tone), dtype=np.uint8)


def small(picture: Grey) -> Grey:
    return np.asarray(cv2.resize(picture, None, fx=1 / 3, fy=1 / 3, interpolation=cv2.INTER_AREA), dtype=np.uint8)


@pytest.mark.parametrize("corners", CORNERS.values(), ids=CORNERS.keys())
def test_the_corners_of_a_sheet_on_a_table_are_found(corners: list[tuple[float, float]]) -> None:
    found = corners_of(small(on_table(paper.scanned(paper.printed()), corners)), 100)
    assert found is not None
    assert found == pytest.approx(np.array(corners), abs=0.012)


@pytest.mark.parametrize("light", [255, 200])
def test_a_page_that_is_nothing_but_the_sheet_stays_as_it_is(light: int) -> None:
    page = paper.scanned(np.minimum(paper.printed(), light).astype(np.uint8))
    assert sheet_in(page, small(page), 100) is None


def test_nothing_that_bears_letters_is_cut_off() -> None:
    page = paper.scanned(paper.printed())
    shadow = np.ones(page.shape, np.float32)
    shadow[:1500] = 0.35  # a straight shadow over the upper half, where most of the letter stands
    shaded = np.asarray(page * shadow, dtype=np.uint8)
    assert sheet_in(shaded, small(shaded), 100) is None


def test_words_of_a_photographed_sheet_stand_where_the_photo_shows_them(tmp_path: Path) -> None:
    sheet = paper.printed()
    flat = read_page(paper.scan_pdf(tmp_path / "flat.pdf", paper.scanned(sheet)), 1, ReadSettings())
    corners = CORNERS["seen at an angle"]
    seen = read_page(
        paper.scan_pdf(tmp_path / "photo.pdf", paper.scanned(on_table(sheet, corners)), rotate=90), 1, ReadSettings()
    )
    assert seen.rotation == 270
    matrix = cv2.getPerspectiveTransform(
        np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32), np.array(corners, np.float32)
    )
    wanted = {word.text: word.box for word in flat.words if len(word.text) > 8}
    found = {word.text: word.box for word in seen.words}
    assert len(wanted.keys() & found.keys()) > 0.9 * len(wanted)
    for text in wanted.keys() & found.keys():
        assert _middle(found[text]) == pytest.approx(_moved(_middle(wanted[text]), matrix), abs=0.01), text


def _middle(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def _moved(point: tuple[float, float], matrix: NDArray[Any]) -> tuple[float, float]:
    x, y, w = matrix @ np.array([*point, 1.0])
    return float(x / w), float(y / w)


def test_light_that_fades_towards_a_corner_is_no_edge_of_a_sheet() -> None:
    page = paper.scanned(paper.printed(paper.LETTER[:5]))
    rows, columns = np.mgrid[0 : page.shape[0], 0 : page.shape[1]]
    fading = 1 - 0.4 * (rows / page.shape[0] + columns / page.shape[1]) / 2
    lit = np.asarray(page * fading, dtype=np.uint8)
    assert sheet_in(lit, small(lit), 100) is None

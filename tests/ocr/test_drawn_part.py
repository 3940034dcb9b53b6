"""Only the part of a page that bears something is looked at, and what is found there stands where it stood."""

import cv2
import numpy as np
import pytest

from dossier.word import Box
from ocr.drawn_part import cut, drawn_part, within
from ocr.engine import Grey
from ocr.picture import text_area

DPI = 96
HEIGHT, WIDTH = 1123, 794


def _page(ground: int = 255) -> Grey:
    return np.full((HEIGHT, WIDTH), ground, np.uint8)


def _with_text(x: int, y: int, *, ground: int = 255, ink: int = 0) -> Grey:
    page = _page(ground)
    cv2.putText(page, "Cachet de la mairie", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.6, ink, 1, cv2.LINE_AA)
    return page


@pytest.mark.parametrize("ground", [255, 200, 0])
def test_a_bare_page_has_no_part(ground: int) -> None:
    assert drawn_part(_page(ground), DPI) is None


@pytest.mark.parametrize(("x", "y"), [(300, 500), (0, 20), (590, 1120)], ids=["middle", "corner", "far corner"])
@pytest.mark.parametrize(("ground", "ink"), [(255, 0), (30, 250)], ids=["dark on light", "light on dark"])
def test_text_is_found_in_the_part_where_it_is_found_on_the_page(x: int, y: int, ground: int, ink: int) -> None:
    page = _with_text(x, y, ground=ground, ink=ink)
    part = drawn_part(page, DPI)
    assert part is not None
    area, on_page = text_area(cut(page, part), DPI), text_area(page, DPI)
    assert area is not None
    assert on_page is not None
    assert within(part, area) == pytest.approx(on_page)


def test_the_part_is_small_where_little_is_drawn() -> None:
    part = drawn_part(_with_text(300, 500), DPI)
    assert part is not None
    assert part.width * part.height < 0.1


def test_two_things_far_apart_are_both_in_the_part() -> None:
    page = _page()
    page[10, 10] = page[1100, 780] = 0
    assert drawn_part(page, DPI) == Box(0.0, 0.0, 1.0, 1.0)

import numpy as np
import pytest

from ocr.orientation import turned
from ocr.skew import lie_of
from tests.ocr import paper

TABLE = tuple(f"Cotisation {i:<4}   1 234,56     {i},00     987,65" for i in range(24))


@pytest.mark.parametrize("degrees", [-9, -4, -0.5, 0, 1.5, 6, 9])
def test_the_lean_is_measured(degrees: float) -> None:
    lie = lie_of(paper.leaning(paper.scanned(paper.printed(dpi=150)), degrees), 150)
    assert not lie.sideways
    assert lie.skew == pytest.approx(degrees, abs=0.4)


@pytest.mark.parametrize("lines", [paper.LETTER, TABLE], ids=["letter", "table"])
@pytest.mark.parametrize("lying", [0, 90, 180, 270])
def test_lines_that_run_up_the_page_are_told_from_columns_of_figures(lines: tuple[str, ...], lying: int) -> None:
    sheet = paper.scanned(paper.printed(lines, dpi=150, size=11))
    assert lie_of(turned(sheet, lying), 150).sideways == (lying % 180 == 90)


def test_an_empty_page_lies_straight() -> None:
    lie = lie_of(np.full((1700, 1200), 250, np.uint8), 150)
    assert not lie.sideways
    assert lie.skew == 0

import cv2
import numpy as np
import pytest

from ocr.engine import Grey
from ocr.streaks import without_streaks

PAPER = 245
DPI = 200


def _page() -> Grey:
    """Two framed fields and print; nothing of it goes from edge to edge."""
    page = np.full((2200, 1600), PAPER, np.uint8)
    cv2.rectangle(page, (200, 150), (1400, 2000), 30, 2)
    for row in range(300, 1900, 60):
        cv2.putText(page, "Vous pouvez nous adresser le dossier", (260, row), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 40, 2)
    return page


def test_a_clean_page_is_left_as_it_is() -> None:
    page = _page()
    assert without_streaks(page, DPI) is page


@pytest.mark.parametrize("across", [False, True])
@pytest.mark.parametrize(("wide", "tone"), [(1, 20), (2, 90), (4, 150)])
def test_a_line_from_edge_to_edge_is_taken_out(wide: int, tone: int, *, across: bool) -> None:
    clean = _page()
    streaked = clean.copy()
    place = (slice(700, 700 + wide), slice(None)) if across else (slice(None), slice(700, 700 + wide))
    streaked[place] = np.minimum(streaked[place], tone)
    found = without_streaks(streaked, DPI)
    paper = clean[place] == PAPER
    assert np.abs(found.astype(int) - clean)[place][paper].mean() < 20
    apart = np.ones_like(clean, bool)
    apart[695:710] = False
    apart[:, 695:710] = False
    assert np.array_equal(found[apart], clean[apart])


def test_a_line_that_ends_before_the_sheet_does_is_somebodys() -> None:
    page = _page()
    page[200:1900, 800:802] = 20
    assert without_streaks(page, DPI) is page


def test_a_page_of_lines_is_a_pattern() -> None:
    page = _page()
    page[:, 100:1500:40] = 20
    assert without_streaks(page, DPI) is page

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from ocr.engine import Grey, ReadWord
from ocr.tick_boxes import with_tick_boxes

DPI = 200
SIDE = 22


def _word(text: str, x: float, y: float, *, line: int = 0) -> ReadWord:
    return ReadWord(text, x, y, x + 12 * len(text), y + 26, 0.9, line, 0)


def _page() -> Grey:
    return np.full((600, 1000), 245, np.uint8)


def _box(page: Grey, x: int, y: int, mark: str = "") -> None:
    cv2.rectangle(page, (x, y), (x + SIDE, y + SIDE), 40, 2)
    if mark == "cross":
        cv2.line(page, (x + 3, y + 3), (x + SIDE - 3, y + SIDE - 3), 40, 2)
        cv2.line(page, (x + SIDE - 3, y + 3), (x + 3, y + SIDE - 3), 40, 2)
    if mark == "pen":  # beyond its sides
        cv2.line(page, (x - 6, y - 4), (x + SIDE + 5, y + SIDE + 6), 60, 2)
        cv2.line(page, (x + SIDE + 7, y - 6), (x - 4, y + SIDE + 5), 60, 2)
    if mark == "tick":
        cv2.polylines(page, [np.array([[x + 4, y + 12], [x + 9, y + 18], [x + 18, y + 4]])], False, 40, 3)
    if mark == "full":
        cv2.rectangle(page, (x, y), (x + SIDE, y + SIDE), 40, -1)


def _texts(words: Sequence[ReadWord]) -> list[str]:
    return [word.text for word in words]


@pytest.mark.parametrize(("mark", "seen"), [("", "☐"), ("cross", "☒"), ("pen", "☒"), ("tick", "☒")])
@pytest.mark.parametrize("read", ["O", "[]", "À", "EX", "1", "XX", "[_]", "Ü"])
def test_what_the_engine_made_of_a_box_becomes_the_box(read: str, mark: str, seen: str) -> None:
    page = _page()
    _box(page, 100, 100, mark)
    _box(page, 100, 200)
    words = [
        ReadWord(read, 99, 99, 124, 124, 0.5, 0, 0), _word("réussie", 140, 98),
        ReadWord("[]", 99, 199, 124, 224, 0.5, 1, 0), _word("échec", 140, 198, line=1),
        _word("cochez", 600, 400, line=2),
    ]  # fmt: skip
    assert _texts(with_tick_boxes(words, page, DPI)) == [seen, "réussie", "☐", "échec", "cochez"]


def test_a_box_that_the_engine_passed_over_stands_before_its_label() -> None:
    page = _page()
    _box(page, 100, 100, "cross")
    words = [_word("Cocher", 100, 40), _word("dossier", 140, 98, line=1), _word("papier", 240, 98, line=1)]
    found = with_tick_boxes(words, page, DPI)
    assert _texts(found) == ["Cocher", "☒", "dossier", "papier"]
    assert found[1].line == 1
    assert abs(found[1].x0 - 100) < 3


def test_a_box_glued_to_its_label_comes_off() -> None:
    page = _page()
    _box(page, 100, 100)
    words = [_word("cases", 100, 40), ReadWord("[réussi", 99, 98, 190, 126, 0.6, 1, 0), _word("échec", 300, 98, line=1)]
    assert _texts(with_tick_boxes(words, page, DPI)) == ["cases", "☐", "réussi", "échec"]


@pytest.mark.parametrize("gap", [0, 4])
def test_letters_in_the_boxes_of_a_form_stay_letters(gap: int) -> None:
    page = _page()
    step = SIDE + gap
    for number, letter in enumerate("DUPONT"):
        _box(page, 100 + number * step, 100)
        cv2.putText(page, letter, (104 + number * step, 118), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 40, 2)
    words = [_word("cochez", 100, 40), *(ReadWord(c, 102 + n * step, 100, 120 + n * step, 122, 0.8, 1, 0)
                                         for n, c in enumerate("DUPONT"))]  # fmt: skip
    assert _texts(with_tick_boxes(words, page, DPI)) == ["cochez", *"DUPONT"]


@pytest.mark.parametrize("text", ["17", "DO", "N°", "AB", "le", "1.", "3"])
def test_a_short_word_within_a_square_stays(text: str) -> None:
    page = _page()
    _box(page, 100, 100, "cross")
    words = [_word("cochez", 100, 40), ReadWord(text, 99, 99, 124, 124, 0.8, 1, 0), _word("octobre", 140, 98, line=1)]
    assert with_tick_boxes(words, page, DPI) == words


def test_a_full_square_is_a_flag_or_a_logo() -> None:
    page = _page()
    _box(page, 100, 100, "full")
    words = [_word("cases", 100, 40), _word("RÉPUBLIQUE", 140, 98, line=1)]
    assert with_tick_boxes(words, page, DPI) == words


def test_print_without_boxes_is_left_as_it_was_read() -> None:
    page = _page()
    cv2.putText(page, "COCHEZ LA CASE DU BAS-RHIN", (60, 120), cv2.FONT_HERSHEY_DUPLEX, 0.9, 30, 2)
    words = [_word("COCHEZ", 60, 98), _word("CASE", 250, 98), _word("DU", 340, 98), _word("BAS-RHIN", 390, 98)]
    assert with_tick_boxes(words, page, DPI) == words


def test_a_page_that_tells_of_no_boxes_is_not_searched() -> None:
    page = _page()
    _box(page, 100, 100)
    words = [_word("dossier", 140, 98)]
    assert with_tick_boxes(words, page, DPI) == words


@pytest.mark.parametrize(
    ("read", "told"),
    [
        (["{X]", "Le", "CCC"], ["☒", "Le", "CCC"]),
        (["[X}Le", "CCC"], ["☒", "Le", "CCC"]),
        (["[", "]", "Sans", "suite"], ["☐", "Sans", "suite"]),
        (["{", ".]", "Sans", "suite"], ["☐", "Sans", "suite"]),
        (["[]", "Sans"], ["☐", "Sans"]),
        (
            ["note", "[1]", "(x)", "demandeur(s)", "(voir", "annexe)"],
            ["note", "[1]", "☒", "demandeur(s)", "(voir", "annexe)"],
        ),
    ],
)
def test_boxes_made_of_brackets_are_boxes(read: list[str], told: list[str]) -> None:
    words = [_word(text, 100 + 90 * n, 100) for n, text in enumerate(read)]
    assert _texts(with_tick_boxes(words, _page(), DPI)) == told

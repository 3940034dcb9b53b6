"""Labelled fields, their values written one letter a box among them."""

from classify.labels import fields_on
from classify.text import ReadPage
from dossier.page import Page, TextSource
from dossier.word import Box, Word

_TOOTH = 0.0245  # of the page's width, from the middle of one letter to the next's
_WIDTHS = {"I": 0.003, "W": 0.012}


def comb(label: str, value: str) -> Page:
    """A form's line with one letter a box, each in the middle of its own; a space leaves one empty."""
    words = [Word(text=label, box=Box(0.08, 0.10, 0.13, 0.109), confidence=1.0, line=0, block=0)]
    for place, letter in enumerate(value):
        middle, half = 0.16 + _TOOTH * place, _WIDTHS.get(letter, 0.009) / 2
        if letter != " ":
            words.append(Word(text=letter, box=Box(middle - half, 0.10, middle + half, 0.109), confidence=1.0,
                              line=0, block=0))  # fmt: skip
    return Page(number=1, width_pt=595.0, height_pt=842.0, words=tuple(words), source=TextSource.TEXT_LAYER)


def test_narrow_letters_in_boxes_leave_no_gap() -> None:
    assert [field.value for field in fields_on(ReadPage(comb("NOM", "WEERASINGHE")))] == ["WEERASINGHE"]


def test_an_empty_box_divides_words() -> None:
    assert [field.value for field in fields_on(ReadPage(comb("NOM", "LIM ILIE")))] == ["LIM ILIE"]

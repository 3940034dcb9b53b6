import numpy as np
import pytest

from ocr.engine import Engine, Grey, ReadWord
from ocr.orientation import is_sure, read_upright
from ocr.skew import Lie, lie_of
from tests.ocr import paper

DPI = 200


def lying(sheet: Grey, degrees: int) -> Grey:
    """The sheet as it comes where it has to be turned ``degrees`` clockwise."""
    return np.ascontiguousarray(np.rot90(sheet, degrees // 90))


def word(text: str, confidence: float, *, wide: float = 40, high: float = 10) -> ReadWord:
    return ReadWord(text, 0, 0, wide, high, confidence, 0, 0)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("lines", [("Annexe", "Justificatifs"), ("Préfecture de la Gironde", "33000 BORDEAUX")])
def test_a_page_of_few_words_is_turned_upright(lines: tuple[str, ...], degrees: int, engine: Engine) -> None:
    sheet = lying(paper.scanned(paper.printed(lines, dpi=DPI, size=14)), degrees)
    assert read_upright(sheet, DPI, engine, lie_of(sheet, DPI)).rotation == degrees


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_where_the_axis_of_its_lines_was_told_wrongly_the_shape_of_words_tells(degrees: int, engine: Engine) -> None:
    sheet = lying(paper.printed(paper.LETTER[:4], dpi=DPI), degrees)
    wrong = Lie(degrees % 180 == 0, 0.0)
    reading = read_upright(sheet, DPI, engine, wrong)
    assert reading.rotation == degrees
    assert "Préfecture" in [word.text for word in reading.words]


def test_pale_words_alone_on_a_page_are_read_where_they_stand(engine: Engine) -> None:
    pale = 245 - (255 - paper.printed(("Annexe deux",), dpi=DPI, size=20)).astype(np.float32) * 0.35
    sheet = np.clip(pale + np.random.default_rng(4).normal(0, 3, pale.shape), 0, 255).astype(np.uint8)
    words = read_upright(sheet, DPI, engine, Lie(False, 0.0)).words
    assert [word.text for word in words] == ["Annexe", "deux"]
    assert words[0].x0 == pytest.approx(70 / 72 * DPI, abs=6)
    assert words[0].y1 == pytest.approx((842 - 760) / 72 * DPI, abs=6)


def test_few_letters_surely_read_need_no_second_look_and_columns_of_letters_do() -> None:
    assert is_sure([word("Annexe", 0.95), word("numéro", 0.9)])
    assert not is_sure([word("Annexe", 0.95)])
    assert not is_sure([word("S292ld", 0.6), word("saxauuv", 0.4)])
    assert not is_sure([word("Annexe", 0.95, wide=10, high=40), word("numéro", 0.9, wide=10, high=40)])


def test_a_picture_without_words_stays_as_it_lies(engine: Engine) -> None:
    assert read_upright(np.full((900, 700), 250, np.uint8), DPI, engine, Lie(True, 0.0)).rotation == 0

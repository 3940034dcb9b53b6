"""One contract for every engine: what the rest of the program relies on."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from dossier.errors import DocumentError, OurError
from ocr.engine import Engine, Grey
from ocr.engine_choice import engine_for
from ocr.orientation import turned
from ocr.pytesseract_engine import PytesseractEngine
from ocr.tesserocr_engine import TesserocrEngine
from tests.ocr import paper

ENGINES = {"pytesseract": PytesseractEngine, "tesserocr": TesserocrEngine}


@pytest.fixture(scope="module", params=list(ENGINES))
def any_engine(request: pytest.FixtureRequest) -> Engine:
    return engine_for(request.param, ("fra",), 60)


def numbered_form() -> Grey:
    """A form as it is handed to the engine: numbered labels, an empty frame beside each."""
    labels = ("Nom de naissance", "Nationalité", "Adresse", "Prénoms", "Adresse", "Prénoms", "Nationalité", "Courriel")
    sheet = Image.new("L", (1340, 1000), 250)
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype("DejaVuSans.ttf", 20)
    for i, label in enumerate(labels):
        y = 120 + 92 * i
        pen.text((119, y), f"{i + 1}. {label}", font=font, fill=20)
        pen.rectangle((486, y - 14, 1215, y + 40), outline=90, width=2)
    return np.array(sheet)


class TestEveryEngine:
    def test_it_reads_words_with_boxes_in_pixels_lines_and_blocks(self, any_engine: Engine) -> None:
        sheet = paper.printed(dpi=240)
        words = any_engine.read(sheet, 240)
        assert [word.text for word in words if word.line == 0] == ["Préfecture", "de", "la", "Gironde"]
        first = words[0]
        assert first.x0 == pytest.approx(70 / 72 * 240, abs=6)
        assert first.y1 == pytest.approx((842 - 760) / 72 * 240, abs=6)
        assert [word.line for word in words] == sorted(word.line for word in words)
        assert {word.line for word in words} == set(range(len(paper.LETTER)))
        assert [word.block for word in words] == sorted(word.block for word in words)
        assert all(0 <= word.confidence <= 0.99 for word in words)
        assert all(word.x0 < word.x1 and word.y0 < word.y1 for word in words)

    def test_a_white_sheet_has_no_words(self, any_engine: Engine) -> None:
        assert any_engine.read(np.full((800, 600), 255, np.uint8), 240) == []

    def test_the_same_picture_gives_the_same_words(self, any_engine: Engine) -> None:
        sheet = paper.scanned(paper.printed(dpi=200), noise=12)
        other = paper.scanned(paper.printed(("Tout autre chose", "sur une autre page"), dpi=200))
        first = any_engine.read(sheet, 200)
        any_engine.read(other, 200)
        assert any_engine.read(sheet, 200) == first

    def test_the_numbers_of_a_form_s_lines_are_no_column_of_their_own(self, any_engine: Engine) -> None:
        words = [word.text for word in any_engine.read(numbered_form(), 162)]
        assert [f"{i}." for i in range(1, 9) if f"{i}." in words] == [f"{i}." for i in range(1, 9)]

    @pytest.mark.parametrize("lying", [0, 90, 180, 270])
    def test_it_says_how_to_turn_a_page_upright(self, any_engine: Engine, lying: int) -> None:
        assert any_engine.turn(turned(paper.printed(dpi=200), lying), 200) == (360 - lying) % 360

    def test_it_does_not_guess_how_an_empty_page_lies(self, any_engine: Engine) -> None:
        assert any_engine.turn(np.full((800, 600), 255, np.uint8), 200) is None

    def test_its_name_tells_the_version(self, any_engine: Engine) -> None:
        assert any_engine.name.startswith("tesseract 5.")


@pytest.mark.parametrize("choice", list(ENGINES))
def test_a_page_that_takes_too_long_is_given_up(choice: str) -> None:
    engine = engine_for(choice, ("fra",), 0.05)
    with pytest.raises(DocumentError) as caught:
        engine.read(paper.scanned(paper.printed(size=8), noise=20), 300)
    assert caught.value.code == "page_trop_longue"


def test_a_language_without_data_is_our_error() -> None:
    with pytest.raises(OurError, match="xyz"):
        engine_for("tesserocr", ("fra", "xyz"), 60)


def test_an_unknown_engine_is_our_error() -> None:
    with pytest.raises(OurError, match="abbaye"):
        engine_for("abbaye", ("fra",), 60)


def test_tesserocr_is_taken_where_it_is_installed() -> None:
    assert isinstance(engine_for("auto", ("fra",), 60), TesserocrEngine)


def test_the_engines_keep_to_one_thread(tmp_path: Path) -> None:
    assert os.environ["OMP_THREAD_LIMIT"] == "1"

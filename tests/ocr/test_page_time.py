"""What was read of a page is kept, whatever becomes of further looks at it."""

import time
from collections.abc import Callable

import pytest

from dossier.errors import DocumentError, OurError
from ocr.engine import Engine, Grey, ReadWord
from ocr.engine_choice import engine_for
from ocr.page_time import PageTime
from tests.ocr import paper

DPI = 200
SHEET = paper.scanned(paper.printed(paper.LETTER[:3], dpi=DPI))


class Failing:
    """A real engine that fails from its second reading on, as ``failure`` says."""

    def __init__(self, engine: Engine, failure: Callable[[], Exception], readings: int = 1) -> None:
        self.name, self.languages = engine.name, engine.languages
        self._engine, self._failure, self._left = engine, failure, readings
        self.asked: list[float | None] = []

    def read(
        self, image: Grey, dpi: int, *, block: bool = False, within_seconds: float | None = None
    ) -> list[ReadWord]:
        self.asked.append(within_seconds)
        self._left -= 1
        if self._left < 0:
            raise self._failure()
        return self._engine.read(image, dpi, block=block)

    def turn(self, image: Grey, dpi: int) -> int | None:
        return self._engine.turn(image, dpi)

    def script(self, image: Grey, dpi: int) -> str | None:
        return self._engine.script(image, dpi)

    def also_reading(self, languages: tuple[str, ...]) -> Engine | None:
        return self._engine.also_reading(languages)


def too_long() -> DocumentError:
    return DocumentError("page_trop_longue", "La lecture d'une page a dépassé le temps permis.")


def test_a_further_look_that_is_out_of_time_says_nothing_and_is_the_last(engine: Engine) -> None:
    failing = Failing(engine, too_long)
    page = PageTime(failing, 60)
    assert page.read(SHEET, DPI)
    assert page.read(SHEET, DPI) == []
    assert page.read(SHEET, DPI) == []
    assert len(failing.asked) == 2


def test_a_page_of_which_nothing_was_read_in_its_time_is_too_long(engine: Engine) -> None:
    with pytest.raises(DocumentError) as caught:
        PageTime(Failing(engine, too_long, readings=0), 60).read(SHEET, DPI)
    assert caught.value.code == "page_trop_longue"


def test_another_failure_of_a_further_look_is_told(engine: Engine) -> None:
    page = PageTime(Failing(engine, lambda: OurError("tesseract failed")), 60)
    page.read(SHEET, DPI)
    with pytest.raises(OurError):
        page.read(SHEET, DPI)


def test_a_further_look_has_what_is_left_of_the_page_s_time(engine: Engine) -> None:
    failing = Failing(engine, too_long, readings=9)
    page = PageTime(failing, 1000)
    page.read(SHEET, DPI)
    time.sleep(0.05)
    page.read(SHEET, DPI)
    first, second = failing.asked
    assert first is None
    assert second is not None
    assert 600 < second < 750
    assert PageTime(failing, 0).read(SHEET, DPI)


@pytest.mark.parametrize("choice", ["tesserocr", "pytesseract"])
def test_an_engine_ends_a_reading_within_less_than_its_own_time(choice: str) -> None:
    with pytest.raises(DocumentError) as caught:
        engine_for(choice, ("fra",), 60).read(paper.scanned(paper.printed(size=8), noise=20), 300, within_seconds=0.05)
    assert caught.value.code == "page_trop_longue"

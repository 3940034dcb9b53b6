"""Pages that cannot be copied into a pièce stand in it as pictures with their words, or say where they are."""

from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest

from dossier.word import Box, Word
from ocr.engine import Grey
from ocr.searchable import PieceSource
from ocr.stand_in import build_stand_in
from tests.ocr import paper
from tests.ocr.shown import found_box, picture_of, text_of

CREATED = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
WORD = Word(text="Préfecture", box=Box(0.12, 0.08, 0.30, 0.10), confidence=0.9, line=0, block=0)


def _source(pdf: Path, number: int = 1, rotation: int = 0) -> PieceSource:
    return PieceSource(pdf=pdf, number=number, rotation=rotation, words=(WORD,), add_text=True)


def _differ(one: Grey, other: Grey) -> float:
    """By how many greys of 255 they differ, looked at from afar: letters are not drawn alike twice."""
    assert one.shape == other.shape
    afar = [cv2.blur(np.ascontiguousarray(image), (9, 9)).astype(float) for image in (one, other)]
    return float(np.abs(afar[0] - afar[1]).mean())


def _built(tmp_path: Path, *sources: PieceSource, drawn: bool = True) -> Path:
    out = tmp_path / "out.pdf"
    build_stand_in(sources, out, title="Passeport", created=CREATED, drawn=drawn)
    return out


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    return paper.saved(paper.new_pdf([paper.stream_of(paper.LETTER)] * 2), tmp_path / "letter.pdf")


def test_a_page_is_shown_as_it_was_with_its_words_where_they_stand(tmp_path: Path, letter: Path) -> None:
    out = _built(tmp_path, _source(letter))
    assert _differ(picture_of(letter), picture_of(out)) < 1.5
    assert text_of(out).strip() == WORD.text
    assert found_box(out, WORD.text) == pytest.approx(WORD.box, abs=0.003)


@pytest.mark.parametrize(("rotation", "rotate"), [(90, 0), (180, 90), (270, 90), (0, 270)])
def test_a_page_stands_upright(tmp_path: Path, letter: Path, rotation: int, rotate: int) -> None:
    with pikepdf.open(letter, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Rotate = rotate
        pdf.save(letter)
    out = _built(tmp_path, _source(letter, rotation=rotation))
    upright = np.rot90(picture_of(letter), -rotation // 90)
    assert _differ(upright, picture_of(out)) < 1.5
    assert _differ(upright[::-1, ::-1], picture_of(out)) > 5


def test_a_page_that_cannot_be_drawn_says_where_it_is(tmp_path: Path, letter: Path) -> None:
    out = _built(tmp_path, _source(letter), _source(letter, 7))
    with pdfium.PdfDocument(out) as pdf:
        texts = [page.get_textpage().get_text_bounded() for page in pdf]
    assert texts[0].strip() == WORD.text
    assert "n'a pas pu être reproduite" in texts[1]
    assert "page 7" in texts[1]


@pytest.mark.parametrize("drawn", [True, False])
def test_a_file_that_does_not_open_any_more_is_a_page_of_words_for_each_page(tmp_path: Path, drawn: bool) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"rubbish")
    out = _built(tmp_path, _source(broken), _source(broken, 2), drawn=drawn)
    with pdfium.PdfDocument(out) as pdf:
        assert len(pdf) == 2
    assert "conservé tel quel" in text_of(out)


def test_the_same_pages_give_the_same_bytes(tmp_path: Path, letter: Path) -> None:
    first = _built(tmp_path, _source(letter), _source(letter, 9)).read_bytes()
    assert _built(tmp_path, _source(letter), _source(letter, 9)).read_bytes() == first

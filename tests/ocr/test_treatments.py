"""Each treatment on the wear that it is there for: with it the page is read, without it is not."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from dossier.page import Page
from ocr.careful import read_carefully
from ocr.dark_edges import without_dark_edges
from ocr.engine import Engine, Grey
from ocr.letter_size import reading_scale
from ocr.light_print import with_dark_print
from ocr.orientation import mean_confidence
from ocr.raster import Raster
from ocr.reader import ReadSettings, read_page
from ocr.rules import without_rules
from ocr.tones import is_dotted, pale_limit, smoothed
from ocr.treatments import ALL, Treatment
from ocr.unread import unread_words
from tests.ocr import paper

WORDS = [word for line in paper.LETTER for word in line.split() if len(word) > 3]


def share_read(page: Page) -> float:
    read = {word.text for word in page.words}
    return sum(word in read for word in WORDS) / len(WORDS)


def read_with_and_without(tmp_path: Path, picture: Grey, treatment: Treatment) -> tuple[float, float]:
    pdf = paper.scan_pdf(tmp_path / "a.pdf", picture)
    treated = read_page(pdf, 1, ReadSettings())
    plain = read_page(pdf, 1, ReadSettings(treatments=ALL - {treatment}))
    return share_read(treated), share_read(plain)


def on_pattern(sheet: Grey) -> Grey:
    rows, columns = np.mgrid[0 : sheet.shape[0], 0 : sheet.shape[1]]
    ground = np.where(np.sin(rows / 9 + 9 * np.sin(columns / 140)) > 0.7, 150, 205)
    return np.asarray(ground * (sheet / 255.0), dtype=np.uint8)


def reversed_bands(sheet: Grey) -> Grey:
    page = sheet.copy()
    page[250:1000] = np.clip(255 - page[250:1000], 50, 255)
    return page


@pytest.mark.parametrize(
    ("treatment", "wear"),
    [(Treatment.DARK_INK, on_pattern), (Treatment.SKEW, lambda sheet: paper.leaning(sheet, 8))],
    ids=["print on a pattern", "a skewed page"],
)
def test_a_treatment_brings_back_words_that_are_lost_without_it(
    tmp_path: Path, treatment: Treatment, wear: Callable[[Grey], Grey]
) -> None:
    treated, plain = read_with_and_without(tmp_path, paper.scanned(wear(paper.printed())), treatment)
    assert treated > 0.95
    assert plain < 0.75


def test_light_print_on_dark_ground_becomes_dark_and_a_shadow_stays_a_shadow() -> None:
    page = paper.scanned(reversed_bands(paper.printed()))
    small = np.asarray(cv2.resize(page, None, fx=1 / 3, fy=1 / 3, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    turned = with_dark_print(page, small, 100)
    assert np.median(turned[300:950]) > 200
    shadow = paper.scanned(paper.printed())
    shadow[250:1000] = shadow[250:1000] // 3
    small = np.asarray(cv2.resize(shadow, None, fx=1 / 3, fy=1 / 3, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    assert with_dark_print(shadow, small, 100) is shadow


def test_a_page_of_nothing_but_light_print_on_black_becomes_dark_print() -> None:
    screen = 255 - paper.printed()
    small = np.asarray(cv2.resize(screen, None, fx=1 / 3, fy=1 / 3, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    assert np.median(with_dark_print(screen, small, 100)) > 200


@pytest.mark.parametrize(("size", "least", "most"), [(6, 0.75, 1.2), (12, 0.4, 0.6), (24, 0.4, 0.5)])
def test_large_print_is_read_small(size: float, least: float, most: float) -> None:
    page = paper.scanned(paper.printed(paper.LETTER[:6], size=size))
    assert least <= reading_scale(page, 300) <= most


def test_dots_that_make_a_card_grey_are_no_small_print() -> None:
    card = paper.printed(paper.LETTER[:4], dpi=200)
    card[900:1500, 300:1300] = np.minimum(card[900:1500, 300:1300], 200)
    bits = smoothed(dithered(np.asarray(card, dtype=np.uint8)))
    assert reading_scale(bits, 200, rough=True) < 1.3 < reading_scale(bits, 200)


def test_a_page_without_letters_keeps_its_size() -> None:
    assert reading_scale(np.full((3508, 2480), 240, np.uint8), 300) == 1.0


def test_a_fax_is_known_by_its_tones() -> None:
    page = paper.scanned(paper.printed())
    assert not is_dotted(page)
    assert is_dotted(np.where(page > 128, 255, 0).astype(np.uint8))


def dithered(sheet: Grey) -> Grey:
    grey = np.clip(sheet * 0.8 + 25 + np.random.default_rng(1).normal(0, 6, sheet.shape), 0, 255)
    return np.array(Image.fromarray(grey.astype(np.uint8)).convert("1"), dtype=np.uint8) * 255


def test_a_page_of_dots_leans_as_its_lines_do_not_as_its_dots(engine: Engine) -> None:
    page = dithered(paper.printed(paper.LETTER[:3], dpi=200))
    raster = Raster(image=page, dpi=200, dotted=True)
    reading = read_carefully(raster, raster.reduced(100), engine, ALL).reading
    assert np.allclose(reading.prepared.back, [[1, 0, 0], [0, 1, 0]], atol=0.02)
    assert "Préfecture" in [word.text for word in reading.words]


def test_light_print_that_leans_on_a_dark_screen_is_laid_straight(engine: Engine) -> None:
    screen = 255 - paper.leaning(paper.printed(paper.LETTER[:6], dpi=200), 5)
    dim = np.rot90(np.asarray(screen // 2 + 20, dtype=np.uint8), 2).copy()
    raster = Raster(image=dim, dpi=200)
    reading = read_carefully(raster, raster.reduced(100), engine, ALL).reading
    assert reading.rotation == 180
    assert mean_confidence(reading.words) > 0.8


def photographed(sheet: Grey, corner: int) -> Grey:
    """The sheet in the shade, a wedge of a dark table left beside it; ``corner``: how wide, in pixels."""
    shade = np.linspace(1, 0.6, sheet.shape[1], dtype=np.float32)
    page = (sheet * shade).astype(np.uint8)
    height = len(page)
    cv2.fillPoly(page, [np.array([(0, 0), (corner, 0), (0, height)], np.int32)], (50,))
    cv2.fillPoly(page, [np.array([(0, height), (page.shape[1], height), (0, height - corner)], np.int32)], (50,))
    return page


def test_the_table_beside_a_photographed_sheet_becomes_paper_and_letters_on_dark_stay() -> None:
    page = photographed(paper.printed(dpi=200), 120)
    small = np.asarray(cv2.resize(page, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    cleared = without_dark_edges(page, small, 100)
    assert cleared[:2000, :100].min() > 100
    assert np.array_equal(cleared[:2000, 170:], page[:2000, 170:])
    written = page.copy()
    cv2.putText(written, "PERMIS DE CONDUIRE", (300, 2320), cv2.FONT_HERSHEY_SIMPLEX, 1, 250, 3)
    written[2270:] = np.where(written[2270:] == 250, 250, 50)
    small = np.asarray(cv2.resize(written, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    kept = without_dark_edges(written, small, 100)
    assert np.array_equal(kept[2290:], written[2290:])
    assert without_dark_edges(paper.printed(dpi=200), paper.printed(dpi=100), 100).min() == 0


@pytest.mark.parametrize("grain", [12, 24])
def test_few_words_in_the_grain_of_a_dim_photo_are_read(grain: float, engine: Engine) -> None:
    print_ = paper.printed(("Photographies d'identité", "PETROVA Olga"), dpi=200, size=11)
    dim = 40 + print_ * 0.45 + np.random.default_rng(3).normal(0, grain, print_.shape)
    raster = Raster(image=np.rot90(np.clip(dim, 0, 255).astype(np.uint8), 2).copy(), dpi=200)
    reading = read_carefully(raster, raster.reduced(100), engine, ALL).reading
    assert {"PETROVA", "Olga"} <= {word.text for word in reading.words}
    assert reading.rotation == 180


def test_grain_is_no_small_print() -> None:
    page = paper.printed(("Photographies d'identité", "PETROVA Olga"), dpi=200)
    grainy = np.clip(page + np.random.default_rng(3).normal(0, 30, page.shape), 0, 255).astype(np.uint8)
    assert reading_scale(grainy, 200, rough=True) <= 1
    assert reading_scale(grainy, 200) > 1.5


def test_rules_are_taken_out_and_the_print_between_them_stays() -> None:
    page = paper.printed(paper.LETTER[:6], dpi=200)
    ruled = page.copy()
    ruled[250:700:72, 150:1500] = 60  # between the lines
    ruled[250:682, 150] = 60
    bare = without_rules(ruled, 200)
    assert bare is not None
    assert np.array_equal(bare < 100, page < 100)
    assert without_rules(page, 200) is None


def test_ordinary_print_has_no_pale_ink_and_a_patterned_ground_has() -> None:
    assert pale_limit(paper.scanned(paper.printed())) is None
    assert pale_limit(paper.scanned(on_pattern(paper.printed()))) is not None


def test_a_line_that_was_passed_over_is_read_by_itself(engine: Engine) -> None:
    page = paper.scanned(paper.printed())
    read = engine.read(page, 300)
    missed = [word for word in read if "passeport" in word.text]
    line = {word.line for word in missed}
    known = [word for word in read if word.line not in line]
    found = unread_words(page, 300, known, engine)
    assert any("passeport" in word.text for word in found)
    wanted = missed[0]
    again = next(word for word in found if "passeport" in word.text)
    assert (again.x0, again.y0) == pytest.approx((wanted.x0, wanted.y0), abs=12)
    assert unread_words(page, 300, read, engine) == []
    assert mean_confidence(found) > 0.8


@pytest.mark.parametrize(
    "worn",
    [lambda sheet: sheet // 4 + 12, lambda sheet: 180 + sheet // 4, lambda sheet: smoothed(dithered(sheet))],
    ids=["dim", "pale", "dithered"],
)
def test_white_print_on_a_dark_card_becomes_dark_however_little_light_there_is(worn: Callable[[Grey], Grey]) -> None:
    sheet = paper.printed(dpi=200)
    card = np.full(sheet.shape, 248, np.uint8)
    card[400:1600, 100:1500] = 60
    page = np.maximum(card, np.clip((255 - sheet).astype(np.int16) - 8, 0, 247)).astype(np.uint8)
    page = np.asarray(worn(page), dtype=np.uint8)
    small = smoothed(np.asarray(cv2.resize(page, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8))
    turned = with_dark_print(page, small, 100)
    assert np.median(turned[500:1500, 200:1400]) > 0.9 * np.median(turned[1700:])


def test_white_print_on_a_faded_dark_card_becomes_dark_and_dark_print_on_it_stays() -> None:
    sheet = paper.printed(dpi=200)
    card = np.full(sheet.shape, 248, np.uint8)
    card[400:1600, 100:1500] = 165
    white = np.maximum(card, np.clip((255 - sheet).astype(np.int16) - 8, 0, 247)).astype(np.uint8)
    small = np.asarray(cv2.resize(white, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    assert np.median(with_dark_print(white, small, 100)[500:1500, 200:1400]) > 200
    dark = np.minimum(card, sheet)
    small = np.asarray(cv2.resize(dark, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    assert with_dark_print(dark, small, 100) is dark

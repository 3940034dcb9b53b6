from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.blank import Ink, ink_on
from ocr.engine import Engine, Grey
from ocr.other_side import shows_through
from ocr.raster import Raster
from ocr.scan_page import read_picture
from tests.ocr import paper

DPI = 240
HEIGHT, WIDTH = 2806, 1983
MM = DPI / 25.4


def white(tone: int = 250) -> Grey:
    return np.full((HEIGHT, WIDTH), tone, np.uint8)


def with_noise(sheet: Grey, sigma: float, seed: int = 3) -> Grey:
    noisy = sheet + np.random.default_rng(seed).normal(0, sigma, sheet.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def px(mm: float) -> int:
    return round(mm * MM)


def hole(sheet: Grey, y_mm: float, tone: int, thick: int = -1) -> None:
    """A punched hole of 6 mm, 12 mm from the left edge."""
    cv2.circle(sheet, (px(12), px(y_mm)), px(3), tone, thick, cv2.LINE_AA)


def other_side(strength: float) -> Grey:
    """The printed back of the sheet showing through: mirrored, soft, faint."""
    back = paper.printed(dpi=DPI, size=11)[:HEIGHT, :WIDTH].astype(np.float32)
    soft = cv2.GaussianBlur(back[:, ::-1], (0, 0), 3.2)
    sheet = white().astype(np.float32)
    sheet[: soft.shape[0], : soft.shape[1]] -= (255 - soft) * strength
    return with_noise(np.clip(sheet, 0, 255).astype(np.uint8), 2.5)


def punched() -> Grey:
    sheet = white()
    for y in (108.5, 188.5):
        hole(sheet, y, 20)
    return sheet


def rims_of_holes() -> Grey:
    sheet = white()
    for y in (108.5, 188.5):
        hole(sheet, y, 150, thick=4)
    return sheet


def bordered() -> Grey:
    sheet = white()
    sheet[:, : px(4)] = 15
    sheet[: px(3)] = 10
    cv2.fillPoly(sheet, [np.array([[WIDTH, 0], [WIDTH, HEIGHT], [WIDTH - px(6), HEIGHT]])], 20)
    return sheet


def specked() -> Grey:
    sheet = white()
    rng = np.random.default_rng(5)
    for x, y in zip(rng.integers(0, WIDTH, 80), rng.integers(0, HEIGHT, 80), strict=True):
        cv2.circle(sheet, (int(x), int(y)), int(rng.integers(1, 4)), 60, -1)
    return sheet


def streaked() -> Grey:
    sheet = white()
    sheet[:, px(70) : px(70) + 2] = 120
    sheet[px(150) : px(150) + 3] = 200  # a fold
    return sheet


def shaded() -> Grey:
    light = np.linspace(0, 70, WIDTH)[None, :] + np.linspace(0, 30, HEIGHT)[:, None]
    return with_noise(np.clip(white() - light, 0, 255).astype(np.uint8), 4)


def strip_of_glass() -> Grey:
    """A border from edge to edge, deeper on one side."""
    sheet = white()
    cv2.fillPoly(sheet, [np.array([[0, 0], [WIDTH, 0], [WIDTH, px(2)], [0, px(7)]])], 14)
    return sheet


def stapled() -> Grey:
    sheet = white()
    cv2.line(sheet, (px(9), px(14)), (px(19), px(8)), 110, 4, cv2.LINE_AA)
    return sheet


def leaning_fold() -> Grey:
    """Faint, not quite straight along the rows, and broken up by grain."""
    sheet = white()
    for x in range(0, WIDTH - px(14), px(20)):
        cv2.line(sheet, (x, px(99 + x * 0.0015)), (x + px(12), px(99 + (x + px(12)) * 0.0015)), 215, 3, cv2.LINE_AA)
    return sheet


def ruled_paper() -> Grey:
    sheet = white()
    for y in range(30, 290, 8):
        sheet[px(y) : px(y) + 2, px(10) : WIDTH - px(10)] = 215
    return sheet


def dog_eared() -> Grey:
    """Two corners folded over, the glass black behind one and grey behind the other."""
    sheet = white()
    cv2.fillPoly(sheet, [np.array([[0, 0], [px(24), 0], [0, px(19)]])], 20, cv2.LINE_AA)
    cv2.fillPoly(sheet, [np.array([[WIDTH, HEIGHT], [WIDTH - px(12), HEIGHT], [WIDTH, HEIGHT - px(15)]])], 90)
    return sheet


BLANK: dict[str, Callable[[], Grey]] = {
    "white": white,
    "grey paper": lambda: with_noise(white(205), 6),
    "noise": lambda: with_noise(white(), 14),
    "shading": shaded,
    "punched holes": lambda: with_noise(punched(), 3),
    "rims of holes": lambda: with_noise(rims_of_holes(), 3),
    "borders": lambda: with_noise(bordered(), 3),
    "specks": lambda: with_noise(specked(), 3),
    "streak and fold": lambda: with_noise(streaked(), 3),
    "dog's ears": lambda: with_noise(dog_eared(), 3),
    "strip of glass": lambda: with_noise(strip_of_glass(), 3),
    "staple": lambda: with_noise(stapled(), 3),
    "leaning fold": lambda: with_noise(leaning_fold(), 3),
    "ruled paper": lambda: with_noise(ruled_paper(), 3),
    "other side, faint": lambda: other_side(0.08),
    "other side, plain": lambda: other_side(0.16),
}


def crossed_boxes() -> Grey:
    """Two boxes of 5 mm where a sheet is punched, each crossed: somebody's answers."""
    sheet = white()
    for y in (108.5, 188.5):
        corners = (px(9.5), px(y - 2.5)), (px(14.5), px(y + 2.5))
        cv2.rectangle(sheet, *corners, 40, 2)
        cv2.line(sheet, *corners, 40, 2, cv2.LINE_AA)
        cv2.line(sheet, (corners[1][0], corners[0][1]), (corners[0][0], corners[1][1]), 40, 2, cv2.LINE_AA)
    return with_noise(sheet, 3)


def word_in_a_dog_ear() -> Grey:
    """Dark paper folded over a corner, and something written beside it."""
    sheet = dog_eared()
    cv2.putText(sheet, "vu", (px(16), px(22)), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.2, 60, 2, cv2.LINE_AA)
    return with_noise(sheet, 3)


def photograph_in_a_corner() -> Grey:
    sheet = white()
    sheet[: px(40), : px(30)] = 170
    cv2.ellipse(sheet, (px(15), px(18)), (px(7), px(10)), 0, 0, 360, 90, -1, cv2.LINE_AA)
    return with_noise(sheet, 3)


def pencil_line() -> Grey:
    sheet = white()
    cv2.line(sheet, (px(60), px(90)), (px(95), px(93)), 215, 4, cv2.LINE_AA)
    return with_noise(sheet, 2)


def pencil_writing() -> Grey:
    sheet = white()
    cv2.putText(sheet, "vu le 12/03", (px(50), px(80)), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 2.5, 200, 3, cv2.LINE_AA)
    return with_noise(sheet, 3)


def small_stamp() -> Grey:
    sheet = white()
    cv2.rectangle(sheet, (px(140), px(30)), (px(160), px(40)), 170, 3)
    cv2.putText(sheet, "RECU", (px(142), px(37)), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 170, 3, cv2.LINE_AA)
    return with_noise(sheet, 3)


def page_number() -> Grey:
    sheet = white()
    cv2.putText(sheet, "3", (px(104), px(285)), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 30, 2, cv2.LINE_AA)
    return with_noise(sheet, 3)


def signature() -> Grey:
    sheet = white()
    curve = np.array([[px(80 + t), px(200 + 6 * np.sin(t / 2.5))] for t in range(40)], np.int32)
    cv2.polylines(sheet, [curve], False, 90, 3, cv2.LINE_AA)
    return with_noise(sheet, 3)


def dash_in_a_margin() -> Grey:
    """As long as a staple, but no corner is near."""
    sheet = white()
    cv2.line(sheet, (px(90), px(120)), (px(101), px(120)), 100, 4, cv2.LINE_AA)
    return with_noise(sheet, 3)


def pencil_on_ruled_paper() -> Grey:
    return np.minimum(ruled_paper(), pencil_writing())


def thermal_receipt() -> Grey:
    """Faint letters, none of which touches another."""
    sheet = white(232)
    for i in range(6):
        for j, letter in enumerate("TOTAL 12,50 EUR"):
            place = (px(50 + 3.2 * j), px(60 + 6 * i))
            cv2.putText(sheet, letter, place, cv2.FONT_HERSHEY_SIMPLEX, 0.7, 196, 2, cv2.LINE_AA)
    return with_noise(sheet, 2)


def shaken_photo_in_the_dark() -> Grey:
    """Print as soft and faint as that of another side, on paper darker than any scan."""
    sheet = cv2.GaussianBlur(paper.printed(("BENHADDOU", "15 05 1983"), dpi=DPI, size=9), (0, 0), 4)
    return with_noise((sheet * 0.15 + 72).astype(np.uint8), 3)


WRITTEN: dict[str, Callable[[], Grey]] = {
    "pencil line": pencil_line,
    "pencil writing": pencil_writing,
    "small stamp": small_stamp,
    "a word beside a dog's ear": word_in_a_dog_ear,
    "photograph in a corner": photograph_in_a_corner,
    "crossed boxes": crossed_boxes,
    "page number": page_number,
    "signature": signature,
    "dash": dash_in_a_margin,
    "thermal receipt": thermal_receipt,
    "pencil on ruled paper": pencil_on_ruled_paper,
    "a shaken photo in the dark": shaken_photo_in_the_dark,
    "one word": lambda: paper.printed(("Annexe",), dpi=DPI),
    "pale print": lambda: with_noise((190 + paper.printed(dpi=DPI) * (60 / 255)).astype(np.uint8), 3),
    "letter with the other side": lambda: np.minimum(other_side(0.16), paper.printed(dpi=DPI)[:HEIGHT, :WIDTH]),
    "noisy letter": lambda: with_noise(paper.printed(dpi=DPI), 25),
}


@pytest.mark.parametrize("kind", list(BLANK))
def test_dirt_and_artefacts_are_nothing(kind: str, engine: Engine) -> None:
    assert read_picture(Raster(image=BLANK[kind](), dpi=DPI), engine).blank


@pytest.mark.parametrize("kind", list(WRITTEN))
def test_whatever_a_hand_or_a_printer_left_is_something(kind: str, engine: Engine) -> None:
    assert not read_picture(Raster(image=WRITTEN[kind](), dpi=DPI), engine).blank


@pytest.mark.parametrize(
    "kind",
    [
        "white",
        "noise",
        "shading",
        "punched holes",
        "borders",
        "dog's ears",
        "streak and fold",
        "staple",
        "leaning fold",
    ],
)
def test_a_plainly_blank_page_costs_no_reading(kind: str) -> None:
    assert ink_on(BLANK[kind](), DPI) is Ink.NONE


@pytest.mark.parametrize("size", [5, 6])
@pytest.mark.parametrize("said", ["REFUSÉ", "FR-33-2024", "DOC-2024-17"])
@pytest.mark.parametrize("worn", [lambda sheet: sheet, paper.scanned], ids=["clean", "scan"])
def test_small_print_run_together_in_a_corner_is_no_staple(
    said: str, size: float, worn: Callable[[Grey], Grey]
) -> None:
    assert ink_on(worn(paper.printed((said,), size=size, left=60, top=40)), 300) is not Ink.NONE


def test_print_is_plain_without_asking_the_engine() -> None:
    assert ink_on(paper.printed(dpi=DPI), DPI) is Ink.PLAIN


def test_soft_edges_tell_the_other_side_from_a_pencil() -> None:
    assert shows_through(other_side(0.12), DPI)
    assert not shows_through(pencil_line(), DPI)
    assert not shows_through(pencil_writing(), DPI)


def test_a_photographed_form_in_the_shade_on_a_dark_table_is_no_blank_page() -> None:
    sheet = paper.printed(paper.LETTER[:4])
    height, width = sheet.shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    inside = corners * 0.84 + np.array([width, height], np.float32) * 0.08
    turn = cv2.getPerspectiveTransform(corners, inside.astype(np.float32))
    shade: NDArray[Any] = np.full(
        sheet.shape, 0.42, np.float32
    )  # the shaded paper is darker than any ink on bright paper
    shade[: height // 8] = 0.9
    shade = cv2.GaussianBlur(shade, (0, 0), 60)
    photo = cv2.warpPerspective((sheet * shade).astype(np.uint8), turn, (width, height), borderValue=50)
    assert ink_on(paper.scanned(np.asarray(photo, dtype=np.uint8)), 300) is Ink.PLAIN

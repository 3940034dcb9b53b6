"""Empty sheets worn in ways that look like ink, and the little that may stand on them: A4 at 150 and 200 dpi."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.blank import Ink, ink_on
from ocr.engine import Engine, Grey
from ocr.other_side import HOLES, shows_through
from ocr.picture import picture_share
from ocr.raster import Raster
from ocr.scan_page import read_picture
from ocr.specks import without_specks
from tests.ocr import paper

DPI = 200
HEIGHT, WIDTH = 2339, 1654
MM = DPI / 25.4
Wear = Callable[[Grey], Grey]


def px(mm: float) -> int:
    return round(mm * MM)


def sheet(tone: int = 246) -> Grey:
    return np.full((HEIGHT, WIDTH), tone, np.uint8)


def clipped(values: NDArray[Any]) -> Grey:
    return np.asarray(np.clip(values, 0, 255), dtype=np.uint8)


def grained(page: Grey, sigma: float = 3) -> Grey:
    return clipped(page + np.random.default_rng(4).normal(0, sigma, page.shape))


def copied(page: Grey) -> Grey:
    """A strip of the lid along two edges, and black specks all over, some of which touch each other."""
    rng, out = np.random.default_rng(6), page.copy()
    for size, count in ((1, 5000), (2, 2500)):
        for x, y in rng.integers((0, 0), (WIDTH - 2, HEIGHT - 2), (count, 2)).tolist():
            out[y : y + size, x : x + size] = 30
    out[:, : px(2)] = 40
    out[HEIGHT - px(2) :] = 50
    return grained(out, 2)


def folded(page: Grey) -> Grey:
    """Two soft shadows across the whole width, not quite straight along the rows."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    out = page.astype(np.float32)
    for across in (rows - 780 - 0.004 * columns, rows - 1560 + 0.006 * columns):
        out -= 55 * np.exp(-np.abs(across) / 16)
    return grained(clipped(out))


def photographed(page: Grey) -> Grey:
    """On a dark table, the edge of a shadow across the sheet."""
    out = page * np.linspace(0.82, 0.95, WIDTH, dtype=np.float32)[None, :]
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    out *= 1 - 0.28 / (1 + np.exp(-(columns - 900 + 0.3 * rows - 350) / 40))
    corners = np.array([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)], np.float32)
    inside = np.array([(90, 60), (1580, 110), (1550, 2270), (60, 2240)], np.float32)
    turn = cv2.getPerspectiveTransform(corners, inside)
    return grained(clipped(cv2.warpPerspective(out, turn, (WIDTH, HEIGHT), borderValue=55)), 4)


def held(page: Grey) -> Grey:
    """The same, a thumb upon its edge."""
    out = photographed(page).astype(np.float32)
    thumb = np.zeros(page.shape, np.float32)
    cv2.line(thumb, (0, 1200), (px(42), 1230), 1.0, px(17), cv2.LINE_AA)
    thumb = np.asarray(cv2.GaussianBlur(thumb, (0, 0), 3), dtype=np.float32)
    return clipped(out * (1 - thumb) + 140 * thumb)


def askew(page: Grey) -> Grey:
    """Turned a little: wedges at two edges, hardly darker than the paper, and grain that breaks them up."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    wedges = (columns < 28 * rows / HEIGHT) | (columns > WIDTH - 30 * (1 - rows / HEIGHT))
    grain = np.random.default_rng(4).normal(0, 3, page.shape).astype(np.float32)
    return clipped(page - 14.0 * wedges + 3 * cv2.GaussianBlur(grain, (0, 0), 1.3))


def torn(page: Grey) -> Grey:
    """A corner gone, deeper on one side and ragged, over grey glass."""
    out = page.copy()
    edge = [(px(38 * (1 - t)), px(52 * t + (3 if i % 2 else 0))) for i, t in enumerate(np.linspace(0, 1, 14))]
    cv2.fillPoly(out, [np.array([(0, 0), *edge], np.int32)], (110,), cv2.LINE_AA)
    return grained(out)


def smeared(page: Grey) -> Grey:
    """Soft smears of the scanner's glass."""
    dirt = np.zeros(page.shape, np.float32)
    for centre, size, turn in (((400, 500), (90, 40), 30), ((1100, 900), (140, 35), 70), ((700, 1800), (70, 60), 0)):
        cv2.ellipse(dirt, centre, size, turn, 0, 360, 22, -1)
    return grained(clipped(page - cv2.GaussianBlur(dirt, (0, 0), 10)), 4)


def printed_behind(page: Grey) -> Grey:
    """Print of the other side, soft, mirrored and nearly as dark as print."""
    back = cv2.resize(paper.printed(size=13), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)[:, ::-1]
    soft = cv2.GaussianBlur(back, (0, 0), 2.2).astype(np.float32)
    return grained(clipped(page - (255 - soft) * 0.42), 2)


def filed(page: Grey) -> Grey:
    """Punched, and dark where its staple lies."""
    out = page.copy()
    for y in (108.5, 188.5):
        cv2.circle(out, (px(12), px(y)), px(3), 15, -1, cv2.LINE_AA)
    cv2.line(out, (px(8), px(9)), (px(18), px(13)), 110, 4, cv2.LINE_AA)
    return grained(out)


def folded_in_four(page: Grey) -> Grey:
    """Thin folds that cross: from edge to edge both ways, as a frame is."""
    folds = sheet()
    cv2.line(folds, (0, 780), (WIDTH, 800), 200, 3, cv2.LINE_AA)
    cv2.line(folds, (830, 0), (826, HEIGHT), 200, 3, cv2.LINE_AA)
    return grained(np.minimum(page, folds))


WEARS: dict[str, Wear] = {
    wear.__name__: wear
    for wear in (copied, folded, folded_in_four, photographed, held, askew, torn, smeared, printed_behind, filed)
}


@pytest.mark.parametrize("wear", [name for name in WEARS if name != "printed_behind"])
def test_a_worn_empty_sheet_is_blank_at_a_look(wear: str) -> None:
    assert ink_on(WEARS[wear](sheet()), DPI) is Ink.NONE


def test_the_other_side_nearly_as_dark_as_print_is_nothing(engine: Engine) -> None:
    worn = printed_behind(sheet())
    assert ink_on(worn, DPI) is Ink.PLAIN
    assert read_picture(Raster(image=worn, dpi=DPI), engine).blank


def pencil_line(page: Grey) -> Grey:
    """Where :func:`folded` has a shadow: along it, nearly."""
    out = page.copy()
    cv2.line(out, (500, 790), (880, 793), 165, 3, cv2.LINE_AA)
    return out


def word(page: Grey) -> Grey:
    out = page.copy()
    cv2.putText(out, "vu le 12", (560, 1000), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.6, 150, 3, cv2.LINE_AA)
    return out


def number(page: Grey) -> Grey:
    out = page.copy()
    cv2.putText(out, "7", (820, 2130), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 40, 2, cv2.LINE_AA)
    return out


def large_pale_letters(page: Grey) -> Grey:
    out = page.copy()
    cv2.putText(out, "COPIE", (480, 1300), cv2.FONT_HERSHEY_SIMPLEX, 4.5, 216, 14, cv2.LINE_AA)
    return out


def pale_card(page: Grey) -> Grey:
    """A card of which no print came out."""
    out = page.copy()
    cv2.rectangle(out, (500, 1300), (500 + px(86), 1300 + px(54)), 222, -1)
    return out


THINGS: dict[str, Wear] = {
    thing.__name__: thing for thing in (pencil_line, word, number, large_pale_letters, pale_card)
}


@pytest.mark.parametrize("thing", list(THINGS))
@pytest.mark.parametrize("wear", list(WEARS))
def test_what_stands_on_a_worn_sheet_is_something(wear: str, thing: str, engine: Engine) -> None:
    worn = WEARS[wear](THINGS[thing](sheet()))
    ink = ink_on(worn, DPI)
    assert ink is not Ink.NONE
    assert ink is Ink.PLAIN or not read_picture(Raster(image=worn, dpi=DPI), engine).blank


def test_letters_that_broke_into_dots_among_evenly_strewn_specks_are_no_specks() -> None:
    """Every dot is as small as a speck; only that they stand together tells them."""
    page = cv2.resize(paper.printed(("Reçu au guichet, dossier complet",), size=11), (WIDTH, HEIGHT))
    holes = np.random.default_rng(2).random(page.shape) < 0.62
    dotted = np.where((page > 140) | holes, 246, 30).astype(np.uint8)
    dotted[::3], dotted[:, ::3] = 246, 246
    alone, among = without_specks(copied(sheet()), DPI), without_specks(copied(dotted), DPI)
    assert alone.even
    assert not among.even
    assert ink_on(copied(dotted), DPI) is not Ink.NONE


@pytest.mark.parametrize(("wear", "holes"), [("filed", HOLES), ("smeared", HOLES), ("printed_behind", 255)])
def test_one_line_of_a_pen_among_soft_or_dark_things_does_not_show_through(wear: str, holes: int) -> None:
    assert not shows_through(WEARS[wear](pencil_line(sheet())), DPI, holes=holes)


def test_the_table_around_a_photographed_sheet_is_no_picture() -> None:
    photo = cv2.resize(photographed(sheet()), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    assert picture_share(np.asarray(photo, dtype=np.uint8), 100) == 0
    framed = np.asarray(photo, dtype=np.uint8).copy()
    framed[500:700, 300:450] = 60
    assert picture_share(framed, 100) > 0.02


def test_a_sheet_with_a_dark_square_upon_it_bears_something() -> None:
    sheet = np.full((2339, 1654), 250, np.uint8)
    sheet[1000:1400, 600:1000] = 10
    assert ink_on(sheet, 200) is Ink.PLAIN

"""Sides of paper that bear nothing, in every way that paper, scanners and the other side make it hard to tell; and
sides that bear very little. Pictures of A4 at :data:`DPI`.

``BACKS`` and ``LITTLE`` were looked at while the detector was made, ``NEW_BACKS`` and ``NEW_LITTLE`` only measured.
"""

import random
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bench.ocr.prints import HANDS, font_of, print_sheets
from bench.ocr.sheets import PHRASES, Grey
from specimens import degrade

DPI = 200
HEIGHT, WIDTH = 2339, 1654
_MM = DPI / 25.4
Rng = random.Random
Side = Callable[[Rng], Grey]


def px(mm: float) -> int:
    return round(mm * _MM)


def paper(tone: int = 248) -> Grey:
    return np.full((HEIGHT, WIDTH), tone, np.uint8)


def scanned(page: Grey, rng: Rng, sigma: float = 3.0) -> Grey:
    """A scanner's softness, grain and JPEG."""
    grainy = degrade.noise(degrade.blur(page, 0.6), rng, sigma)
    _, data = cv2.imencode(".jpg", grainy, [cv2.IMWRITE_JPEG_QUALITY, rng.choice((45, 70, 85))])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)


def _seed(rng: Rng) -> np.random.Generator:
    return np.random.default_rng(rng.getrandbits(60))


def printed(rng: Rng) -> Grey:
    """A whole printed side."""
    sheet = print_sheets(5, rng.randrange(10**6))[rng.randrange(5)].picture
    return np.asarray(cv2.resize(sheet, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def wave(rng: Rng, amplitude: float, cells: int = 8) -> NDArray[np.float32]:
    """Slow unevenness of light or paper."""
    coarse = _seed(rng).normal(0, amplitude, (cells, cells)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def lit(page: Grey, light: NDArray[np.float32]) -> Grey:
    return np.asarray(np.clip(page + light, 0, 255), dtype=np.uint8)


# --- nothing on it ----------------------------------------------------------------------------------------------------


def white(rng: Rng) -> Grey:
    return scanned(paper(rng.randint(238, 254)), rng, rng.uniform(1, 8))


def yellowed(rng: Rng) -> Grey:
    return scanned(lit(paper(rng.randint(195, 225)), wave(rng, 6)), rng)


def grey_ground(rng: Rng) -> Grey:
    return scanned(paper(rng.randint(150, 200)), rng, rng.uniform(3, 8))


def shown_through(rng: Rng) -> Grey:
    """The other side's print, mirrored, soft and faint."""
    soft = cv2.GaussianBlur(printed(rng)[:, ::-1], (0, 0), rng.uniform(2.0, 3.5)).astype(np.float32)
    return scanned(lit(paper(246), -(255 - soft) * rng.uniform(0.06, 0.2)), rng)


def dusty(rng: Rng) -> Grey:
    page = paper()
    for _ in range(rng.randint(20, 140)):
        centre = (rng.randrange(WIDTH), rng.randrange(HEIGHT))
        cv2.circle(page, centre, rng.choice((0, 0, 1, 1, 2)), rng.randint(30, 140), -1, cv2.LINE_AA)
    return scanned(page, rng)


def punched(rng: Rng) -> Grey:
    """Two or four holes, on black or on white glass."""
    page, tone = paper(), rng.choice((10, 40, 225))
    x = px(rng.uniform(9, 14))
    x = x if rng.random() < 0.5 else WIDTH - x
    middle = HEIGHT // 2 + px(rng.uniform(-6, 6))
    for offset in (-120, -40, 40, 120) if rng.random() < 0.5 else (-40, 40):
        cv2.circle(page, (x, middle + px(offset)), px(rng.uniform(2.6, 3.1)), tone, -1, cv2.LINE_AA)
    return scanned(page, rng)


def bordered(rng: Rng) -> Grey:
    """A black frame where the sheet lay askew or was smaller than the glass."""
    page = np.full((HEIGHT, WIDTH), rng.randint(5, 40), np.uint8)
    inset = [rng.choice((0, rng.uniform(0, 7))) for _ in range(8)]
    corners = [
        (px(inset[0]), px(inset[1])), (WIDTH - px(inset[2]), px(inset[3])),
        (WIDTH - px(inset[4]), HEIGHT - px(inset[5])), (px(inset[6]), HEIGHT - px(inset[7])),
    ]  # fmt: skip
    cv2.fillPoly(page, [np.array(corners, np.int32)], (247,), cv2.LINE_AA)
    return scanned(page, rng)


def folded(rng: Rng) -> Grey:
    page: NDArray[np.float32] = paper().astype(np.float32)
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    for _ in range(rng.randint(1, 3)):
        across = rows - rng.uniform(0.2, 0.8) * HEIGHT - columns * rng.uniform(-0.02, 0.02)
        if rng.random() < 0.4:
            across = columns - rng.uniform(0.2, 0.8) * WIDTH - rows * rng.uniform(-0.02, 0.02)
        page -= rng.uniform(10, 45) * np.exp(-np.square(across / rng.uniform(2, 7)))
        page += np.where(across > 0, rng.uniform(-9, 9), 0)
    return scanned(np.clip(page, 0, 255).astype(np.uint8), rng)


def stapled(rng: Rng) -> Grey:
    """The staple or its shadow, or its two holes."""
    page = paper()
    x, y, turn = px(rng.uniform(6, 18)), px(rng.uniform(6, 18)), rng.uniform(-0.8, 0.8)
    end = (x + int(px(12) * np.cos(turn)), y + int(px(12) * np.sin(turn)))
    if rng.random() < 0.6:
        cv2.line(page, (x, y), end, rng.randint(90, 180), rng.choice((2, 3, 4)), cv2.LINE_AA)
        page = degrade.blur(page, rng.uniform(0.5, 1.5))
    else:
        for place in ((x, y), end):
            cv2.circle(page, place, 3, 60, -1, cv2.LINE_AA)
    return scanned(page, rng)


def streaked(rng: Rng) -> Grey:
    page = paper()
    for _ in range(rng.randint(1, 4)):
        x = rng.randrange(40, WIDTH - 40)
        page[:, x : x + rng.randint(1, 3)] = rng.randint(110, 225)
    return scanned(page, rng)


def specked_bits(rng: Rng) -> Grey:
    """Black and white, with the pepper that a threshold makes of grain."""
    return degrade.speckle(degrade.binarise(scanned(paper(), rng, 8)), rng, rng.randint(0, 200))


# --- drawn after the detector was made --------------------------------------------------------------------------------


def crumpled(rng: Rng) -> Grey:
    relief = wave(rng, 1, 24)
    slope = cv2.Sobel(relief, cv2.CV_32F, 1, 1, ksize=5)
    return scanned(lit(paper(235), np.asarray(14 * slope / max(float(np.abs(slope).max()), 1e-6) + 5 * relief)), rng)


def banded(rng: Rng) -> Grey:
    """A worn sensor: bands of columns lighter and darker than others."""
    bands = np.repeat(_seed(rng).normal(0, 5, WIDTH // 6 + 1), 6)[:WIDTH].astype(np.float32)
    return scanned(lit(paper(240), np.broadcast_to(bands, (HEIGHT, WIDTH))), rng)


def rolled(rng: Rng) -> Grey:
    """Grey tracks of the feeder's rollers."""
    page: NDArray[np.float32] = paper().astype(np.float32)
    columns = np.arange(WIDTH, dtype=np.float32)
    for _ in range(2):
        page -= rng.uniform(6, 16) * np.exp(-np.square((columns - rng.uniform(0.2, 0.8) * WIDTH) / px(5)))
    return scanned(np.clip(page, 0, 255).astype(np.uint8), rng)


def dog_eared(rng: Rng) -> Grey:
    page, size = paper(), px(rng.uniform(8, 30))
    corner = np.array([[0, 0], [size, 0], [0, int(size * rng.uniform(0.7, 1.3))]], np.int32)
    cv2.fillPoly(page, [corner], (rng.randint(8, 60),), cv2.LINE_AA)
    return scanned(np.ascontiguousarray(np.rot90(page, 2 * rng.randrange(2))), rng)


def seal_through(rng: Rng) -> Grey:
    """A stamp of the other side, soft and mirrored."""
    page = paper()
    centre = (rng.randrange(400, 1200), rng.randrange(400, 1900))
    cv2.circle(page, centre, px(17), 120, 7, cv2.LINE_AA)
    cv2.putText(page, "RECU LE", (centre[0] - 95, centre[1]), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 120, 6, cv2.LINE_AA)
    soft = cv2.GaussianBlur(page[:, ::-1], (0, 0), rng.uniform(2.2, 3.5)).astype(np.float32)
    return scanned(lit(paper(), (soft - 248) * rng.uniform(0.15, 0.4)), rng)


def shaded_lid(rng: Rng) -> Grey:
    """The lid open on one side: light falls to grey."""
    fall = np.linspace(0, -rng.uniform(60, 130), WIDTH, dtype=np.float32) ** 1
    return scanned(lit(paper(), np.broadcast_to(fall, (HEIGHT, WIDTH)) * rng.uniform(0.4, 1.0)), rng)


def torn(rng: Rng) -> Grey:
    """A ragged edge over black glass."""
    page = paper()
    depth = np.cumsum(_seed(rng).normal(0, 1.2, HEIGHT))
    depth = np.clip(depth - depth.min() + 3, 0, px(8)).astype(int)
    page[np.arange(WIDTH)[None, :] < depth[:, None]] = 15
    return scanned(page, rng)


def taped(rng: Rng) -> Grey:
    """Adhesive tape: a rectangle a little darker than the paper."""
    page = paper()
    x, y = rng.randrange(0, WIDTH - px(60)), rng.randrange(0, HEIGHT - px(20))
    page[y : y + px(18), x : x + px(rng.uniform(30, 60))] -= rng.randint(5, 11)
    return scanned(page, rng)


# --- little on it -----------------------------------------------------------------------------------------------------


def _written(
    text: str, place: tuple[int, int], face: str, points: float, tone: int, *, ground: Grey | None = None
) -> Grey:
    image = Image.fromarray(paper() if ground is None else ground)
    ImageDraw.Draw(image).text(place, text, font=font_of(face, points * DPI / 300), fill=tone)
    return np.array(image)


def _place(rng: Rng) -> tuple[int, int]:
    return rng.randrange(100, 900), rng.randrange(100, 2100)


def one_line(rng: Rng) -> Grey:
    return scanned(
        _written(rng.choice(PHRASES)[:40], _place(rng), "LiberationSans-Regular", 10, rng.randint(0, 90)), rng
    )


def page_number(rng: Rng) -> Grey:
    text = rng.choice(
        (str(rng.randrange(1, 60)), f"- {rng.randrange(1, 9)} -", f"{rng.randrange(1, 5)}/{rng.randrange(5, 9)}")
    )
    place = (rng.choice((800, 1500)), rng.randrange(2230, 2260))
    return scanned(
        _written(text, place, rng.choice(("LiberationSerif-Regular", "Carlito-Regular")), rng.choice((8, 10)), 20), rng
    )


def pale_stamp(rng: Rng) -> Grey:
    page, (x, y), tone = paper(), _place(rng), rng.randint(165, 212)
    cv2.rectangle(page, (x, y), (x + px(38), y + px(14)), tone, 3, cv2.LINE_AA)
    return scanned(_written("REÇU LE 12 NOV.", (x + 20, y + 30), "LiberationSans-Bold", 11, tone, ground=page), rng, 2)


def pencil(rng: Rng) -> Grey:
    text = " ".join(rng.choice(PHRASES).split()[:4])
    return scanned(_written(text, _place(rng), rng.choice(HANDS), rng.uniform(12, 17), rng.randint(160, 205)), rng, 2)


def signature(rng: Rng) -> Grey:
    page, (x, y) = paper(), _place(rng)
    t = np.linspace(0, 1, 60)
    curve = np.stack([x + 320 * t, y + 60 * np.sin(t * rng.uniform(9, 25)) * (1 - t)], 1).astype(np.int32)
    cv2.polylines(page, [curve], False, rng.randint(40, 150), 2, cv2.LINE_AA)
    return scanned(page, rng)


def small_photo(rng: Rng) -> Grey:
    page, (x, y) = paper(), _place(rng)
    head = np.full((px(45), px(35)), rng.randint(190, 225), np.uint8)
    cv2.ellipse(head, (px(17), px(19)), (px(9), px(12)), 0, 0, 360, rng.randint(90, 170), -1, cv2.LINE_AA)
    page[y : y + px(45), x : x + px(35)] = head[: HEIGHT - y]
    return scanned(page, rng)


def receipt(rng: Rng) -> Grey:
    """Thermal print, years old."""
    page, tone, x = paper(232), rng.randint(170, 200), rng.randrange(200, 800)
    for i in range(rng.randint(5, 12)):
        text = f"ARTICLE {i}   {rng.uniform(1, 90):.2f} EUR"
        page = _written(text, (x, 300 + 45 * i), "LiberationMono-Regular", 9, tone, ground=page)
    return scanned(page, rng, 2)


def light_grey_text(rng: Rng) -> Grey:
    page, tone = paper(252), rng.randint(180, 215)
    for i in range(rng.randint(2, 8)):
        page = _written(rng.choice(PHRASES)[:60], (160, 300 + 50 * i), "LiberationSans-Regular", 11, tone, ground=page)
    return scanned(page, rng, 2)


def line_over_the_other_side(rng: Rng) -> Grey:
    written = _written(rng.choice(PHRASES)[:35], _place(rng), "LiberationSans-Regular", 10, 40)
    return np.minimum(shown_through(rng), written)


def number_in_bits(rng: Rng) -> Grey:
    return degrade.speckle(degrade.binarise(page_number(rng), 150), rng, rng.randint(0, 150))


# --- little on it, drawn after the detector was made ------------------------------------------------------------------


def initials(rng: Rng) -> Grey:
    """A paraph in a corner."""
    return scanned(
        _written(rng.choice(("AB", "mL", "Pv")), (1480, 2180), rng.choice(HANDS), 16, rng.randint(60, 150)), rng
    )


def ticked(rng: Rng) -> Grey:
    page, (x, y) = paper(), _place(rng)
    tick = np.array([[x, y], [x + 18, y + 26], [x + 58, y - 40]], np.int32)
    cv2.polylines(page, [tick], False, rng.randint(50, 160), 3, cv2.LINE_AA)
    return scanned(page, rng)


def margin_note(rng: Rng) -> Grey:
    """Written along the edge, where borders are."""
    page = _written("vu le 12/03", (12, rng.randrange(100, 2000)), rng.choice(HANDS), 12, rng.randint(40, 130))
    return scanned(page, rng)


def faint_number_on_grey(rng: Rng) -> Grey:
    ground = paper(rng.randint(170, 205))
    return scanned(
        _written(str(rng.randrange(1, 60)), (800, 2240), "LiberationSerif-Regular", 10, 95, ground=ground), rng
    )


def postmark(rng: Rng) -> Grey:
    page, (x, y), tone = paper(), (rng.randrange(300, 1300), rng.randrange(300, 2000)), rng.randint(120, 195)
    cv2.circle(page, (x, y), px(12), tone, 3, cv2.LINE_AA)
    return scanned(_written("12-11-26", (x - 50, y - 12), "LiberationSans-Regular", 9, tone, ground=page), rng)


def pale_table_rule(rng: Rng) -> Grey:
    """An empty form: boxes with tiny labels."""
    page, tone = paper(), rng.randint(120, 190)
    for i, label in enumerate(("Nom", "Prénom", "Date")):
        cv2.rectangle(page, (300, 300 + 120 * i), (1300, 390 + 120 * i), tone, 1)
        page = _written(label, (180, 325 + 120 * i), "LiberationSans-Regular", 7, tone, ground=page)
    return scanned(page, rng)


def ball_point_through_punched(rng: Rng) -> Grey:
    return np.minimum(punched(rng), _written("ok", _place(rng), rng.choice(HANDS), 15, rng.randint(40, 150)))


BACKS: dict[str, Side] = {
    side.__name__: side
    for side in (
        white, yellowed, grey_ground, shown_through, dusty, punched, bordered, folded, stapled, streaked, specked_bits,
    )
}  # fmt: skip
NEW_BACKS: dict[str, Side] = {
    side.__name__: side
    for side in (crumpled, banded, rolled, dog_eared, seal_through, shaded_lid, torn, taped)
}  # fmt: skip
LITTLE: dict[str, Side] = {
    side.__name__: side
    for side in (
        one_line, page_number, pale_stamp, pencil, signature, small_photo, receipt, light_grey_text,
        line_over_the_other_side, number_in_bits,
    )
}  # fmt: skip
NEW_LITTLE: dict[str, Side] = {
    side.__name__: side
    for side in (
        initials, ticked, margin_note, faint_number_on_grey, postmark, pale_table_rule, ball_point_through_punched,
    )
}  # fmt: skip

"""Sides worn on their way, once bare and once with something small left on them; both with the same wear.

``WEARS`` and ``THINGS`` are combined: what a wear has wiped out (a pencil in black and white) is no side of the set.
"""

import random
from collections.abc import Callable
from functools import partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bench.ocr.backs import DPI, HEIGHT, WIDTH, Rng, Side, lit, paper, printed, punched, px, scanned, stapled, wave
from bench.ocr.prints import HANDS, font_of
from bench.ocr.sheets import Grey
from specimens import degrade

Wear = Callable[[Grey, Rng], Grey]
Thing = Callable[[Grey, Rng], Grey]
_TOP_TO_BOTTOM = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None]
_LEFT_TO_RIGHT = np.linspace(0, 1, WIDTH, dtype=np.float32)[None, :]
_LEAST_SEEN, _LEAST_STEP = 0.35, 9.0


def _clipped(values: NDArray[Any]) -> Grey:
    return np.asarray(np.clip(values, 0, 255), dtype=np.uint8)


def _over(page: Grey, dirt: Grey) -> Grey:
    """``dirt``, drawn on white paper, upon ``page``."""
    return _clipped(page.astype(np.float32) * dirt / 248)


def _pepper(page: Grey, rng: Rng, share: float, largest: int) -> Grey:
    """Specks of copying strewn evenly, up to ``largest`` pixels across."""
    seed = np.random.default_rng(rng.getrandbits(60))
    out = page.copy()
    for size in range(1, largest + 1):
        count = int(share * page.size / size**3)
        for x, y in seed.integers((0, 0), (WIDTH, HEIGHT), (count, 2)).tolist():
            if size == 1:
                out[y, x] = 30
            else:
                cv2.ellipse(out, (x, y), (size // 2, max(size // 3, 1)), float(seed.uniform(0, 180)), 0, 360, 30, -1)
    return out


# --- wears ------------------------------------------------------------------------------------------------------------


def copied_copy(page: Grey, rng: Rng) -> Grey:
    """Copied twice: a strip of black on two sides, hard contrast, pepper all over."""
    out = degrade.contrast(degrade.blur(page, 0.7), rng.randint(20, 60), rng.randint(225, 240))
    out = _pepper(out, rng, rng.uniform(0.0003, 0.0016), rng.choice((1, 2, 3)))
    out[:, : px(rng.uniform(1, 3))] = rng.randint(15, 60)
    out[HEIGHT - px(rng.uniform(1, 4)) :] = rng.randint(15, 60)
    return scanned(np.ascontiguousarray(np.rot90(out, 2 * rng.randrange(2))), rng, rng.uniform(1, 4))


def faxed(page: Grey, rng: Rng) -> Grey:
    """204 x 98 dots an inch in black and white, shown with square pixels."""
    low = cv2.resize(page, (1728, round(HEIGHT * 98 / DPI)), interpolation=cv2.INTER_AREA)
    bits = degrade.binarise(degrade.noise(np.asarray(low, dtype=np.uint8), rng, 14), rng.randint(150, 200))
    bits = degrade.speckle(bits, rng, rng.randint(0, 300))
    return np.asarray(cv2.resize(bits, (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST), dtype=np.uint8)


def dirty_glass(page: Grey, rng: Rng) -> Grey:
    """Smears, hairs' lint and dots on the glass, pale."""
    dirt = paper()
    for _ in range(rng.randint(3, 9)):
        centre, size = (rng.randrange(WIDTH), rng.randrange(HEIGHT)), (rng.randint(30, 160), rng.randint(12, 60))
        cv2.ellipse(dirt, centre, size, rng.uniform(0, 180), 0, 360, rng.randint(232, 243), -1)
    dirt = degrade.blur(dirt, 9)
    for _ in range(rng.randint(30, 160)):
        cv2.circle(
            dirt, (rng.randrange(WIDTH), rng.randrange(HEIGHT)), rng.choice((1, 1, 1, 2)), rng.randint(80, 200), -1
        )
    return scanned(_over(page, dirt), rng)


def ringed(page: Grey, rng: Rng) -> Grey:
    """A cup stood on it: a soft brown ring, its edge darker, and a splash or two."""
    stain = np.zeros((HEIGHT, WIDTH), np.float32)
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    x, y, r = rng.uniform(0.2, 0.8) * WIDTH, rng.uniform(0.2, 0.8) * HEIGHT, px(rng.uniform(34, 43))
    away = np.hypot(columns - x, rows - y)
    around = 0.55 + 0.45 * np.sin(np.arctan2(rows - y, columns - x) + rng.uniform(0, 6))
    stain += rng.uniform(14, 40) * around * np.exp(-np.square((away - r) / px(rng.uniform(0.8, 1.6))))
    stain += rng.uniform(2, 8) * (away < r)
    return scanned(_clipped(page - cv2.GaussianBlur(stain, (0, 0), 3)), rng)


def fold_grid(page: Grey, rng: Rng) -> Grey:
    """Folded twice each way: soft shadows, a sharp crest, one side of each lighter."""
    out: NDArray[np.float32] = page.astype(np.float32)
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    for share in (1 / 3, 2 / 3) if rng.random() < 0.5 else (1 / 4, 1 / 2, 3 / 4):
        out = _creased(
            out, rows - (share + rng.uniform(-0.02, 0.02)) * HEIGHT - columns * rng.uniform(-0.01, 0.01), rng
        )
    for share in (1 / 2,) if rng.random() < 0.7 else ():
        out = _creased(out, columns - (share + rng.uniform(-0.02, 0.02)) * WIDTH - rows * rng.uniform(-0.01, 0.01), rng)
    return scanned(_clipped(out), rng)


def _creased(page: NDArray[np.float32], across: NDArray[np.float32], rng: Rng) -> NDArray[np.float32]:
    wide = rng.uniform(4, 22)
    shadow = rng.uniform(12, 65) * np.exp(-np.abs(across / wide))
    return np.asarray(page - shadow + 25 * np.exp(-np.square(across / 1.5)), dtype=np.float32)


def torn_corner(page: Grey, rng: Rng) -> Grey:
    """A corner gone, ragged, over dark or grey glass."""
    size, glass = rng.uniform(12, 42), rng.choice((12, 60, 130))
    steps = np.linspace(0, 1, 24)
    jag = np.random.default_rng(rng.getrandbits(60)).normal(0, 1.1, 24)
    points = [[0, 0]] + [
        [px(max(size * (1 - t) + j, 0)), px(max(size * 1.2 * t + j, 0))] for t, j in zip(steps, jag, strict=True)
    ]
    out = page.copy()
    cv2.fillPoly(out, [np.array(points, np.int32)], (glass,), cv2.LINE_AA)
    return scanned(np.asarray(out[:, ::-1] if rng.random() < 0.5 else out, dtype=np.uint8), rng)


def filed(page: Grey, rng: Rng) -> Grey:
    """Punched and stapled."""
    return _over(_over(page, punched(rng)), stapled(rng))


def aged(page: Grey, rng: Rng) -> Grey:
    """Yellowed, browner towards its edges, a few brown spots."""
    near = np.minimum(np.minimum(_LEFT_TO_RIGHT, 1 - _LEFT_TO_RIGHT), np.minimum(_TOP_TO_BOTTOM, 1 - _TOP_TO_BOTTOM))
    light = wave(rng, 4) - rng.uniform(20, 50) - rng.uniform(10, 35) * np.exp(-near / 0.05)
    spots = paper()
    for _ in range(rng.randint(0, 14)):
        centre = (rng.randrange(WIDTH), rng.randrange(HEIGHT))
        cv2.circle(spots, centre, rng.randint(3, 9), rng.randint(225, 240), -1)
    return scanned(_over(lit(page, np.asarray(light, np.float32)), degrade.blur(spots, 3)), rng)


def _on_a_table(page: Grey, rng: Rng, table: NDArray[np.float32]) -> Grey:
    corners = np.array([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)], np.float32)
    inside = corners * 0.86 + np.array([WIDTH, HEIGHT], np.float32) * 0.07
    inside += np.random.default_rng(rng.getrandbits(60)).uniform(-0.045, 0.045, (4, 2)) * WIDTH
    turn = cv2.getPerspectiveTransform(corners, inside.astype(np.float32))
    sheet = cv2.warpPerspective(page.astype(np.float32), turn, (WIDTH, HEIGHT), borderValue=-1)
    return _clipped(np.where(sheet >= 0, sheet, table))


def photographed(page: Grey, rng: Rng) -> Grey:
    """On a wooden or plain table; the shadow of the telephone or the arm upon it."""
    grain = np.broadcast_to(wave(rng, 9, 40)[:1] if rng.random() < 0.5 else np.float32(0), (HEIGHT, WIDTH))
    out = _on_a_table(page, rng, np.asarray(rng.uniform(35, 110) + grain + wave(rng, 4), np.float32))
    side = _LEFT_TO_RIGHT * rng.uniform(-1, 1) + _TOP_TO_BOTTOM * rng.uniform(-1, 1)
    edge = 1 / (1 + np.exp(-(side - float(np.median(side))) / rng.uniform(0.008, 0.05)))
    light = 1 - rng.uniform(0.1, 0.35) * edge
    return scanned(_clipped(out * light * rng.uniform(0.75, 0.98)), rng, rng.uniform(2, 5))


def thumbed(page: Grey, rng: Rng) -> Grey:
    """Photographed on a table, a thumb holding the sheet at one side."""
    out = photographed(page, rng)
    y, deep, tone = rng.randrange(HEIGHT // 4, 3 * HEIGHT // 4), px(rng.uniform(28, 50)), rng.randint(110, 165)
    thumb = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.line(thumb, (-40, y), (deep, y - rng.randint(-60, 60)), 1.0, px(18), cv2.LINE_AA)
    soft = cv2.GaussianBlur(thumb, (0, 0), 3)
    mixed = _clipped(out * (1 - soft) + (tone + wave(rng, 5)) * soft)
    return np.ascontiguousarray(mixed if rng.random() < 0.5 else mixed[:, ::-1])


def _through(page: Grey, rng: Rng, least: float, most: float) -> Grey:
    soft = cv2.GaussianBlur(printed(rng)[:, ::-1], (0, 0), rng.uniform(1.8, 3.2)).astype(np.float32)
    return scanned(lit(page, -(255 - soft) * rng.uniform(least, most)), rng)


def faintly_through(page: Grey, rng: Rng) -> Grey:
    return _through(page, rng, 0.03, 0.1)


def plainly_through(page: Grey, rng: Rng) -> Grey:
    return _through(page, rng, 0.12, 0.26)


def askew(page: Grey, rng: Rng) -> Grey:
    """Turned a little, the wedges at its edges filled a little darker than the paper; grain."""
    ground = rng.randint(205, 238)
    return scanned(degrade.skew(page, rng.uniform(0.15, 1.2) * rng.choice((-1, 1)), ground), rng, rng.uniform(5, 11))


def grainy(page: Grey, rng: Rng) -> Grey:
    """A dark room: dim, with much grain."""
    out = page.astype(np.float32) * rng.uniform(0.62, 0.85) + wave(rng, 4)
    return scanned(_clipped(out), rng, rng.uniform(9, 16))


def peppered_bits(page: Grey, rng: Rng) -> Grey:
    """Black and white with much pepper."""
    return _pepper(
        degrade.binarise(degrade.noise(page, rng, 5), 165), rng, rng.uniform(0.001, 0.006), rng.choice((1, 2))
    )


# --- things -----------------------------------------------------------------------------------------------------------


def _written(page: Grey, text: str, place: tuple[int, int], font: tuple[str, float], tone: int) -> Grey:
    image = Image.fromarray(page)
    ImageDraw.Draw(image).text(place, text, font=font_of(font[0], font[1] * DPI / 300), fill=tone)
    return np.array(image)


def _place(rng: Rng) -> tuple[int, int]:
    return rng.randrange(300, 1000), rng.randrange(300, 1900)


def pencil_line(page: Grey, rng: Rng) -> Grey:
    (x, y), out = _place(rng), page.copy()
    cv2.line(
        out, (x, y), (x + px(rng.uniform(25, 60)), y + rng.randint(-30, 30)), rng.randint(165, 205), 3, cv2.LINE_AA
    )
    return out


def pale_line(page: Grey, rng: Rng) -> Grey:
    return _written(
        page, "Reçu au guichet, dossier complet", _place(rng), ("LiberationSans-Regular", 10), rng.randint(150, 205)
    )


def lone_stamp(page: Grey, rng: Rng) -> Grey:
    (x, y), tone, out = _place(rng), rng.randint(110, 190), page.copy()
    cv2.circle(out, (x + 100, y + 100), px(rng.uniform(10, 16)), tone, 4, cv2.LINE_AA)
    return _written(out, "MAIRIE", (x + 52, y + 84), ("LiberationSans-Bold", 10), tone)


def small_signature(page: Grey, rng: Rng) -> Grey:
    (x, y), out, t = _place(rng), page.copy(), np.linspace(0, 1, 50)
    curve = np.stack([x + px(rng.uniform(14, 26)) * t, y + 28 * np.sin(t * rng.uniform(9, 25)) * (1 - t)], 1).astype(
        np.int32
    )
    cv2.polylines(out, [curve], False, rng.randint(40, 140), 2, cv2.LINE_AA)
    return out


def lone_number(page: Grey, rng: Rng) -> Grey:
    face = rng.choice(("LiberationSerif-Regular", "LiberationSans-Regular"))
    return _written(
        page,
        str(rng.randrange(1, 40)),
        (rng.choice((820, 1380)), rng.randrange(2090, 2150)),
        (face, rng.choice((9, 11))),
        rng.randint(20, 80),
    )


def portrait(page: Grey, rng: Rng) -> Grey:
    (x, y), out = _place(rng), page.copy()
    head = np.full((px(45), px(35)), rng.randint(190, 228), np.uint8)
    tone = rng.randint(90, 190)
    cv2.ellipse(head, (px(17), px(19)), (px(9), px(12)), 0, 0, 360, tone, -1, cv2.LINE_AA)
    for eye in (13, 21):
        cv2.circle(head, (px(eye), px(17)), px(1.2), tone // 2, -1, cv2.LINE_AA)
    out[y : y + px(45), x : x + px(35)] = degrade.blur(head, 1.0)
    return out


def _card(page: Grey, rng: Rng, ground: int, ink: int) -> Grey:
    (x, y), out = _place(rng), page.copy()
    x = min(x, WIDTH - px(95))
    cv2.rectangle(out, (x, y), (x + px(86), y + px(54)), ground, -1)
    cv2.rectangle(out, (x + px(5), y + px(16)), (x + px(25), y + px(42)), (ground + ink) // 2, -1)
    return _written(out, "TITRE DE SÉJOUR", (x + px(30), y + px(8)), ("LiberationSans-Bold", 8), ink)


def dark_card(page: Grey, rng: Rng) -> Grey:
    return _card(page, rng, rng.randint(40, 90), rng.randint(140, 200))


def pale_card(page: Grey, rng: Rng) -> Grey:
    return _card(page, rng, rng.randint(215, 235), rng.randint(90, 160))


def barcode(page: Grey, rng: Rng) -> Grey:
    (x, y), out = _place(rng), page.copy()
    while x < 1200:
        x += rng.randint(2, 7)
        out[y : y + px(10), x : x + (wide := rng.randint(2, 6))] = 30
        x += wide
    return out


def hand_word(page: Grey, rng: Rng) -> Grey:
    word = rng.choice(("vu", "Annulé", "merci", "original rendu"))
    return _written(page, word, _place(rng), (rng.choice(HANDS), rng.uniform(13, 19)), rng.randint(50, 175))


def pale_letter(page: Grey, rng: Rng) -> Grey:
    """As a watermark: large, little darker than the paper."""
    return _written(
        page, rng.choice(("COPIE", "N", "SPECIMEN")), _place(rng), ("LiberationSans-Bold", 48), rng.randint(212, 228)
    )


WEARS: dict[str, Wear] = {
    wear.__name__: wear
    for wear in (
        copied_copy, faxed, dirty_glass, ringed, fold_grid, torn_corner, filed, aged, photographed, thumbed,
        faintly_through, plainly_through, askew, grainy, peppered_bits,
    )
}  # fmt: skip
THINGS: dict[str, Thing] = {
    thing.__name__: thing
    for thing in (
        pencil_line, pale_line, lone_stamp, small_signature, lone_number, portrait, dark_card, pale_card, barcode,
        hand_word, pale_letter,
    )
}  # fmt: skip


def bare(wear: str, seed: str) -> Grey:
    """An empty sheet worn; the same ``seed``, the same wear."""
    return WEARS[wear](paper(), random.Random(seed))


def bearing(wear: str, thing: str, seed: str) -> Grey | None:
    """The same with ``thing`` on it; None where nobody would see it."""
    drawn = THINGS[thing](paper(), random.Random(f"{seed}/{thing}"))
    worn = WEARS[wear](drawn, random.Random(seed))
    step = np.abs(worn.astype(np.float32) - bare(wear, seed))
    seen = np.count_nonzero(cv2.GaussianBlur(step, (0, 0), 1.5) > _LEAST_STEP)
    inked = np.count_nonzero(np.abs(drawn.astype(np.int16) - paper()) > 8)
    return worn if seen >= _LEAST_SEEN * inked else None


def _bare_side(wear: str, rng: Rng) -> Grey:
    return bare(wear, str(rng.random()))


def _bearing_side(wear: str, rng: Rng) -> Grey:
    """Anything that can still be seen."""
    while (side := bearing(wear, rng.choice(list(THINGS)), str(rng.random()))) is None:
        pass
    return side


WORN_BACKS: dict[str, Side] = {f"{wear}, bare": partial(_bare_side, wear) for wear in WEARS}
WORN_LITTLE: dict[str, Side] = {f"{wear}, bearing": partial(_bearing_side, wear) for wear in WEARS}

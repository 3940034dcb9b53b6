"""What happens to paper and pictures of paper on their way to a préfecture.

The reader was improved by looking at pages of seed 1: measure with another. Each wear takes a clean print at
300 dpi and gives the picture as it would arrive.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bench.ocr.prints import DPI, HANDS, font_of
from bench.ocr.sheets import PHRASES, Grey

Rng = np.random.Generator
Picture = NDArray[Any]  # on the way: of whole or broken numbers, grey or BGR


@dataclass(frozen=True, kw_only=True, slots=True)
class Worn:
    """A picture that arrived: grey or BGR, with the resolution that its file claims, and how the sender wrote it."""

    picture: Grey
    dpi: tuple[float, float] = (DPI, DPI)
    quality: int = 75
    bitonal: bool = False


Wear = Callable[[Grey, Rng], Worn]


# --- what paper bears -------------------------------------------------------------------------------------------------


def no_wear(sheet: Grey, rng: Rng) -> Worn:
    """Other typefaces, nothing else."""
    return Worn(picture=scanned(sheet, rng, noise=3), quality=85)


def stamped(sheet: Grey, rng: Rng) -> Worn:
    """Round and square stamps in blue, red or violet ink across the text."""
    page: Picture = np.repeat(sheet[:, :, None], 3, axis=2).astype(np.float32)
    for _ in range(3):
        ink = np.array([(170, 60, 40), (50, 40, 190), (150, 50, 120)][rng.integers(3)], np.float32)
        seal = Image.new("L", (760, 760), 0)
        pen = ImageDraw.Draw(seal)
        if rng.random() < 0.5:
            pen.ellipse((10, 10, 750, 750), outline=255, width=12)
            pen.ellipse((90, 90, 670, 670), outline=255, width=6)
        else:
            pen.rectangle((10, 220, 750, 540), outline=255, width=12)
        for i, text in enumerate(("REÇU LE", f"{rng.integers(1, 29)} NOV. 2025", "COURRIER")):
            pen.text((190, 250 + 95 * i), text, font=font_of("LiberationSans-Bold", 17), fill=255)
        mask: Picture = np.array(seal.rotate(float(rng.uniform(-25, 25))), np.float32) / 255
        mask *= cv2.GaussianBlur(rng.random((760, 760), dtype=np.float32), (0, 0), 9) * 1.6  # worn rubber
        y, x = int(rng.integers(300, 2600)), int(rng.integers(200, 1600))
        part = page[y : y + 760, x : x + 760]
        cover = np.clip(mask, 0, 0.85)[:, :, None]
        part[:] = np.minimum(part, 255 * (1 - cover) + ink * cover)
    return Worn(picture=scanned(page, rng))


def annotated(sheet: Grey, rng: Rng) -> Worn:
    """Handwriting in the margins and between the lines, words underlined and ticked."""
    image = Image.fromarray(sheet)
    pen = ImageDraw.Draw(image)
    for _ in range(6):
        x, y = int(rng.integers(100, 1500)), int(rng.integers(200, 3200))
        phrase = " ".join(PHRASES[rng.integers(len(PHRASES))].split()[:5])
        pen.text((x, y), phrase, font=font_of(HANDS[rng.integers(len(HANDS))], 15), fill=60)
        pen.line((x, y + 90, x + int(rng.integers(200, 900)), y + 80), fill=70, width=6)
        pen.line([(x - 70, y), (x - 40, y + 40), (x + 20, y - 60)], fill=50, width=8)
    return Worn(picture=scanned(np.array(image), rng))


def folded(sheet: Grey, rng: Rng) -> Worn:
    """Folded in three and once across: creases with lost ink, each panel lit and leaning a little otherwise."""
    page: Picture = sheet.astype(np.float32)
    height, width = sheet.shape
    light = np.zeros((height, 1), np.float32)
    for fold in (height // 3, 2 * height // 3):
        offset = np.arange(height)[:, None] - fold - rng.uniform(-40, 40)
        light += -28 * np.exp(-np.square(offset / 26)) + np.where(offset > 0, rng.uniform(-16, 16), 0)
    worn = cv2.GaussianBlur(rng.random(sheet.shape, dtype=np.float32), (0, 0), 2)
    x = np.arange(width)[None, :] - width / 2 - rng.uniform(-60, 60)
    page += np.where((np.abs(x) < 7) & (worn > 0.49), 200, 0)  # the ink came off along the crease
    shift = (np.sin(np.arange(height) / height * 6 * np.pi) * 5).astype(np.float32)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    page = cv2.remap(np.clip(page, 0, 255), columns + shift[:, None], rows, cv2.INTER_LINEAR, borderValue=255)
    return Worn(picture=scanned(page + light, rng))


def crumpled(sheet: Grey, rng: Rng) -> Worn:
    """Crushed into a ball and smoothed out again."""
    relief = cv2.resize(rng.normal(0, 1, (26, 19)).astype(np.float32), sheet.shape[::-1], interpolation=cv2.INTER_CUBIC)
    rows, columns = np.mgrid[0 : sheet.shape[0], 0 : sheet.shape[1]].astype(np.float32)
    page = cv2.remap(sheet, columns + relief * 7, rows + relief * 7, cv2.INTER_LINEAR, borderValue=255)
    slope: Picture = cv2.Sobel(relief, cv2.CV_32F, 1, 1, ksize=5)
    slope = 40 * slope / max(float(np.abs(slope).max()), 1e-6) + 18 * relief / 3
    return Worn(picture=scanned(page.astype(np.float32) * 0.9 + slope, rng))


def punched(sheet: Grey, rng: Rng) -> Worn:
    """Holes and a staple torn out, on black glass; a dog-eared corner."""
    image = Image.fromarray(sheet)
    pen = ImageDraw.Draw(image)
    x = int(rng.integers(110, 190))
    for y in (1754 - 472, 1754 + 472):
        pen.ellipse((x - 35, y - 35, x + 35, y + 35), fill=12)
    pen.polygon([(0, 0), (260, 0), (0, 210)], fill=20)
    return Worn(picture=scanned(np.array(image), rng))


def bled_through(sheet: Grey, rng: Rng) -> Worn:
    """Thin paper: the other side's print, mirrored, a third as dark."""
    other = cv2.GaussianBlur(np.roll(sheet, 170, axis=0)[:, ::-1], (0, 0), 2.5).astype(np.float32)
    strength = rng.uniform(0.25, 0.4)
    return Worn(picture=scanned(np.minimum(sheet, 255 - (255 - other) * strength), rng))


def on_colour(sheet: Grey, rng: Rng) -> Worn:
    """Printed on a tinted, patterned ground, as certificates are."""
    height, width = sheet.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    waves = np.sin(rows / rng.uniform(9, 15) + 14 * np.sin(columns / 160)) > 0.8
    tint = np.array([(235, 205, 180), (190, 220, 240), (205, 235, 200), (200, 200, 250)][rng.integers(4)], np.float32)
    ground = np.where(waves[:, :, None], tint * 0.8, tint)
    return Worn(picture=scanned(ground * (sheet[:, :, None] / 255), rng))


def light_on_dark(sheet: Grey, rng: Rng) -> Worn:
    """Whole bands of the page printed white on a dark colour, as heads of invoices and tables are."""
    page = sheet.copy()
    for _ in range(4):
        top, high = int(rng.integers(150, 3000)), int(rng.integers(200, 520))
        page[top : top + high, 130:-130] = np.clip(
            255 - page[top : top + high, 130:-130], int(rng.integers(20, 80)), 255
        )
    return Worn(picture=scanned(page, rng))


def thermal(sheet: Grey, rng: Rng) -> Worn:
    """A till receipt after a summer in a car: pale grey on yellowish grey, streaks where the head failed."""
    page = 205 - (255 - sheet.astype(np.float32)) * rng.uniform(0.22, 0.34)
    fading = cv2.resize(rng.random((9, 7), dtype=np.float32), sheet.shape[::-1], interpolation=cv2.INTER_CUBIC)
    page = page + (205 - page) * np.clip(fading - 0.45, 0, 0.5)
    page[:, rng.integers(200, 2300, 5)] = 205
    return Worn(picture=scanned(page, rng, noise=4), quality=70)


def stained(sheet: Grey, rng: Rng) -> Worn:
    """Coffee rings, dirt, specks of toner."""
    page: Picture = sheet.astype(np.float32)
    for _ in range(3):
        ring = np.zeros_like(page)
        centre = (int(rng.integers(300, 2200)), int(rng.integers(300, 3200)))
        cv2.circle(ring, centre, int(rng.integers(200, 420)), 1.0, int(rng.integers(15, 50)))
        page -= cv2.GaussianBlur(ring, (0, 0), 8) * 95
    page[rng.random(page.shape) < 0.002] = 30
    return Worn(picture=scanned(page, rng))


# --- what machines do -------------------------------------------------------------------------------------------------


def faxed(sheet: Grey, rng: Rng) -> Worn:
    """204 x 98 dpi, one bit, specks, lines lost and doubled."""
    small = cv2.resize(sheet, (1728, 1146), interpolation=cv2.INTER_AREA)
    noise = rng.normal(0, 12, small.shape)
    bits = np.where(small + noise > 165, 255, 0).astype(np.uint8)
    bits[rng.random(bits.shape) < 0.003] ^= 255
    for row in rng.integers(20, 1120, 4):
        bits[row] = bits[row - 1]
    return Worn(picture=bits, dpi=(204 * 1728 / 1687, 98 * 1146 / 1146), bitonal=True)


def faxed_fine(sheet: Grey, rng: Rng) -> Worn:
    """204 x 196 dpi, one bit."""
    small = cv2.resize(sheet, (1728, 2292), interpolation=cv2.INTER_AREA)
    bits = np.where(small + rng.normal(0, 14, small.shape) > 170, 255, 0).astype(np.uint8)
    bits[rng.random(bits.shape) < 0.003] ^= 255
    return Worn(picture=bits, dpi=(209.0, 196.0), bitonal=True)


def streaked(sheet: Grey, rng: Rng) -> Worn:
    """Dirt on the scanner's glass: two to four lines from edge to edge, thin or soft, dark or pale."""
    page: Picture = scanned(sheet, rng).astype(np.float32)
    for _ in range(int(rng.integers(2, 5))):
        line = np.zeros(page.shape[1], np.float32)
        x, wide = int(rng.integers(200, page.shape[1] - 200)), int(rng.integers(1, 6))
        line[x : x + wide] = rng.uniform(80, 220)
        page -= cv2.GaussianBlur(line[None], (0, 0), float(rng.uniform(0.4, 1.5)))
    return Worn(picture=np.clip(page, 0, 255).astype(np.uint8))


def copied_over(sheet: Grey, rng: Rng) -> Worn:
    """A copy of a copy of a copy: strokes swollen or broken, pepper."""
    page: Picture = sheet
    for _ in range(3):
        grain = cv2.GaussianBlur(rng.normal(0, 1, sheet.shape).astype(np.float32), (0, 0), 1.6)
        soft = cv2.GaussianBlur(page, (0, 0), 2.2).astype(np.float32) + grain * 110
        page = np.where(soft > rng.uniform(120, 175), 255, 0).astype(np.uint8)
    page[rng.random(page.shape) < 0.0015] = 0
    return Worn(picture=scanned(page, rng, noise=4))


def dithered(sheet: Grey, rng: Rng) -> Worn:
    """200 dpi, one bit, grey made of dots."""
    small = cv2.resize(sheet, None, fx=2 / 3, fy=2 / 3, interpolation=cv2.INTER_AREA)
    grey = np.clip(small.astype(np.float32) * 0.8 + 25 + rng.normal(0, 6, small.shape), 0, 255)
    bits = np.array(Image.fromarray(grey.astype(np.uint8)).convert("1"), dtype=np.uint8) * 255
    return Worn(picture=bits, dpi=(200, 200), bitonal=True)


def squeezed(sheet: Grey, rng: Rng) -> Worn:
    """150 dpi, JPEG quality 15: what fits into a web form."""
    small = cv2.resize(sheet, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return Worn(picture=scanned(small, rng, noise=4), dpi=(150, 150), quality=15)


def coarse(sheet: Grey, rng: Rng) -> Worn:
    """100 dpi, made for a screen."""
    small = cv2.resize(sheet, None, fx=1 / 3, fy=1 / 3, interpolation=cv2.INTER_AREA)
    return Worn(picture=scanned(small, rng, noise=2, blur=0.3), dpi=(100, 100), quality=60)


def bordered(sheet: Grey, rng: Rng) -> Worn:
    """Scanned with the lid open: black all around, the sheet a little askew in it."""
    height, width = sheet.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.uniform(-4, 4)), float(rng.uniform(0.8, 0.9)))
    page = cv2.warpAffine(sheet, turn, (width, height), borderValue=14)
    return Worn(picture=scanned(page, rng, noise=7))


def skewed(sheet: Grey, rng: Rng) -> Worn:
    """Pulled in askew, four to ten degrees either way."""
    height, width = sheet.shape
    angle = float(rng.uniform(4, 10)) * (1 if rng.random() < 0.5 else -1)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 0.86)
    return Worn(picture=scanned(cv2.warpAffine(sheet, turn, (width, height), borderValue=252), rng))


def turned(sheet: Grey, rng: Rng) -> Worn:
    """Fed sideways or head first, and not quite straight."""
    page = cv2.warpAffine(
        sheet,
        cv2.getRotationMatrix2D((sheet.shape[1] / 2, sheet.shape[0] / 2), float(rng.uniform(-2, 2)), 0.96),
        sheet.shape[::-1],
        borderValue=252,
    )
    return Worn(picture=scanned(np.ascontiguousarray(np.rot90(page, int(rng.integers(1, 4)))), rng))


def small_on_glass(sheet: Grey, rng: Rng) -> Worn:
    """An A5 sheet anywhere on A4 glass, with grey around where the lid is far."""
    small: Picture = cv2.resize(sheet, None, fx=0.707, fy=0.707, interpolation=cv2.INTER_AREA)
    glass: Picture = np.full(sheet.shape, int(rng.integers(90, 215)), np.uint8)
    y = int(rng.integers(60, glass.shape[0] - small.shape[0] - 60))
    x = int(rng.integers(60, glass.shape[1] - small.shape[1] - 60))
    glass[y : y + small.shape[0], x : x + small.shape[1]] = small
    return Worn(picture=scanned(glass, rng))


def on_large_glass(sheet: Grey, rng: Rng) -> Worn:
    """An A4 sheet on A3 glass, the lid open."""
    glass = cv2.copyMakeBorder(sheet, 300, 1152, 200, 827, cv2.BORDER_CONSTANT, value=20)
    small = cv2.resize(glass, None, fx=2 / 3, fy=2 / 3, interpolation=cv2.INTER_AREA)
    return Worn(picture=scanned(small, rng, noise=6), dpi=(200, 200))


# --- what telephones do -----------------------------------------------------------------------------------------------


def shadowed(sheet: Grey, rng: Rng) -> Worn:
    """Taken from above with the hand's shadow over it and a lamp on one side."""
    return _photo(_shaded(sheet, rng), rng)


def askew_photo(sheet: Grey, rng: Rng) -> Worn:
    """A telephone held at an angle over a sheet on a dark table."""
    return _photo(_in_perspective(sheet, rng, reach=0.11, table=int(rng.integers(40, 90))), rng)


def askew_on_light(sheet: Grey, rng: Rng) -> Worn:
    """The same on a light wooden table."""
    return _photo(_in_perspective(sheet, rng, reach=0.09, table=int(rng.integers(150, 200))), rng)


def bad_photo(sheet: Grey, rng: Rng) -> Worn:
    """Angle, shadow, a shaking hand and a messenger's compression at once."""
    page = _in_perspective(_shaded(sheet, rng), rng, reach=0.08, table=70)
    return _photo(cv2.GaussianBlur(page, (5, 1), 2), rng, scale=0.55, quality=45)


def curved(sheet: Grey, rng: Rng) -> Worn:
    """A bound document that does not lie flat: lines bend towards the spine."""
    height, width = sheet.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    bend = float(rng.uniform(50, 110)) * np.square(1 - columns / width)
    page = cv2.remap(sheet, columns, rows - bend + 30, cv2.INTER_LINEAR, borderValue=255).astype(np.float32)
    return Worn(picture=scanned(page * (1 - 0.35 * np.exp(-columns[:1] / 260)), rng))


def out_of_focus(sheet: Grey, rng: Rng) -> Worn:
    """A lens that looked at something else."""
    return _photo(cv2.GaussianBlur(sheet, (0, 0), float(rng.uniform(3, 4))), rng)


def _photo(page: Picture, rng: Rng, *, scale: float = 0.8, quality: int = 70) -> Worn:
    """A telephone's picture says nothing true of its resolution: 72 dpi."""
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return Worn(picture=scanned(small, rng, noise=6), dpi=(72, 72), quality=quality)


def _shaded(sheet: Grey, rng: Rng) -> Grey:
    height, width = sheet.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    lamp = 1 - rng.uniform(0.2, 0.45) * np.hypot(rows / height - rng.random(), columns / width - rng.random())
    hand = np.zeros(sheet.shape, np.float32)
    corner = (int(rng.integers(0, width)), height)
    cv2.ellipse(hand, corner, (900, 2200), float(rng.uniform(-30, 30)), 0, 360, 1.0, -1)
    shadow = 1 - rng.uniform(0.35, 0.55) * cv2.GaussianBlur(hand, (0, 0), 45)
    return np.asarray(np.clip(sheet * 0.92 * lamp * shadow, 0, 255), dtype=np.uint8)


def _in_perspective(sheet: Grey, rng: Rng, *, reach: float, table: int) -> Grey:
    height, width = sheet.shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    inwards = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)], np.float32)
    moved = corners + inwards * rng.uniform(0.02, reach, (4, 2)).astype(np.float32) * (width, height)
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    return np.asarray(cv2.warpPerspective(sheet, matrix, (width, height), borderValue=table), dtype=np.uint8)


def scanned(page: Picture, rng: Rng, *, noise: float = 5, blur: float = 0.7) -> Grey:
    """Paper that is not quite white, a lens that is not quite sharp, a sensor's noise."""
    soft: Picture = cv2.GaussianBlur(np.clip(page, 0, 255).astype(np.float32), (0, 0), blur)
    grain: Picture = rng.normal(0, noise, soft.shape[:2]).astype(np.float32)
    grain = grain if soft.ndim == 2 else grain[:, :, None]
    return np.asarray(np.clip(14 + soft * (228 / 255) + grain, 0, 255), dtype=np.uint8)


WEARS: dict[str, Wear] = {
    wear.__name__: wear
    for wear in (
        no_wear, stamped, annotated, folded, crumpled, punched, bled_through, on_colour, light_on_dark, thermal,
        stained, faxed, faxed_fine, copied_over, dithered, squeezed, coarse, bordered, skewed, turned, small_on_glass,
        on_large_glass, shadowed, askew_photo, askew_on_light, bad_photo, curved, out_of_focus,
        streaked,
    )
}  # fmt: skip

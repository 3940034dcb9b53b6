"""Separator sheets as they come back from a mailroom's life: copied twice, stained, folded, faxed, laid in askew."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import cv2
import numpy as np

from specimens import degrade
from specimens.degrade import PROFILES, Profile
from specimens.raster import Picture
from specimens.scan import Capture, encode

Wear = Callable[[Picture, Random], Picture]


@dataclass(frozen=True, kw_only=True, slots=True)
class WornSheet:
    """One captured sheet: ``ways`` names what happened to it."""

    ways: tuple[str, ...]
    capture: Capture


def stained(picture: Picture, rng: Random) -> Picture:
    """Coffee, ink or glue: up to three blots of 2 to 5 cm, one of them black."""
    out = picture.copy()
    height, width = out.shape
    for _ in range(rng.randint(1, 3)):
        centre = (rng.randint(0, width), rng.randint(0, height))
        radius = int(width * rng.uniform(0.05, 0.12))
        blot = np.full_like(out, 255)
        cv2.ellipse(blot, centre, (radius, int(radius * rng.uniform(0.6, 1))), rng.uniform(0, 180), 0, 360, (0,), -1)
        shade = rng.choice([0, 90, 140])
        out = np.asarray(np.where(blot == 0, np.minimum(out, shade), out), dtype=np.uint8)
    return out


def copied_twice(picture: Picture, rng: Random) -> Picture:
    """A copy of a copy: fatter or thinner strokes, specks, a little smaller each time."""
    out = picture
    for _ in range(2):
        height, width = out.shape
        shrunk = rng.uniform(0.93, 1.0)
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-1.5, 1.5), shrunk)
        out = np.asarray(cv2.warpAffine(out, matrix, (width, height), borderValue=(255,)), dtype=np.uint8)
        out = degrade.contrast(degrade.blur(out, rng.uniform(0.8, 1.6)), 10, 250)
        out = degrade.speckle(degrade.binarise(out, rng.randint(110, 190)), rng, rng.randint(0, 200))
    return out


def crumpled(picture: Picture, rng: Random) -> Picture:
    """Waves of a few millimetres, and creases."""
    height, width = picture.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    amplitude, length = width * rng.uniform(0.002, 0.006), height * rng.uniform(0.15, 0.4)
    columns += amplitude * np.sin(2 * np.pi * rows / length + rng.uniform(0, 6))
    rows += amplitude * np.sin(2 * np.pi * columns / length + rng.uniform(0, 6))
    waved = cv2.remap(picture, columns, rows, cv2.INTER_LINEAR, borderValue=(255,))
    return degrade.fold(degrade.shade(np.asarray(waved, dtype=np.uint8), rng, 0.2), rng)


def half_gone(picture: Picture, rng: Random) -> Picture:
    """Torn, covered by the next sheet, or cut off by a feeder: a half or a third is missing."""
    out = picture.copy()
    height, width = out.shape
    ground, share = rng.choice([0, 255]), rng.uniform(0.33, 0.5)
    side = rng.choice(["top", "bottom", "left", "right"])
    if side == "top":
        out[: int(height * share)] = ground
    elif side == "bottom":
        out[-int(height * share) :] = ground
    elif side == "left":
        out[:, : int(width * share)] = ground
    else:
        out[:, -int(width * share) :] = ground
    return out


def scribbled(picture: Picture, rng: Random) -> Picture:
    """Felt pen over it, through some of the codes."""
    out = picture.copy()
    height, width = out.shape
    for _ in range(rng.randint(2, 5)):
        points = np.array([[rng.randint(0, width), rng.randint(0, height)] for _ in range(4)], np.int32)
        cv2.polylines(out, [points], isClosed=False, color=(30,), thickness=rng.randint(3, 10))
    return out


def pale(picture: Picture, rng: Random) -> Picture:
    """An empty toner: grey on white, in stripes."""
    out = degrade.contrast(picture, rng.randint(120, 185), 252)
    for _ in range(rng.randint(0, 4)):
        column = rng.randint(0, out.shape[1] - 20)
        out[:, column : column + rng.randint(4, 20)] = 252
    return out


WEARS: dict[str, Wear] = {
    "plain": lambda picture, rng: picture,
    "stained": stained,
    "copied twice": copied_twice,
    "crumpled": crumpled,
    "half gone": half_gone,
    "scribbled": scribbled,
    "pale": pale,
}
_COARSE = Profile(name="150 dpi bitonal", mode="bitonal", dpi=(150, 150), quality=0, wear=lambda p, rng: p)
_USUAL = ("gris", "noir_et_blanc", "fax", "fax_fin", "mauvaise_copie")
CAPTURES = {name: PROFILES[name] for name in _USUAL} | {"150 dpi": _COARSE}


def worn(pictures: dict[int, Picture], rng: Random) -> WornSheet:
    """One sheet (by dpi), worn, laid in up to 15 degrees askew and any way round, and captured."""
    capture, wear = rng.choice(list(CAPTURES)), rng.choice(list(WEARS))
    profile = CAPTURES[capture]
    dpi = max(profile.dpi)
    skewed, turn = rng.uniform(-15, 15), rng.choice([0, 0, 90, 180, 180, 270])
    picture = WEARS[wear](pictures[dpi], rng)
    picture = np.ascontiguousarray(np.rot90(degrade.skew(picture, skewed), k=turn // 90))
    picture = profile.wear(picture, rng)
    if profile.dpi[0] != profile.dpi[1]:
        size = (picture.shape[1], picture.shape[0] * profile.dpi[1] // profile.dpi[0])
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        picture = degrade.binarise(np.asarray(small, dtype=np.uint8), 170)
    elif profile.mode == "bitonal":
        picture = degrade.binarise(picture)
    lean = "askew to 5°" if abs(skewed) <= 5 else "askew to 10°" if abs(skewed) <= 10 else "askew to 15°"
    lies = "upright" if turn == 0 else "turned"
    return WornSheet(ways=(capture, wear, lean, lies), capture=Capture(data=encode(picture, profile)))


def worn_sheets(sheets: list[dict[int, Picture]], count: int, seed: str) -> Iterator[tuple[int, WornSheet]]:
    """``count`` worn sheets, each with the index of the sheet that it was."""
    for number in range(count):
        rng = Random(f"{seed}/{number}")
        index = rng.randrange(len(sheets))
        yield index, worn(sheets[index], rng)

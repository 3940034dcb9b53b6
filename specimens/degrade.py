"""What scanners, fax machines and telephones do to a page. Pictures are uint8: grey, or BGR."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import cv2
import numpy as np

from specimens.raster import Picture

_TILE = 512


def _generator(rng: Random) -> np.random.Generator:
    return np.random.default_rng(rng.getrandbits(63))


def noise(picture: Picture, rng: Random, sigma: float) -> Picture:
    """Gaussian grain of ``sigma`` grey levels, repeated from a tile."""
    tile = _generator(rng).normal(0, sigma, (_TILE, _TILE)).astype(np.int16)
    height, width = picture.shape[:2]
    grain = np.tile(tile, (height // _TILE + 1, width // _TILE + 1))[:height, :width]
    if picture.ndim == 3:
        grain = np.asarray(cv2.merge([grain, grain, grain]), dtype=np.int16)
    return np.asarray(cv2.add(picture, grain, dtype=cv2.CV_8U), dtype=np.uint8)


def _clipped(values: object) -> Picture:
    return np.asarray(np.clip(np.asarray(values), 0, 255), dtype=np.uint8)


def skew(picture: Picture, degrees: float, ground: int = 255) -> Picture:
    """Turned counter-clockwise by a small angle, the picture's size kept."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    out = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(ground,) * 3)
    return np.asarray(out, dtype=np.uint8)


def blur(picture: Picture, sigma: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), dtype=np.uint8)


def shade(picture: Picture, rng: Random, depth: float) -> Picture:
    """Light that falls off across the page; ``depth`` 0..1 is how much of it is lost in the darkest corner."""
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.linspace(-1, 1, 64, dtype=np.float32), np.linspace(-1, 1, 64, dtype=np.float32))
    turn = rng.uniform(0, 6.28)
    light = 1 - depth * (x * np.cos(turn) + y * np.sin(turn) + 1.5) / 3
    mask = np.asarray(cv2.resize(light, (width, height)), dtype=np.float32)
    if picture.ndim == 3:
        mask = np.asarray(cv2.merge([mask, mask, mask]), dtype=np.float32)
    return np.asarray(cv2.multiply(picture, mask, dtype=cv2.CV_8U), dtype=np.uint8)


def contrast(picture: Picture, black: int, white: int) -> Picture:
    """Grey levels squeezed between ``black`` and ``white``."""
    table = _clipped(black + np.arange(256) * ((white - black) / 255))
    return np.asarray(cv2.LUT(picture, table), dtype=np.uint8)


def fold(picture: Picture, rng: Random) -> Picture:
    """One or two creases of a letter folded for its envelope."""
    out = picture.copy()
    height = out.shape[0]
    for share in rng.choice([(0.33, 0.66), (0.5,)]):
        row = int(height * share) + rng.randint(-15, 15)
        out[row : row + 2] = _clipped(out[row : row + 2] * 0.75)
        out[row + 2 : row + 6] = _clipped(out[row + 2 : row + 6] * 0.93)
    return out


def punch(picture: Picture, rng: Random) -> Picture:
    """Two holes in the left margin, dark as the lid of the scanner."""
    out = picture.copy()
    height, width = out.shape[:2]
    x, radius = int(width * 0.035), int(width * 0.014)
    for share in (0.365, 0.635):
        centre = (x + rng.randint(-3, 3), int(height * share))
        cv2.circle(out, centre, radius, (45, 45, 45) if out.ndim == 3 else (45,), -1)
    return out


def black_border(picture: Picture, rng: Random) -> Picture:
    """The black strips of a scanner whose lid stood open, on one or two sides."""
    out = picture.copy()
    for side in rng.sample(["left", "right", "top", "bottom"], k=rng.randint(1, 2)):
        size = int(out.shape[1] * rng.uniform(0.006, 0.022))
        if side == "left":
            out[:, :size] = 12
        elif side == "right":
            out[:, -size:] = 12
        elif side == "top":
            out[:size] = 12
        else:
            out[-size:] = 12
    return out


def speckle(picture: Picture, rng: Random, count: int) -> Picture:
    """Black dust."""
    out = picture.copy()
    generator = _generator(rng)
    rows = generator.integers(0, out.shape[0] - 2, count)
    columns = generator.integers(0, out.shape[1] - 2, count)
    for row, column in zip(rows, columns, strict=True):
        out[row : row + 2, column : column + 2] = 20
    return out


def bleed_through(front: Picture, rng: Random) -> Picture:
    """The blank back of a sheet: its front shows faintly, mirrored."""
    back = blur(np.ascontiguousarray(front[:, ::-1]), 3.0)
    return contrast(back, rng.randint(232, 243), 252)


def binarise(picture: Picture, threshold: int = 160) -> Picture:
    """Pure black and white, still uint8."""
    grey = picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    return np.where(grey < threshold, 0, 255).astype(np.uint8)


def _warm(picture: Picture, rng: Random) -> Picture:
    """Lamp light: less blue, a little less green."""
    blue, green, red = cv2.split(picture)
    blue = cv2.convertScaleAbs(blue, alpha=rng.uniform(0.86, 0.97))
    green = cv2.convertScaleAbs(green, alpha=rng.uniform(0.93, 0.98))
    return np.asarray(cv2.merge([blue, green, red]), dtype=np.uint8)


def photograph(picture: Picture, rng: Random) -> Picture:
    """The sheet on a table, taken by a telephone: perspective, the table around it, uneven light, grain."""
    colour = picture if picture.ndim == 3 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
    height, width = colour.shape[:2]
    margin = int(width * rng.uniform(0.04, 0.1))
    big = (width + 2 * margin, height + 2 * margin)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    drift = _generator(rng).uniform(-0.55, 0.55, (4, 2)).astype(np.float32) * margin
    target = (corners + margin + drift).astype(np.float32)
    table = rng.choice([(60, 85, 120), (95, 95, 95), (35, 50, 70), (140, 150, 160)])
    matrix = cv2.getPerspectiveTransform(corners, target)
    out = cv2.warpPerspective(colour, matrix, big, flags=cv2.INTER_LINEAR, borderValue=table)
    lit = shade(_warm(np.asarray(out, dtype=np.uint8), rng), rng, rng.uniform(0.15, 0.45))
    return noise(blur(lit, rng.uniform(0.5, 1.1)), rng, rng.uniform(2, 6))


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """How a batch was captured. ``mode``: ``bitonal`` (CCITT G4), ``grey`` or ``colour`` (JPEG of ``quality``)."""

    name: str
    mode: str
    dpi: tuple[int, int]
    quality: int
    wear: Callable[[Picture, Random], Picture]


def _sheet(picture: Picture, rng: Random) -> Picture:
    """What happens to a sheet in an office scanner: a small skew, now and then a fold, holes, borders, dust."""
    out = skew(picture, rng.uniform(-0.9, 0.9))
    if rng.random() < 0.35:
        out = fold(out, rng)
    if rng.random() < 0.15:
        out = punch(out, rng)
    if rng.random() < 0.12:
        out = black_border(out, rng)
    return out


def _grey(picture: Picture, rng: Random) -> Picture:
    return noise(contrast(blur(_sheet(picture, rng), 0.6), 25, 248), rng, rng.uniform(1.5, 5))


def _colour(picture: Picture, rng: Random) -> Picture:
    return noise(shade(blur(_sheet(picture, rng), 0.5), rng, 0.05), rng, rng.uniform(1, 3))


def _bitonal(picture: Picture, rng: Random) -> Picture:
    worn = noise(blur(_sheet(picture, rng), 0.7), rng, 10)
    return speckle(binarise(worn, rng.randint(140, 185)), rng, rng.randint(0, 120))


def _fax(picture: Picture, rng: Random) -> Picture:
    worn = noise(blur(picture, 0.6), rng, 12)
    return speckle(binarise(worn, rng.randint(150, 190)), rng, rng.randint(50, 250))


def _poor(picture: Picture, rng: Random) -> Picture:
    """A copy of a copy: pale, blurred, grainy, askew."""
    worn = blur(skew(picture, rng.uniform(-2.5, 2.5)), rng.uniform(0.9, 1.3))
    return noise(contrast(worn, rng.randint(70, 120), 238), rng, rng.uniform(7, 12))


PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile(name="gris", mode="grey", dpi=(200, 200), quality=60, wear=_grey),
        Profile(name="couleur", mode="colour", dpi=(200, 200), quality=55, wear=_colour),
        Profile(name="noir_et_blanc", mode="bitonal", dpi=(300, 300), quality=0, wear=_bitonal),
        Profile(name="fax", mode="bitonal", dpi=(204, 98), quality=0, wear=_fax),
        Profile(name="fax_fin", mode="bitonal", dpi=(204, 196), quality=0, wear=_fax),
        Profile(name="photo", mode="colour", dpi=(170, 170), quality=70, wear=photograph),
        Profile(name="mauvaise_copie", mode="grey", dpi=(200, 200), quality=40, wear=_poor),
    )
}
"""The captures by name. A fax's two resolutions differ (ITU-T T.4): 204 x 98 dots an inch is the standard one."""

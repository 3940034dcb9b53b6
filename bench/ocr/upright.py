"""``python -m bench.ocr.upright``: how many pages end upright, of many kinds, worn and askew, laid all four ways."""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import click
import cv2
import numpy as np
from PIL import Image

from bench.ocr.sheets import Grey
from bench.ocr.upright_kinds import ALL_KINDS, DPI, pictures
from ocr.raster import Raster
from ocr.reader import ReadSettings
from ocr.scan_page import read_picture
from ocr.settings import engine_of
from ocr.tones import is_dotted
from ocr.treatments import ALL, Treatment
from specimens import degrade

# They look at a page again whose way up is known by then: no rotation hangs on them.
_USE = ALL - {Treatment.SECOND_LOOK, Treatment.UNREAD}
_SETTINGS = ReadSettings(foreign=("ara", "eng", "rus"))
Wear = Callable[[Grey, random.Random], Grey]


@dataclass(frozen=True, kw_only=True, slots=True)
class Laid:
    """One page laid one way: ``turn`` is by how many degrees clockwise it has to be turned."""

    kind: str
    wear: str
    number: int
    turn: int
    picture: Grey

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.wear}-{self.number:03}-{self.turn:03}".replace(" ", "_")


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What was found: the rotation given, whether the page was called blank, CPU seconds."""

    rotation: int
    blank: bool
    cpu_seconds: float


def _noisy(page: Grey, rng: random.Random) -> Grey:
    return degrade.noise(degrade.contrast(degrade.blur(page, 0.6), 25, 245), rng, rng.uniform(4, 10))


def _pale(page: Grey, rng: random.Random) -> Grey:
    return degrade.noise(degrade.contrast(degrade.blur(page, 0.7), rng.randint(130, 175), 248), rng, 3)


def _faxed(page: Grey, rng: random.Random) -> Grey:
    """204 x 98 dots an inch, in black and white, made square again as the raster does."""
    height, width = page.shape
    low = cv2.resize(degrade.noise(page, rng, 12), (width, height // 2), interpolation=cv2.INTER_AREA)
    bits = degrade.speckle(degrade.binarise(np.asarray(low, dtype=np.uint8), 170), rng, 120)
    return np.asarray(cv2.resize(bits, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _copied(page: Grey, rng: random.Random) -> Grey:
    soft = degrade.noise(degrade.blur(page, 1.3), rng, 20)
    return degrade.speckle(degrade.binarise(soft, rng.randint(130, 190)), rng, 300)


def _photographed(page: Grey, rng: random.Random) -> Grey:
    return np.asarray(cv2.cvtColor(degrade.photograph(page, rng), cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _folded(page: Grey, rng: random.Random) -> Grey:
    return degrade.noise(degrade.shade(degrade.fold(page, rng), rng, 0.3), rng, 4)


def _dithered(page: Grey, rng: random.Random) -> Grey:
    """Grey made of dots, as copiers and faxes do."""
    grey = degrade.noise(degrade.contrast(page, rng.randint(25, 60), rng.randint(222, 245)), rng, 6)
    return np.array(Image.fromarray(grey).convert("1"), dtype=np.uint8) * 255


def _sent(page: Grey, scale: float, quality: int) -> Grey:
    """As a messenger sends it: smaller, squeezed, and back at its size."""
    height, width = page.shape
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])
    sent = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
    return np.asarray(cv2.resize(sent, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _dim(page: Grey, rng: random.Random) -> Grey:
    """Photographed from afar by a shaking hand in a dark room, and sent by a messenger."""
    shaken = np.asarray(cv2.GaussianBlur(_photographed(page, rng), (7, 1), 1.6), dtype=np.uint8)
    dark = degrade.noise(degrade.contrast(shaken, 8, rng.randint(110, 160)), rng, 6)
    return _sent(dark, 0.62, 40)


def _coarse(page: Grey, rng: random.Random) -> Grey:
    """A hundred dots an inch, squeezed."""
    return _sent(degrade.noise(page, rng, 5), 0.5, rng.randint(20, 45))


NEW_WEARS: dict[str, Wear] = {"dithered": _dithered, "dim": _dim, "coarse": _coarse}
"""Drawn before the reader was mended on the others, and only measured."""

WEARS: dict[str, Wear] = {
    "clean": lambda page, rng: page,
    "noisy": _noisy,
    "pale": _pale,
    "faxed": _faxed,
    "copied": _copied,
    "photographed": _photographed,
    "folded": _folded,
    **NEW_WEARS,
}


def laid_pages(kind: str, count: int, seed: int) -> list[Laid]:
    """``count`` sheets of ``kind``, each worn in its own way, half of them askew up to 10 degrees, laid four ways."""
    pages = []
    for number, sheet in enumerate(pictures(kind, count, seed)):
        rng = random.Random(f"{kind}/{seed}/{number}/wear")
        wear = list(WEARS)[(number + seed + ALL_KINDS.index(kind)) % len(WEARS)]
        worn = WEARS[wear](degrade.skew(sheet, rng.uniform(-10, 10) if rng.random() < 0.5 else rng.uniform(-1, 1)), rng)
        for quarter in range(4):
            laid = np.ascontiguousarray(np.rot90(worn, quarter))
            pages.append(Laid(kind=kind, wear=wear, number=number, turn=90 * quarter, picture=laid))
    return pages


def read(page: Laid) -> Found:
    """The page read as a scan at the resolution it was drawn with."""
    engine = engine_of(_SETTINGS)
    started = time.process_time()
    reading = read_picture(Raster(image=page.picture, dpi=DPI, dotted=is_dotted(page.picture)), engine, _USE)
    return Found(rotation=reading.rotation, blank=reading.blank, cpu_seconds=time.process_time() - started)


def _kind(task: tuple[str, int, int, Path | None]) -> list[tuple[Laid, Found]]:
    kind, count, seed, wrong = task
    pairs = [(page, read(page)) for page in laid_pages(kind, count, seed)]
    for page, found in pairs:
        if wrong is not None and (found.blank or found.rotation != page.turn):
            cv2.imwrite(str(wrong / f"{page.name}-given{found.rotation:03}.png"), page.picture)
    return pairs


@click.command()
@click.option("--pages", default=14, show_default=True, help="Sheets a kind; each is laid four ways.")
@click.option("--seed", default=1, show_default=True)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(ALL_KINDS), help="Some kinds only.")
@click.option("--wrong", type=click.Path(path_type=Path, file_okay=False), help="Keep the wrong pages here.")
@click.option("--jobs", default=min(2, os.cpu_count() or 1), show_default=True, help="Processes.")
def main(pages: int, seed: int, kinds: Sequence[str], wrong: Path | None, jobs: int) -> None:
    """The share of pages that end upright, by kind, by wear and by the way they lay."""
    if wrong is not None:
        wrong.mkdir(parents=True, exist_ok=True)
    tasks = [(kind, pages, seed, wrong) for kind in kinds or ALL_KINDS]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        pairs: list[tuple[Laid, Found]] = []
        for (kind, *_), some in zip(tasks, pool.map(_kind, tasks), strict=True):
            sys.stderr.write(_row(kind, some) + "\n")
            pairs += some
    print("| | pages | upright | wrong | called blank | CPU s a page |\n|---|---|---|---|---|---|")
    for way in (lambda page: page.kind, lambda page: page.wear, lambda page: f"{page.turn}°", lambda page: "all"):
        for name in Counter(way(page) for page, _ in pairs):
            print(_row(name, [(page, found) for page, found in pairs if way(page) == name]))


def _row(name: str, pairs: list[tuple[Laid, Found]]) -> str:
    right = sum(not found.blank and found.rotation == page.turn for page, found in pairs)
    blank = sum(found.blank for _, found in pairs)
    seconds = sum(found.cpu_seconds for _, found in pairs) / len(pairs)
    wrong = len(pairs) - right
    return f"| {name} | {len(pairs)} | {right / len(pairs):.4f} | {wrong} | {blank} | {seconds:.2f} |"


if __name__ == "__main__":
    main()

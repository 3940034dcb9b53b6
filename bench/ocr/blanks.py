"""``python -m bench.ocr.blanks``: how many sides that bear nothing are found, and none that bears little among them."""

import os
import random
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import click
import cv2

from bench.ocr.backs import BACKS, DPI, LITTLE, NEW_BACKS, NEW_LITTLE
from bench.ocr.worn_backs import WORN_BACKS, WORN_LITTLE
from ocr.raster import Raster
from ocr.reader import ReadSettings
from ocr.scan_page import read_picture
from ocr.settings import engine_of
from ocr.tones import is_dotted
from ocr.treatments import ALL, Treatment

_USE = ALL - {Treatment.SECOND_LOOK, Treatment.UNREAD}
_NOTHING = BACKS | NEW_BACKS | WORN_BACKS
_SIDES = _NOTHING | LITTLE | NEW_LITTLE | WORN_LITTLE
_SETS = {
    "nothing": BACKS, "nothing, new kinds": NEW_BACKS, "nothing, worn": WORN_BACKS,
    "little": LITTLE, "little, new kinds": NEW_LITTLE, "little, worn": WORN_LITTLE,
}  # fmt: skip


def _kind(task: tuple[str, int, int, Path | None]) -> tuple[int, float]:
    """How many sides of one kind were called blank, and the CPU seconds of all."""
    name, count, seed, wrong = task
    engine, blanks, seconds = engine_of(ReadSettings()), 0, 0.0
    is_back = name in _NOTHING
    for number in range(count):
        picture = _SIDES[name](random.Random(f"{name}/{seed}/{number}"))
        started = time.process_time()
        blank = read_picture(Raster(image=picture, dpi=DPI, dotted=is_dotted(picture)), engine, _USE).blank
        seconds += time.process_time() - started
        blanks += blank
        if wrong is not None and blank != is_back:
            cv2.imwrite(str(wrong / f"{name}-{number:03}.png"), picture)
    return blanks, seconds


@click.command()
@click.option("--pages", default=12, show_default=True, help="Sides a kind.")
@click.option("--seed", default=1, show_default=True)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(list(_SIDES)), help="Some kinds only.")
@click.option("--wrong", type=click.Path(path_type=Path, file_okay=False), help="Keep the wrong sides here.")
@click.option("--jobs", default=min(2, os.cpu_count() or 1), show_default=True, help="Processes.")
def main(pages: int, seed: int, kinds: Sequence[str], wrong: Path | None, jobs: int) -> None:
    """Blank sides found, and sides that bear little called blank, by kind."""
    if wrong is not None:
        wrong.mkdir(parents=True, exist_ok=True)
    names = list(kinds) or list(_SIDES)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        found = dict(zip(names, pool.map(_kind, [(name, pages, seed, wrong) for name in names]), strict=True))
    print("| | sides | called blank | CPU s a side |\n|---|---|---|---|")
    for label, kind_set in _SETS.items():
        chosen = [name for name in kind_set if name in found]
        for name in chosen:
            print(f"| {name} | {pages} | {found[name][0]} | {found[name][1] / pages:.3f} |")
        blanks, seconds = sum(found[name][0] for name in chosen), sum(found[name][1] for name in chosen)
        print(f"| **{label}** | {pages * len(chosen)} | {blanks} | {seconds / max(pages * len(chosen), 1):.3f} |")


if __name__ == "__main__":
    main()

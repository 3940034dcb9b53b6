"""``python -m bench.ocr.tick_boxes``: how many boxes of drawn forms are told, empty or ticked, and how many are
invented on pages that have none."""

import random
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from PIL import ImageDraw

from bench.ocr.prints import DPI, PrintedSheet, print_sheets
from bench.ocr.wear import WEARS, Worn
from bench.ocr.worn_set import one_page
from dossier.page import Page
from ocr.reader import ReadSettings, read_page

_FACES = (
    "LiberationSans-Regular",
    "Carlito-Regular",
    "DejaVuSans",
    "LiberationSerif-Regular",
    "LiberationMono-Regular",
)
_LABELS = (
    "saisie", "blocage", "dossier", "courrier", "guichet", "demande", "rendez-vous", "transmis", "échec", "reprise",
    "impossible", "renouvellement", "duplicata", "orientation", "clôture", "relance", "vérification", "retour",
)  # fmt: skip
_REST = (
    "constaté par le service",
    "à confirmer",
    "avec pièces jointes",
    "sans suite",
    "effectuée en présence de l'usager",
)
_WORN = (
    "no_wear",
    "coarse",
    "folded",
    "stained",
    "streaked",
    "bled_through",
    "skewed",
    "faxed_fine",
    "shadowed",
    "stamped",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A drawn form: what stands behind each box, and whether that is ticked."""

    sheet: PrintedSheet
    boxes: dict[str, bool]


@click.command()
@click.option("--forms", default=3, show_default=True, help="Forms a wear.")
@click.option("--seed", default=1, show_default=True)
def main(forms: int, seed: int) -> None:
    """Boxes told right, told wrong and left untold a wear; boxes invented on letters and tables."""
    with tempfile.TemporaryDirectory(prefix="bench-boxes-") as folder:
        total: Counter[str] = Counter()
        for wear in _WORN:
            told: Counter[str] = Counter()
            for number in range(forms):
                form = _form(random.Random(f"{seed} {wear} {number}"))
                worn = WEARS[wear](form.sheet.picture, np.random.default_rng([seed, number]))
                told.update(_judged(_read(worn, Path(folder) / f"{wear}-{number}.pdf"), form.boxes))
            total.update(told)
            _print(wear, told)
        _print("all", total)
        invented = [
            _marks(_read(WEARS["no_wear"](sheet.picture, np.random.default_rng([seed, n])), Path(folder) / f"{n}.pdf"))
            for n, sheet in enumerate(print_sheets(4 * forms, seed))
        ]
        click.echo(f"boxes invented on {len(invented)} pages without any: {sum(invented)}")


def _form(rng: random.Random) -> Form:
    """Three groups of items, under each other or beside each other; drawn squares with a cross, a tick or a pen."""
    sheet, face, points = PrintedSheet(), rng.choice(_FACES), rng.choice((9.5, 10.5, 12))
    labels, y = rng.sample(_LABELS, 12), 500
    boxes: dict[str, bool] = {}
    sheet.print_line("Cochez une seule case par rubrique", (250, 300), face, points)
    for group in range(3):
        beside, ticked = group == 2, rng.randrange(4)
        for number, label in enumerate(labels[4 * group : 4 * group + 4]):
            place = (250 + 480 * number, y) if beside else (250, y + round(number * points * DPI / 72 * 1.7))
            boxes[label] = number == ticked
            side = _draw_box(sheet, rng, place, points, ticked=boxes[label])
            text = label if beside else f"{label} {rng.choice(_REST)}"
            sheet.print_line(text, (place[0] + round(1.6 * side), place[1]), face, points)
        y += 700
    return Form(sheet=sheet, boxes=boxes)


def _draw_box(sheet: PrintedSheet, rng: random.Random, place: tuple[int, int], points: float, *, ticked: bool) -> int:
    """Returns the side of the box in pixels."""
    pen, side, line = (
        ImageDraw.Draw(sheet.image),
        round(points * DPI / 72 * rng.uniform(0.75, 1.0)),
        rng.choice((2, 3, 4)),
    )
    x, y = place[0], place[1] + round(0.15 * side)
    pen.rectangle((x, y, x + side, y + side), outline=0, width=line)
    if ticked:
        over = rng.choice((-0.2, 0.0, 0.25))  # how far the mark goes beyond the box
        low, high = round(-over * side), round((1 + over) * side)
        if rng.random() < 0.6:
            pen.line((x + low, y + low, x + high, y + high), fill=20, width=line + 1)
            pen.line((x + high, y + low, x + low, y + high), fill=20, width=line + 1)
        else:
            pen.line((x + round(0.2 * side), y + round(0.5 * side), x + round(0.45 * side), y + round(0.8 * side),
                      x + high, y + low), fill=20, width=line + 3)  # fmt: skip
    return side


def _read(worn: Worn, path: Path) -> Page:
    return read_page(one_page(worn, path), 1, ReadSettings())


def _judged(page: Page, boxes: dict[str, bool]) -> Counter[str]:
    told: Counter[str] = Counter()
    words = page.words
    for label, ticked in boxes.items():
        at = next((n for n, word in enumerate(words) if word.text.lower().startswith(label[:5])), None)
        mark = words[at - 1].text if at else ""
        kind = {"☐": False, "☒": True}.get(mark)
        told["untold" if kind is None else "right" if kind == ticked else "wrong"] += 1
    return told


def _marks(page: Page) -> int:
    return sum(word.text in {"☐", "☒"} for word in page.words)


def _print(name: str, told: Counter[str]) -> None:
    click.echo(f"{name:14} right {told['right']:4}  wrong {told['wrong']:3}  untold {told['untold']:3}")


if __name__ == "__main__":
    main()

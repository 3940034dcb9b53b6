"""Seeded A4 sheets in the typefaces of real mail, each word and its place known: what ``wear`` then spoils.

Drawn from free fonts of the system (``scripts/packages.txt`` and ``packages-demo.txt``), none of which the other drawn
sets use.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench.ocr.sheets import PHRASES, Grey
from dossier.errors import OurError

DPI = 300
WIDTH, HEIGHT = 2480, 3508
_FOLDERS = (Path("/usr/share/fonts/truetype"), Path("/usr/share/fonts/opentype"))
_FACES = (
    "LiberationSans-Regular", "LiberationSerif-Regular", "LiberationSansNarrow-Regular", "Carlito-Regular",
    "DejaVuSans", "DejaVuSerif", "LiberationMono-Regular", "GNUTypewriter", "ComicNeue-Regular", "Carlito-Italic",
)  # fmt: skip
HANDS = ("dkg", "Delphine", "SteveHand", "Rufscript010", "DancingScript-Regular")


@dataclass(kw_only=True)
class PrintedSheet:
    """A sheet under the pen: its picture at 300 dpi, and the words printed on it (handwriting is no part of them)."""

    image: Image.Image = field(default_factory=lambda: Image.new("L", (WIDTH, HEIGHT), 255))
    words: list[str] = field(default_factory=list)

    @property
    def picture(self) -> Grey:
        return np.array(self.image)

    def print_line(self, text: str, place: tuple[int, int], face: str, points: float, tone: int = 0) -> int:
        """One line with its top left at ``place`` (pixels); words past the margin are left out. Returns its height."""
        pen, font = ImageDraw.Draw(self.image), font_of(face, points)
        x, y = place
        for word in text.split():
            long = pen.textlength(word, font=font)
            if x + long > WIDTH - 120:
                break
            pen.text((x, y), word, font=font, fill=tone)
            self.words.append(word)
            x += round(long + pen.textlength(" ", font=font))
        return round(points * DPI / 72 * 1.35)


@cache
def font_of(face: str, points: float) -> ImageFont.FreeTypeFont:
    """Raises OurError where the typeface is not installed."""
    for folder in _FOLDERS:
        for path in sorted(folder.rglob(f"{face}.?tf")):
            return ImageFont.truetype(str(path), round(points * DPI / 72))
    raise OurError(f"the typeface {face} is missing: see scripts/packages-demo.txt")


def print_sheets(count: int, seed: int) -> list[PrintedSheet]:
    """``count`` different sheets: letter, form, payslip, dense notice, short note with a bold head; seeded."""
    rng = random.Random(seed)
    kinds: tuple[Callable[[random.Random], PrintedSheet], ...] = (_letter, _form, _table, _dense, _note)
    return [kinds[i % len(kinds)](rng) for i in range(count)]


def _letter(rng: random.Random) -> PrintedSheet:
    sheet, face, size = PrintedSheet(), rng.choice(_FACES), rng.choice((10.0, 11.0, 12.0))
    y = 200
    office, cedex = rng.randrange(1, 99), f"{rng.randrange(10, 96)}0{rng.randrange(100, 999)} Cedex"
    for text in ("République française", f"Bureau n° {office}", cedex):
        y += sheet.print_line(text, (200, y), face, size)
    sheet.print_line(f"le {rng.randrange(1, 29)} octobre {rng.randrange(2023, 2027)}", (1600, 560), face, size)
    sheet.print_line(f"Objet : dossier {rng.randrange(10**9, 10**10)}", (200, 720), "LiberationSans-Bold", size)
    _fill(sheet, rng, face, size, top=860, bottom=rng.randrange(1800, 3000))
    return sheet


def _dense(rng: random.Random) -> PrintedSheet:
    sheet = PrintedSheet()
    _fill(sheet, rng, rng.choice(_FACES[:6]), rng.choice((7.5, 8.0, 8.5)), top=180, bottom=3300)
    return sheet


def _note(rng: random.Random) -> PrintedSheet:
    sheet = PrintedSheet()
    sheet.print_line("AVIS AUX USAGERS", (700, 300), "LiberationSans-Bold", 22)
    _fill(sheet, rng, rng.choice(_FACES), 13.0, top=620, bottom=1400)
    return sheet


def _form(rng: random.Random) -> PrintedSheet:
    sheet, pen = PrintedSheet(), None
    face, filled = rng.choice(_FACES[:5]), rng.choice(("LiberationMono-Regular", "GNUTypewriter"))
    pen = ImageDraw.Draw(sheet.image)
    labels = (
        "Nom de naissance",
        "Prénoms",
        "Né(e) le",
        "Nationalité",
        "Adresse",
        "Téléphone",
        "Courriel",
        "Profession",
    )
    for row in range(rng.randrange(12, 18)):
        y = 300 + 170 * row
        sheet.print_line(f"{row + 1}. {rng.choice(labels)}", (220, y), face, 9)
        pen.rectangle((900, y - 25, 2250, y + 75), outline=90, width=3)
        sheet.print_line(rng.choice(PHRASES).title()[: rng.randrange(12, 34)].strip(), (930, y - 8), filled, 10)
    return sheet


def _table(rng: random.Random) -> PrintedSheet:
    sheet, face = PrintedSheet(), rng.choice(_FACES[:6])
    pen = ImageDraw.Draw(sheet.image)
    sheet.print_line("Relevé de compte", (220, 200), "LiberationSans-Bold", 14)
    labels = ("Virement reçu", "Prélèvement", "Cotisation carte", "Retrait au guichet", "Loyer du mois")
    for row in range(rng.randrange(20, 34)):
        y = 420 + 80 * row
        sheet.print_line(f"{rng.randrange(1, 29):02}/{rng.randrange(1, 13):02}/2025", (220, y), face, 9)
        sheet.print_line(rng.choice(labels), (560, y), face, 9)
        for column in range(2):
            amount = f"{rng.uniform(5, 2500):.2f}".replace(".", ",")
            sheet.print_line(amount, (1500 + 400 * column, y), face, 9)
        pen.line((200, y + 62, 2300, y + 62), fill=150, width=2)
    return sheet


def _fill(sheet: PrintedSheet, rng: random.Random, face: str, points: float, *, top: int, bottom: int) -> None:
    y = top
    while y < bottom:
        text = ", ".join(rng.sample(PHRASES, rng.randrange(3, 6))).capitalize() + "."
        words = text.split()
        while words and y < bottom:
            before = len(sheet.words)
            y += sheet.print_line(" ".join(words), (200, y), face, points)
            words = words[len(sheet.words) - before :]
        y += round(points * 4)

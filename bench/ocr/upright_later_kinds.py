"""Pages of a fourth set of kinds, that no mend of the reading of single lines was made on, only measured:
print that stands, leans and lies on one page.
"""

import random
from collections.abc import Callable

from bench.ocr.sheets import PHRASES

Rng = random.Random
Kind = Callable[[Rng], tuple[str, str]]

_NAMES = ("GARNIER Lucie", "SISSOKO Bakary", "MARIN Dolores", "PHAM Van Duc", "ABDI Hodan", "NOWAK Piotr")
_TOWNS = ("29200 BREST", "54000 NANCY", "21000 DIJON", "66000 PERPIGNAN", "2A000 AJACCIO")
_PRINT = ("Liberation Serif", "Carlito", "DejaVu Sans", "Liberation Mono")
_WRITTEN = ("Dancing Script", "Rufscript", "Kristi", "Delphine")


def _at(x: float, y: float, inner: str, more: str = "") -> str:
    return f'<div style="position:absolute;left:{x:.1f}mm;top:{y:.1f}mm;{more}">{inner}</div>'


def _leaning(x: float, y: float, degrees: float, text: str, more: str) -> str:
    return _at(x, y, text, f"transform:rotate({degrees:.0f}deg);transform-origin:0 0;white-space:nowrap;{more}")


def _face(rng: Rng, points: float) -> str:
    return f"font:{points}pt '{rng.choice(_PRINT)}'"


def _deed(rng: Rng) -> tuple[str, str]:
    """A deed whose broad left margin bears a mention by hand that climbs, and its right one a printer's line."""
    said = "".join(f"<p>{text.capitalize()}.</p>" for text in rng.sample(PHRASES, rng.randrange(3, 7)))
    mention = f"Mention marginale<br>Marié à {rng.choice(_TOWNS)[6:].title()} le {rng.randrange(2, 28)} mai 1998<br>"
    hand = f"font:15pt '{rng.choice(_WRITTEN)}';line-height:1.3"
    page = _leaning(12, rng.uniform(150, 230), -90, mention + f"avec {rng.choice(_NAMES)}", hand)
    page += _leaning(
        204, rng.uniform(60, 150), 90, f"Berger-Levrault, {rng.choice(_TOWNS)[6:]} — 305 411", _face(rng, 6)
    )
    return "A4", page + _at(60, rng.uniform(30, 90), said, f"width:125mm;{_face(rng, 11)};line-height:1.5")


def _ticket(rng: Rng) -> tuple[str, str]:
    """A ticket whose stub stands on end, and whose number falls along the perforation."""
    number = f"{rng.randrange(10**8, 10**9)}"
    rows = (
        f"BILLET<br>{rng.choice(_NAMES)}<br>DE {rng.choice(_TOWNS)[6:]}<br>À {rng.choice(_TOWNS)[6:]}"
        f"<br>{rng.randrange(1, 28):02}/06/2026  {rng.randrange(6, 22)}H{rng.randrange(10, 59)}"
        f"<br>VOITURE {rng.randrange(1, 18)} PLACE {rng.randrange(11, 98)}<br>PRIX {rng.uniform(9, 120):.2f} EUR"
    )
    page = _at(8, 10, rows, f"width:110mm;{_face(rng, 11)};line-height:1.45")
    page += _leaning(150, 12, 90, number, _face(rng, 9))
    page += _leaning(160, 95, -90, f"TALON À CONSERVER<br>{rng.choice(_NAMES)}<br>{number}", _face(rng, 10))
    return "DL", page + _at(154, 0, "", "height:110mm;border-left:0.4mm dashed #555")


def _plan(rng: Rng) -> tuple[str, str]:
    """The plan of a flat: names of rooms, sizes along the walls, a title below."""
    rooms = ""
    names = rng.sample(("Séjour", "Chambre 1", "Chambre 2", "Cuisine", "Entrée", "Salle de bains", "Rangement"), 6)
    for i, name in enumerate(names):
        x, y = 30 + 55 * (i % 3), 40 + 75 * (i // 3)
        box = "width:55mm;height:75mm;border:0.8mm solid #222;padding-top:25mm;text-align:center"
        rooms += _at(x, y, f"{name}<br>{rng.uniform(4, 28):.1f} m²", f"{box};{_face(rng, 10)}")
    for i in range(2):
        rooms += _leaning(22, 100 + 75 * i, -90, f"{rng.uniform(2, 5):.2f} m", _face(rng, 9))
        rooms += _leaning(203, 60 + 75 * i, 90, f"{rng.uniform(2, 5):.2f} m", _face(rng, 9))
    title = f"PLAN DU LOGEMENT — {rng.choice(_NAMES)}, {rng.choice(_TOWNS)}"
    return "A4", rooms + _at(30, rng.uniform(205, 250), title, f"white-space:nowrap;{_face(rng, 11)}")


def _leaning_heads(rng: Rng) -> tuple[str, str]:
    """Figures under heads that lean by sixty degrees."""
    heads = ("Effectif", "Présences", "Absences", "Retards", "Moyenne", "Rang", "Crédits")
    page = "".join(_leaning(62 + 18 * i, 72, -60, head, _face(rng, 10)) for i, head in enumerate(heads))
    for row, label in enumerate(rng.sample(("Français", "Calcul", "Sciences", "Musique", "Sport", "Latin"), 5)):
        page += _at(20, 78 + 9 * row, label, _face(rng, 11))
        page += "".join(_at(60 + 18 * i, 78 + 9 * row, f"{rng.randrange(2, 130)}") for i in range(len(heads)))
    return "A4", page + _at(20, 25, f"RELEVÉ DE NOTES — {rng.choice(_NAMES)}", _face(rng, 12))


LATER_KINDS: dict[str, Kind] = {
    "deed": _deed, "ticket": _ticket, "plan of a flat": _plan, "leaning heads": _leaning_heads,
}  # fmt: skip

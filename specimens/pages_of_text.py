"""Pages as text, by type: the forms in ``pages/*.toml``, filled in by lot (``pages/README.md`` says how)."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from specimens import french, numbers, places
from specimens.people import Person, draw_french, draw_person

_FOLDER = Path(__file__).parent / "pages"
_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_BLANK = re.compile(r"\{([A-Za-z_]+?)(\d*)\}")
_FIRMS = ("HORIZON", "LES TROIS PINS", "AZUR", "DU VIADUC", "MERIDIEN", "BELLEVUE", "ATLAS", "SAINT-MARC", "LUMIERE")
_TRADES = ("NETTOYAGE", "BATIMENT", "RESTAURATION", "TRANSPORTS", "CONSEIL", "SERVICES", "BOULANGERIE", "SECURITE")
_SCHOOLS = ("Université", "Institut universitaire de technologie", "École supérieure de commerce", "Faculté de droit")
_BANKS = ("BANQUE DU LITTORAL", "CAISSE DES TROIS RIVIERES", "CREDIT DU MIDI", "BANQUE MERIDIENNE", "CAISSE REGIONALE")


@dataclass(frozen=True, kw_only=True, slots=True)
class PageForm:
    """One form of a page. ``id`` is ``<file>-<n>``, n counting the file's forms from 1."""

    id: str
    type: str
    text: str
    also: tuple[str, ...]
    picture: float
    card: bool
    handwritten: bool


@cache
def page_forms() -> tuple[PageForm, ...]:
    """All forms, in the order of the files' names."""
    return tuple(
        PageForm(
            id=f"{path.stem}-{number}",
            type=table["type"],
            text=table["text"].strip("\n"),
            also=tuple(table.get("also", ())),
            picture=float(table.get("picture", 0.0)),
            card=bool(table.get("card", False)),
            handwritten=bool(table.get("handwritten", False)),
        )
        for path in sorted(_FOLDER.glob("*.toml"))
        for number, table in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["page"], start=1)
    )


def filled(form: PageForm, rng: Random) -> str:
    """The form's text with its alternatives taken and its blanks filled. Raises KeyError on an unknown blank."""
    taken, count = form.text, 1
    while count:  # the innermost first
        taken, count = _CHOICE.subn(lambda match: rng.choice(match.group(1).split("|")), taken)
    return _BLANK.sub(lambda match: _value(match.group(1), match.group(2), rng), taken)


def _value(name: str, count: str, rng: Random) -> str:
    if count:
        return numbers.digits(rng, int(count)) if name.lower() == "n" else numbers.letters(rng, int(count))
    value = _FILLERS[name.lower()](rng)
    if name.isupper():
        return value.upper()
    return value if name.islower() else value[:1].upper() + value[1:]


def _person(rng: Random) -> Person:
    home = rng.choice(places.departements())
    return draw_person(rng, departement=home) if rng.random() < 0.8 else draw_french(rng, departement=home)


def _day(rng: Random) -> date:
    return date(2026, 11, 1) - timedelta(days=int(rng.expovariate(1 / 600)))


def _sum(rng: Random) -> str:
    return french.euros(round(rng.choice([30, 300, 2000]) * rng.uniform(0.2, 1.3), 2))


def _firm(rng: Random) -> str:
    return f"{rng.choice(['SARL', 'SAS', 'EURL', 'STE', 'SASU'])} {rng.choice(_FIRMS)} {rng.choice(_TRADES)}"


def _town(rng: Random) -> str:
    home = _person(rng)
    return f"{home.code_postal} {home.ville}" if rng.random() < 0.4 else home.ville


def _of_town(rng: Random) -> str:
    name = _person(rng).ville
    return f"d'{name}" if name[0] in "AEIOUÉÈH" else f"de {name}"


_FILLERS: Mapping[str, Callable[[Random], str]] = {
    "nom": lambda rng: _person(rng).nom,
    "prenom": lambda rng: _person(rng).prenoms.split()[0],
    "prenoms": lambda rng: _person(rng).prenoms,
    "nat": lambda rng: _person(rng).nationalite,
    "cod": lambda rng: _person(rng).code_nationalite,
    "pays": lambda rng: _person(rng).pays_naissance,
    "villex": lambda rng: _person(rng).lieu_naissance,
    "civ": lambda rng: rng.choice(["M.", "Mme", "Monsieur", "Madame"]),
    "rue": lambda rng: _person(rng).rue,
    "ville": _town,
    "de_ville": _of_town,
    "dep": lambda rng: places.prefecture(rng.choice(places.departements())).departement.lower(),
    "du_dep": lambda rng: places.prefecture(rng.choice(places.departements())).du.removeprefix("de la préfecture "),
    "date": lambda rng: french.courte(_day(rng)),
    "jour": lambda rng: french.longue(_day(rng)),
    "mois": lambda rng: french.avec_mois(_day(rng)),
    "an": lambda rng: str(_day(rng).year),
    "heure": lambda rng: f"{rng.randint(8, 18)}{rng.choice(['h', ':', ' h '])}{rng.randint(0, 59):02d}",
    "eur": _sum,
    "tel": numbers.telephone,
    "courriel": lambda rng: _person(rng).courriel,
    "employeur": _firm,
    "ecole": lambda rng: f"{rng.choice(_SCHOOLS)} {_of_town(rng)}",
    "banque": lambda rng: rng.choice(_BANKS),
}

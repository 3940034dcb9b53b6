"""Fictional people of many nationalities, coherent in themselves: name, birth, numbers, address."""

import tomllib
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from specimens import numbers, places

_JOBS = (
    "agent d'entretien", "aide à domicile", "cuisinier", "ingénieur informatique", "maçon", "étudiant", "vendeur",
    "conducteur livreur", "aide-soignant", "plongeur", "assistant comptable", "ouvrier agricole", "sans emploi",
)  # fmt: skip
_MAIL = ("courrier.example.org", "messagerie.example.net", "boite.example.com", "poste-exemple.example.org")


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """One fictional person. ``e`` is the feminine ending; ``nationalite`` a feminine adjective (« malienne »)."""

    nom: str
    prenoms: str
    sexe: str
    date_naissance: date
    lieu_naissance: str
    pays_naissance: str
    nationalite: str
    code_nationalite: str
    numero_etranger: str
    rue: str
    code_postal: str
    ville: str
    departement: str
    courriel: str
    telephone: str
    passeport: str
    profession: str
    nir: str

    @property
    def prenom(self) -> str:
        return self.prenoms.split(" ")[0]

    @property
    def nom_complet(self) -> str:
        return f"{self.prenoms} {self.nom}"

    @property
    def civilite(self) -> str:
        return "Madame" if self.sexe == "F" else "Monsieur"

    @property
    def e(self) -> str:
        return "e" if self.sexe == "F" else ""

    @property
    def adresse(self) -> str:
        return f"{self.rue}, {self.code_postal} {self.ville}"


@cache
def _nationalities() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((Path(__file__).parent / "data" / "nationalities.toml").read_text(encoding="utf-8"))


def nationalities() -> tuple[str, ...]:
    return tuple(_nationalities())


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "".join(c for c in plain if c.isalnum())


def draw_person(
    rng: Random, *, departement: str, nationality: str = "", surname: str = "", born: tuple[int, int] = (1958, 2007)
) -> Person:
    """A person who lives in ``departement``. ``born`` are the first and last year of birth."""
    code = nationality or rng.choice(nationalities())
    row = _nationalities()[code]
    sexe = rng.choice("FM")
    given = rng.sample(row["women"] if sexe == "F" else row["men"], k=min(2, len(row["women"]), len(row["men"])))
    prenoms = " ".join(given[: rng.choice([1, 1, 2])])
    nom = surname or rng.choice(row["names"])
    birth = date(rng.randint(*born), rng.randint(1, 12), rng.randint(1, 28))
    home = places.address(rng, departement)
    account = rng.choice(
        [f"{_ascii(given[0])}.{_ascii(nom)}", f"{_ascii(nom)}{birth:%y}", f"{_ascii(given[0])}{rng.randint(2, 99)}"]
    )
    return Person(
        nom=nom,
        prenoms=prenoms,
        sexe=sexe,
        date_naissance=birth,
        lieu_naissance=rng.choice(row["towns"]),
        pays_naissance=str(row["country"]),
        nationalite=str(row["adjective"]),
        code_nationalite=code,
        numero_etranger=numbers.numero_etranger(rng, departement),
        rue=home.rue,
        code_postal=home.code_postal,
        ville=home.ville,
        departement=departement,
        courriel=f"{account}@{rng.choice(_MAIL)}",
        telephone=numbers.telephone(rng, rng.choice(["063998", "063998", "063998", ""])),
        passeport=numbers.letters(rng, 2) + numbers.digits(rng, 7),
        profession=rng.choice(_JOBS),
        nir=numbers.nir(rng, sex=sexe, year=birth.year, month=birth.month),
    )


def draw_french(rng: Random, *, departement: str) -> Person:
    """A French resident: host, landlord, relative."""
    names = ["MOREAU", "LEFÈVRE", "GARNIER", "ROUSSEL", "BLANCHARD", "PERRIN", "CHEVALIER", "MARCHAND", "BARBIER"]
    women, men = ["Hélène", "Sylvie", "Nathalie", "Camille"], ["Gérard", "Philippe", "Laurent", "Antoine"]
    base = draw_person(rng, departement=departement, surname=rng.choice(names), nationality="USA", born=(1948, 1990))
    given = rng.choice(women if base.sexe == "F" else men)
    town = places.address(rng, rng.choice(places.departements()))
    return replace(
        base,
        prenoms=given,
        lieu_naissance=town.ville,
        pays_naissance="France",
        nationalite="française",
        code_nationalite="FRA",
        numero_etranger="",
        courriel=f"{_ascii(given)}.{_ascii(base.nom)}@{rng.choice(_MAIL)}",
    )

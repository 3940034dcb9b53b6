"""Départements, their préfectures, and addresses in them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

_STREETS = (
    "rue des Lilas", "avenue Jean Jaurès", "rue Pasteur", "boulevard Victor Hugo", "impasse des Tilleuls",
    "allée des Cerisiers", "rue de la République", "place du Marché", "chemin des Vignes", "rue du Moulin",
    "cours Gambetta", "rue Marcel Paul", "square Louise Michel", "rue de l'Abbé Grégoire", "route de Saint-Vincent",
    "résidence les Hauts du Parc, rue Ampère", "quai des Tanneurs", "rue Simone Weil",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    rue: str
    code_postal: str
    ville: str
    departement: str

    @property
    def adresse(self) -> str:
        return f"{self.rue}, {self.code_postal} {self.ville}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Prefecture:
    """A préfecture or sous-préfecture. ``du`` follows a noun: « le service des étrangers » + ``du``."""

    code: str
    departement: str
    nom: str
    du: str
    prefet: str
    ville: str
    rue: str
    code_postal: str
    courriel: str
    telephone: str
    site: str
    service: str

    @property
    def adresse(self) -> str:
        return f"{self.rue}, {self.code_postal} {self.ville}"


@cache
def _table() -> dict[str, dict[str, object]]:
    return tomllib.loads((Path(__file__).parent / "data" / "departements.toml").read_text(encoding="utf-8"))


def departements() -> tuple[str, ...]:
    """Codes of the départements that specimens live in."""
    return tuple(_table())


def address(rng: Random, departement: str) -> Address:
    """An invented address in a real commune of ``departement``."""
    communes = _table()[departement]["communes"]
    assert isinstance(communes, list)
    ville, code_postal = rng.choice(communes)
    number = f"{rng.randint(1, 180)}{rng.choice(['', '', '', ' bis', ' ter'])}"
    extra = rng.choice(["", "", "", f"Appt {rng.randint(1, 60)}, ", f"Bât. {rng.choice('ABCD')}, "])
    return Address(
        rue=f"{extra}{number} {rng.choice(_STREETS)}", code_postal=code_postal, ville=ville, departement=departement
    )


def prefecture(code: str) -> Prefecture:
    """The préfecture of ``code``: real name and town, invented street, mailbox and phone."""
    row = {key: str(value) for key, value in _table()[code].items()}
    paris, islands = code == "75", code in {"977", "978"}
    nom = f"préfecture {row['of']}" if not islands else f"services de l'État {row['of']}"
    communes = _table()[code]["communes"]
    assert isinstance(communes, list)
    return Prefecture(
        code=code,
        departement=row["name"],
        nom=nom,
        du=("de la " if not islands else "des ") + nom,
        prefet="préfet de police" if paris else ("préfet délégué" if islands else "préfet " + row["of"]),
        ville=row["town"],
        rue="7 place de la Préfecture" if not paris else "1 bis rue de Lutèce",
        code_postal="75195" if paris else str(communes[0][1]),
        courriel=f"pref-etrangers@{row['slug']}.gouv.fr" if not paris else "pp-titres-sejour@interieur.gouv.fr",
        telephone="01 99 00 53 71" if paris else "05 36 49 10 00",
        site=f"www.{row['slug']}.gouv.fr" if not paris else "www.prefecturedepolice.interieur.gouv.fr",
        service=_service(code),
    )


def _service(code: str) -> str:
    names = (
        "Bureau du séjour", "Service de l'immigration et de l'intégration", "Direction des étrangers – pôle séjour",
        "Direction des migrations et de l'intégration", "Bureau de l'admission au séjour",
    )  # fmt: skip
    return names[sum(map(ord, code)) % len(names)]


def sous_prefecture(code: str) -> Prefecture:
    """A sous-préfecture of the département, or its préfecture where there is none (Paris, Saint-Martin)."""
    whole, town = prefecture(code), str(_table()[code]["sub"])
    if not town:
        return whole
    link = "du " + town[3:] if town.startswith("Le ") else f"d{chr(39) if town[0] in 'AEIOUI' else 'e '}{town}"
    return Prefecture(
        code=code,
        departement=whole.departement,
        nom=f"sous-préfecture {link}",
        du=f"de la sous-préfecture {link}",
        prefet=f"sous-préfet {link}",
        ville=town,
        rue="2 rue du Palais",
        code_postal=whole.code_postal,
        courriel="sp-" + whole.courriel.removeprefix("pref-"),
        telephone="05 36 49 10 20",
        site=whole.site,
        service="Section des étrangers",
    )


def other_departement(rng: Random, code: str) -> str:
    """A département that is not ``code``."""
    return rng.choice([other for other in departements() if other not in {code, "978"}])

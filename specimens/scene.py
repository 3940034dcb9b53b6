"""A scene: who the filing is about and everybody around them, drawn once so that its documents agree."""

import datetime
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from specimens import issuers, numbers, places
from specimens.issuers import Issuer
from specimens.people import Person, draw_french, draw_person
from specimens.places import Prefecture
from specimens.rng import source

_CATEGORIES = {
    "salarié": ("L. 421-1", "renouvellement"), "étudiant": ("L. 422-1", "renouvellement"),
    "passeport talent": ("L. 421-9", "renouvellement"), "visiteur": ("L. 426-20", "renouvellement"),
    "vie privée et familiale": ("L. 423-23", "renouvellement"), "conjoint de Français": ("L. 423-1", "premiere"),
    "parent d'enfant français": ("L. 423-7", "premiere"), "entrepreneur": ("L. 421-5", "changement"),
    "réfugié": ("L. 424-1", "premiere"), "carte de résident": ("L. 426-17", "renouvellement"),
}  # fmt: skip
_OBJECTS = {
    "renouvellement": "le renouvellement de votre titre de séjour",
    "premiere": "votre première demande de titre de séjour",
    "changement": "votre demande de changement de statut",
    "duplicata": "votre demande de duplicata de titre de séjour",
}
_THEIRS = {
    "renouvellement": "le renouvellement de son titre de séjour",
    "premiere": "sa première demande de titre de séjour",
    "changement": "sa demande de changement de statut",
    "duplicata": "sa demande de duplicata de titre de séjour",
}
_PLAIN = {
    "renouvellement": "le renouvellement d'un titre de séjour",
    "premiere": "un premier titre de séjour",
    "changement": "un titre de séjour par changement de statut",
    "duplicata": "le duplicata d'un titre de séjour",
}
_MINE = {
    "renouvellement": "le renouvellement de mon titre de séjour",
    "premiere": "une première demande de titre de séjour",
    "changement": "un changement de statut",
    "duplicata": "un duplicata de mon titre de séjour",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is asked: ``objet`` said to the applicant, ``le_sien`` about them, ``la_mienne`` by them.

    ``titre_demande`` stands after « obtenir ».
    """

    procedure: str
    categorie: str
    article: str
    objet: str
    la_mienne: str
    le_sien: str
    titre_demande: str
    ticket: str
    numero: str
    titre_numero: str
    expiration: datetime.date


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    demandeur: Person
    conjoint: Person
    enfant: Person
    hebergeur: Person
    autre: Person
    prefecture: Prefecture
    sous_prefecture: Prefecture
    autre_prefecture: Prefecture
    demande: Asked
    reception: datetime.date
    date: datetime.date
    seed: str
    printed: set[str] = field(default_factory=set)
    blank: bool = False

    def issuer(self, kind: str) -> Issuer:
        """The one writer of this ``kind`` in the filing. Raises KeyError on a kind that the README does not list."""
        rng = source(self.seed, "issuer", kind)
        people = {"demandeur": self.demandeur, "hebergeur": self.hebergeur, "conjoint": self.conjoint}
        offices = {
            "prefecture": self.prefecture,
            "sous_prefecture": self.sous_prefecture,
            "autre_prefecture": self.autre_prefecture,
        }
        if kind in people:
            return issuers.of_person(people[kind])
        if kind in offices:
            return issuers.of_prefecture(rng, offices[kind])
        if kind == "ccc":
            return issuers.ccc(rng)
        if kind == "anef":
            return issuers.anef()
        return issuers.firm(kind, rng, self.demandeur.departement)

    def on(self, day: datetime.date) -> "Scene":
        """The same scene with documents of another day; what they print is recorded in the same place."""
        return replace(self, date=day)


def draw_scene(seed: str, *, departement: str = "", reception: datetime.date | None = None) -> Scene:
    """Everybody around one filing in ``departement`` (drawn by lot when empty), received on ``reception``."""
    rng = source(seed, "scene")
    code = departement or rng.choice(places.departements())
    me = draw_person(rng, departement=code)
    arrives = reception or datetime.date(2026, 1, 5) + timedelta(days=rng.randint(0, 310))
    spouse = _living_with(me, draw_person(rng, departement=code, nationality=me.code_nationalite))
    if spouse.sexe == me.sexe or spouse.nom == me.nom:
        spouse = _living_with(me, draw_french(rng, departement=code))
    child = draw_person(rng, departement=code, nationality=me.code_nationalite, surname=me.nom, born=(2010, 2023))
    return Scene(
        demandeur=me,
        conjoint=spouse,
        enfant=_living_with(me, child),
        hebergeur=_living_with(me, draw_french(rng, departement=code)),
        autre=draw_person(rng, departement=code),
        prefecture=places.prefecture(code),
        sous_prefecture=places.sous_prefecture(code),
        autre_prefecture=places.prefecture(places.other_departement(rng, code)),
        demande=_asked(rng, me, arrives),
        reception=arrives,
        date=arrives - timedelta(days=rng.randint(5, 25)),
        seed=seed,
    )


def _living_with(me: Person, other: Person) -> Person:
    return replace(other, rue=me.rue, code_postal=me.code_postal, ville=me.ville)


def _asked(rng: Random, me: Person, reception: datetime.date) -> Asked:
    categorie = rng.choice(list(_CATEGORIES))
    article, procedure = _CATEGORIES[categorie]
    if me.date_naissance.year < 1985 and categorie == "étudiant":
        categorie, article = "salarié", "L. 421-1"
    if procedure == "renouvellement" and rng.random() < 0.1:
        procedure = "duplicata"
    return Asked(
        procedure=procedure,
        categorie=categorie,
        article=article,
        objet=_OBJECTS[procedure],
        la_mienne=_MINE[procedure],
        le_sien=_THEIRS[procedure],
        titre_demande=_PLAIN[procedure],
        ticket=rng.choice(
            [
                f"{rng.randint(10, 99)}-{numbers.digits(rng, 7)}",
                f"CCC{numbers.digits(rng, 8)}",
                f"REQ-{numbers.digits(rng, 6)}",
            ]
        ),
        numero=numbers.digits(rng, 19),
        titre_numero=numbers.letters(rng, 2) + numbers.digits(rng, 7),
        expiration=reception + timedelta(days=rng.randint(-60, 90)),
    )

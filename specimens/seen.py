"""What of the demandeur a document prints: every field that a wording asks for is noted."""

from datetime import date
from typing import Any

from specimens.issuers import Issuer
from specimens.people import Person

_FIELDS = {
    "nom": ("nom",),
    "prenoms": ("prenoms",),
    "nom_complet": ("nom", "prenoms"),
    "date_naissance": ("date_naissance",),
    "nationalite": ("nationalite",),
    "code_nationalite": ("nationalite",),
    "numero_etranger": ("numero_etranger",),
    "adresse": ("adresse", "departement"),
    "rue": ("adresse",),
    "code_postal": ("departement",),
    "courriel": ("courriel",),
    "telephone": ("telephone",),
}


class Seen:
    """A person whose printed fields (names of :class:`dossier.demandeur.Demandeur`) are added to ``printed``."""

    def __init__(self, person: Person, printed: set[str]) -> None:
        self._person = person
        self._printed = printed

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._person, name)
        self._printed.update(_FIELDS.get(name, ()))
        return value


_LETTERHEAD = {
    "nom": ("nom", "prenoms"),
    "lignes": ("nom", "prenoms"),
    "signataire": ("nom", "prenoms"),
    "rue": ("adresse",),
    "code_postal": ("departement",),
    "courriel": ("courriel",),
    "telephone": ("telephone",),
}


class SeenLetterhead:
    """The demandeur as the writer of a letter: what its head prints is added to ``printed``."""

    def __init__(self, issuer: Issuer, printed: set[str]) -> None:
        self._issuer = issuer
        self._printed = printed

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._issuer, name)
        self._printed.update(_LETTERHEAD.get(name, ()))
        return value


class Blank:
    """Nobody: a blank model's dots, whatever is asked."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return {"e": "(e)", "civilite": "Madame, Monsieur", "date_naissance": date(1, 1, 1)}.get(name, "…………………")

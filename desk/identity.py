"""The demandeur's fields as a list to read, each with where it was read."""

from dataclasses import dataclass

from desk.templatetags.desk import date_partielle
from dossier.demandeur import Demandeur, Method

_FIELDS = (
    "nom",
    "prenoms",
    "date_naissance",
    "nationalite",
    "numero_etranger",
    "adresse",
    "departement",
    "courriel",
    "telephone",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """``piece`` is a rank, None for a message's header; ``method`` a code."""

    piece: int | None
    method: Method


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentityField:
    """``value`` is None when nothing was found: shown as such, since an empty line could be read as « none »."""

    name: str
    value: str | None
    sources: tuple[Source, ...]


def identity_of(demandeur: Demandeur) -> tuple[IdentityField, ...]:
    """Every field, found or not, in the order in which a form has them."""
    return tuple(
        IdentityField(name=name, value=_shown(name, getattr(demandeur, name)), sources=_sources(demandeur, name))
        for name in _FIELDS
    )


def _shown(name: str, value: str | None) -> str | None:
    return date_partielle(value) if value and name == "date_naissance" else value


def _sources(demandeur: Demandeur, field: str) -> tuple[Source, ...]:
    return tuple(
        Source(piece=source.piece, method=source.method) for source in demandeur.sources if source.field == field
    )

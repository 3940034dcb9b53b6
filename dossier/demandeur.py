"""The demandeur, who files for them, and what they ask."""

from dataclasses import dataclass
from enum import StrEnum

from dossier.recevabilite import Evidence


class Method(StrEnum):
    MRZ = "mrz"
    DEUX_D_DOC = "2ddoc"
    TEXT = "text"
    HEADER = "header"


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldSource:
    """Where a field of the demandeur was read: ``piece`` is a rank, None for a message's header."""

    field: str
    piece: int | None
    method: Method


@dataclass(frozen=True, kw_only=True, slots=True)
class Demandeur:
    """The person who asks for the permit. Null is better than a guess: an invented field harms someone.

    ``date_naissance`` is YYYY-MM-DD, YYYY-MM or YYYY; ``nationalite`` ISO 3166-1 alpha-3;
    ``numero_etranger`` 10 digits; ``departement`` the code of the département of residence.
    """

    nom: str | None = None
    prenoms: str | None = None
    date_naissance: str | None = None
    nationalite: str | None = None
    numero_etranger: str | None = None
    adresse: str | None = None
    departement: str | None = None
    courriel: str | None = None
    telephone: str | None = None
    sources: tuple[FieldSource, ...] = ()


class Qualite(StrEnum):
    DEMANDEUR = "demandeur"
    AVOCAT = "avocat"
    ASSOCIATION = "association"
    TIERS = "tiers"


@dataclass(frozen=True, kw_only=True, slots=True)
class DeposePar:
    """Who files."""

    qualite: Qualite = Qualite.DEMANDEUR
    nom: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Demande:
    """What is asked: ``procedure`` premiere, renouvellement, duplicata, changement…; ``categorie`` as printed."""

    procedure: str
    categorie: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Alerte:
    """Something that cannot wait: ``code`` (``decision_de_justice``…), its deadline YYYY-MM-DD, the pièce's rank."""

    code: str
    echeance: str | None = None
    piece: int | None = None

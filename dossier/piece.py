"""A pièce: a run of pages that form one document of one type; and the pages that belong to none."""

from dataclasses import dataclass
from enum import StrEnum

from dossier.page import PageRef


class Sensibilite(StrEnum):
    NORMALE = "normale"
    MEDICALE = "medicale"


class Skip(StrEnum):
    """Why a page stands in no pièce. It stays listed and recoverable."""

    BLANK = "blank"
    SEPARATOR = "separator"
    DECORATION = "decoration"
    DUPLICATE = "duplicate"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, kw_only=True, slots=True)
class PiecePage:
    """A page of a pièce. ``rotation``: degrees clockwise to add after /Rotate and EXIF."""

    ref: PageRef
    rotation: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """A border that may be wrong. ``page`` counts from 1 in the pièce; ``probability`` (0..1) is that the second-best
    cut is right: on page 1 that the pièce goes on with the one before it, on a later page that another begins there.
    """

    page: int
    probability: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """One document. ``rank`` counts from 1 in the dossier; ``type`` is a key of the vocabulary; ``confidence`` 0..1 is
    the probability that it is of that type; ``doubts`` are its borders that are not sure."""

    rank: int
    type: str
    confidence: float
    sensibilite: Sensibilite
    pages: tuple[PiecePage, ...]
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SkippedPage:
    ref: PageRef
    why: Skip

"""What is true of a specimen: what a perfect reader would find in it."""

from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from dossier.demandeur import Demandeur, DeposePar
from dossier.mail import Channel, Nature
from dossier.piece import Skip
from dossier.recevabilite import Fondement, Motif, Outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class TruthPage:
    """A page of a file of the specimen. ``original`` is the file's name within the pli (``a.zip/b.pdf`` in an archive).

    ``page`` counts from 1; it is None for the text of a message, whose pages are made when it is rendered: ``part`` is
    0 for the sender's own words, 1 and up for what is forwarded or quoted inline. ``rotation``: degrees clockwise to
    add to stand upright.
    """

    original: str
    page: int | None
    part: int = 0
    rotation: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class TruthPiece:
    """One document: ``also`` are other types that a reader may rightly take it for; ``template`` the wording's id."""

    type: str
    also: tuple[str, ...] = ()
    template: str = ""
    layout: str = ""
    pages: tuple[TruthPage, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TruthSkip:
    page: TruthPage
    why: Skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Truth:
    """What one pli is. ``outcomes`` are all that are acceptable, best first; empty when it opens no dossier.

    ``reasons`` are the acceptable first reason codes. ``demandeur`` holds the fields that the documents print, and only
    those. ``quarantine`` says that the file cannot be read; ``unread`` names originals of the pli that cannot.
    """

    id: str
    scenario: str
    channel: Channel
    reception: date
    prefecture: str | None
    natures: tuple[Nature, ...] = (Nature.DEPOT,)
    outcomes: tuple[Outcome, ...] = ()
    fondement: Fondement | None = None
    reasons: tuple[Motif, ...] = ()
    alertes: tuple[str, ...] = ()
    demandeur: Demandeur = field(default_factory=Demandeur)
    depose_par: DeposePar = field(default_factory=DeposePar)
    pieces: tuple[TruthPiece, ...] = ()
    skipped: tuple[TruthSkip, ...] = ()
    unread: tuple[str, ...] = ()
    quarantine: bool = False
    carrier: str = ""

    @property
    def nature(self) -> Nature:
        return self.natures[0]

    def as_dict(self) -> dict[str, Any]:
        """For ``truth.jsonl``: enums and dates as their text."""
        return {key: _plain(value) for key, value in asdict(self).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, StrEnum):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True, kw_only=True, slots=True)
class SpecimenFile:
    """One file as it would be handed to the program."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class SpecimenFiling:
    """One fictional item of mail: a file (a scan, a message) and the truth of each pli in it.

    ``truths`` has one element but for a lot, which has one for each envelope. ``kind`` is the scenario or ``lot``.
    """

    id: str
    kind: str
    files: tuple[SpecimenFile, ...]
    truths: tuple[Truth, ...]

    @property
    def file(self) -> SpecimenFile:
        return self.files[0]

    @property
    def truth(self) -> Truth:
        return self.truths[0]

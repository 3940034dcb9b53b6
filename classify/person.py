"""What the pièces say of persons, before it is known whose filing it is."""

from dataclasses import dataclass, field

from classify.deux_d_doc import DeuxDDoc
from classify.document import Document
from classify.labels import Field
from classify.mrz import Mrz
from dossier.demandeur import Method


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What one pièce says of one person: values by the field names of :class:`~dossier.demandeur.Demandeur`.

    ``words`` are the person's names as printed, also where nothing tells the surname from the given names.
    ``standing`` is how much the pièce speaks for this person's being the demandeur, below 0 against it: a host's, an
    employer's, an agent's. ``noisy``: names may be badly misread, by a hand or in a zone.
    """

    piece: int
    type: str
    values: dict[str, tuple[str, Method]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    standing: float = 1.0
    noisy: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class PieceFacts:
    """A pièce with its machine-readable parts and the labelled fields of each page. ``rank`` counts from 1."""

    rank: int
    document: Document
    zones: tuple[Mrz, ...]
    codes: tuple[DeuxDDoc, ...]
    fields: tuple[tuple[Field, ...], ...] = ()

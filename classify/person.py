"""What the pièces say of one person, before it is known whose filing it is."""

from dataclasses import dataclass, field

from classify.deux_d_doc import DeuxDDoc
from classify.document import Document
from classify.fields import Field
from classify.mrz import Mrz
from dossier.demandeur import Method


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What one pièce says of one person: values by the field names of :class:`~dossier.demandeur.Demandeur`."""

    piece: int
    type: str
    values: dict[str, tuple[str, Method]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class PieceFacts:
    """A pièce with its machine-readable parts and labelled fields. ``rank`` counts from 1."""

    rank: int
    document: Document
    zones: tuple[Mrz, ...]
    codes: tuple[DeuxDDoc, ...]
    fields: tuple[Field, ...] = ()

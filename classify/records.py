"""Persons from labelled fields: a form, a card, a record of a person in any pièce."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from classify import fields
from classify.labels import Field
from classify.naming import clean_name, naming_of
from classify.patterns import alternatives
from classify.spaced_line import aligned
from classify.text import ReadPage
from dossier.demandeur import Method

_OTHER = re.compile(rf"\b{alternatives('personnes.toml', 'rubrique_autre')}\b")
_OWN = re.compile(rf"\b{alternatives('personnes.toml', 'rubrique_demandeur')}\b")
_CHILD = re.compile(r"\b(?:enfant|nouveau-ne|intitule)\b")
_HEADING_WORDS = 8
_FAR = 0.25  # of the page's width: a field so far from a record's name belongs to the record beside it


@dataclass(kw_only=True, slots=True)
class Record:
    """Values of one person on a page. ``other``: the heading above says that it is somebody beside the demandeur.
    ``confidence``: how surely the names were read, 0..1."""

    left: float
    line: int
    other: bool
    values: dict[str, tuple[str, Method]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    confidence: float = 1.0


def records_on(page: ReadPage, found: Sequence[Field], *, of_child: bool = False) -> list[Record]:
    """The persons of a page's labelled fields, in order. A second surname begins a second person. ``of_child``: the
    pièce is about a child (an acte de naissance), its parents stand beside."""
    records: list[Record] = []
    headings = list(_headings(page, of_child=of_child))
    for labelled in found:
        values = dict(_values_of(labelled))
        words = _words_of(labelled, values)
        if not values and not words:
            continue
        record = _record_for(labelled, values, records, headings)
        for name, value in values.items():
            record.values.setdefault(name, (value, Method.TEXT))
        record.words = record.words or words
        if words or {"nom", "prenoms"} & values.keys():
            record.confidence = min(record.confidence, labelled.confidence)
    return records


def _record_for(
    labelled: Field, values: dict[str, str], records: list[Record], headings: Sequence[tuple[int, bool]]
) -> Record:
    other = next((is_other for line, is_other in reversed(headings) if line <= labelled.line), False)
    if records and abs(records[-1].left - labelled.left) > _FAR and len(records) > 1:
        beside = min(records[-2:], key=lambda record: abs(record.left - labelled.left))
        if not values.keys() & beside.values.keys():
            return beside
    last = records[-1] if records else None
    again = last is not None and bool({"nom", "prenoms", "date_naissance"} & values.keys() & last.values.keys())
    if last is None or again or (last.other != other and "nom" in values):
        records.append(Record(left=labelled.left, line=labelled.line, other=other))
    return records[-1]


def _headings(page: ReadPage, *, of_child: bool) -> Iterator[tuple[int, bool]]:
    """(line, whether it announces somebody else) of each short line that says whom what follows is about."""
    for number, line in enumerate(page.lines):
        text = aligned(line.text)
        head = text.split(":", 1)[0]
        if len(head.split()) > _HEADING_WORDS:
            continue
        if of_child and _CHILD.search(head):
            yield number, False
            continue
        if _OTHER.search(head):
            yield number, not _OWN.search(head) or "demandeu" not in head
        elif _OWN.search(head):
            yield number, False


_READERS = {
    "date_naissance": fields.birth_of,
    "nationalite": fields.nationality_of,
    "numero_etranger": fields.number_of,
    "courriel": fields.email_of,
    "telephone": fields.phone_of,
}


def _values_of(labelled: Field) -> Iterator[tuple[str, str]]:
    name, value = labelled.name, labelled.value
    if name == "nom":
        yield from _surname(value)
    elif name == "prenoms":
        if cleaned := clean_name(value):
            yield name, cleaned
    elif name == "nom_prenoms":
        naming = naming_of(value)
        if naming is not None and naming.nom and naming.prenoms:
            yield "nom", naming.nom
            yield "prenoms", naming.prenoms
    elif name == "adresse":
        if fields.departement_in(value) is not None:
            yield name, value
    elif read := _READERS[name](value):
        yield name, read


def _surname(value: str) -> Iterator[tuple[str, str]]:
    """What stands after « Nom »: a surname, or a whole name where both are printed in one field."""
    naming = naming_of(value)
    if naming is not None and naming.nom and naming.prenoms:
        yield "nom", naming.nom
        yield "prenoms", naming.prenoms
    elif cleaned := clean_name(value):
        yield "nom", cleaned


def _words_of(labelled: Field, values: dict[str, str]) -> tuple[str, ...]:
    if labelled.name != "nom_prenoms" or values:
        return ()
    naming = naming_of(labelled.value)
    return naming.words if naming is not None else ()

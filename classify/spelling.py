"""Which spelling of a name is right: the one whose words other pièces print too, not the first that was read.

Hands are misread, and fillers of a machine-readable zone are taken for letters; what stands in several pièces of one
pli was not misread in all of them the same way.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from classify.person import PieceFacts, Reading
from classify.persons import words_of
from dossier.demandeur import Demandeur, FieldSource, Method

_BY_HAND = frozenset({"formulaire_demande", "courrier", "declaration_honneur"})
_NOISE = re.compile(r"[KLCSEX£]{5,}", re.IGNORECASE)
_FILLER = re.compile(r"[KLCSEXR£]+", re.IGNORECASE)
_SHORTEST = 3  # letters that a word keeps when what follows is cut off it


class _Support:
    """How many pièces have a word of a name."""

    def __init__(self, pieces: Sequence[PieceFacts]) -> None:
        self._words = [
            {*piece.document.folded.split(), *(w for z in piece.zones for w in words_of(z.surname, z.given))}
            for piece in pieces
        ]

    def __getitem__(self, word: str) -> int:
        return sum(1 for words in self._words if word in words)


def best_supported(readings: Sequence[Reading], pieces: Sequence[PieceFacts]) -> Reading:
    """The reading whose names most other pièces print too, the first of equals (``readings``: at least one)."""
    support = _Support(pieces)

    def borne_out(reading: Reading) -> float:
        names = [reading.values[field][0] for field in ("nom", "prenoms") if field in reading.values]
        return sum(1.0 if support[word] >= 2 else -0.5 for name in names for word in words_of(name))

    return max(readings, key=borne_out)


def with_right_names(who: Demandeur, same: Sequence[Reading], pieces: Sequence[PieceFacts]) -> Demandeur:
    """The demandeur with the best supported spelling of surname and given names, among readings of the same person."""
    support = _Support(pieces)
    given = {w for r in same if "prenoms" in r.values for w in words_of(r.values["prenoms"][0]) if support[w] >= 2}
    for field in ("nom", "prenoms"):
        readings = [reading for reading in same if field in reading.values]
        if len(readings) < 1 or getattr(who, field) is None:
            continue
        scored = [
            (_score(value, reading, support, field) - _taken(value, field, given), -order, value, reading)
            for order, reading in enumerate(readings)
            for value in _variants(reading.values[field][0], reading.values[field][1], support)
        ]
        _, _, value, reading = max(scored, key=lambda row: row[:2])
        source = FieldSource(field=field, piece=reading.piece, method=reading.values[field][1])
        others = tuple(s for s in who.sources if s.field != field)
        who = replace(who, **{field: value}, sources=(source, *others))
    return who


def _taken(value: str, field: str, given: set[str]) -> float:
    """What a surname loses for holding given names: the double filler between them was not read."""
    words = words_of(value)
    return 3.0 * sum(word in given for word in words[1:]) if field == "nom" else 0.0


def _variants(value: str, method: Method, support: _Support) -> Iterator[str]:
    """The name as read; from a zone, without what fillers were read for."""
    if method is not Method.MRZ:
        yield value
        return
    words = [word for word in value.split() if not _NOISE.fullmatch(word)] or value.split()
    while len(words) > 1 and len(words[-1]) == 1:
        words.pop()
    yield " ".join(_cut(word, support) for word in words)


def _cut(word: str, support: _Support) -> str:
    """The word, or its longest beginning that another pièce prints, or it without a run of filler noise."""
    if support[word.lower()] >= 2:
        return word
    for end in range(len(word) - 1, _SHORTEST - 1, -1):
        if not _FILLER.fullmatch(word[end:]):
            break
        if support[word[:end].lower()]:
            return word[:end]
    shorter = re.sub(r"(?:[KLCSEX][KLCSEXR]{5,}|[KLCSEX]{4,})$", "", word)
    return shorter if len(shorter) >= _SHORTEST else word


def _score(value: str, reading: Reading, support: _Support, field: str) -> float:
    """More for each word that two pièces have, less for one that only this one has, least where it is by hand."""
    lone = -0.5 if reading.type in _BY_HAND and reading.values[field][1] is Method.TEXT else 0.2
    return sum(1.0 + 0.05 * support[word] if support[word] >= 2 else lone for word in words_of(value))

"""How well the demandeur is found: each field right, missing or wrong where printed, invented where not."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields

from rapidfuzz import fuzz

from bench.quality.pairs import Pair
from bench.quality.share import Share
from dossier.demandeur import Demandeur

FIELDS = tuple(field.name for field in fields(Demandeur) if field.name != "sources")
_SAME_ADDRESS = 90.0
"""Addresses are laid out in many ways: at least so alike (rapidfuzz's token_set_ratio, 0..100)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldFigures:
    """One field: ``right``, ``missing`` and ``wrong`` of those printed, ``invented`` of those that are not."""

    field: str
    right: Share
    missing: Share
    wrong: Share
    invented: Share


def person_figures(pairs: Sequence[Pair]) -> list[FieldFigures]:
    return [_of_field(field, [pair for pair in pairs if pair.dossier and pair.truth.outcomes]) for field in FIELDS]


def _of_field(field: str, pairs: Sequence[Pair]) -> FieldFigures:
    verdicts = [verdict(pair, field) for pair in pairs]
    printed = [each for each in verdicts if each in ("right", "missing", "wrong")]
    return FieldFigures(
        field=field,
        right=Share.among(each == "right" for each in printed),
        missing=Share.among(each == "missing" for each in printed),
        wrong=Share.among(each == "wrong" for each in printed),
        invented=Share.among(each == "invented" for each in verdicts if each not in printed),
    )


def verdict(pair: Pair, field: str) -> str:
    """``right``, ``missing``, ``wrong``; ``invented`` or ``none`` where the documents do not print the field.

    What the message's head says (its sender's address, its subject) is not invented. A date less precise than the true
    one is missing.
    """
    assert pair.dossier is not None
    true: str | None = getattr(pair.truth.demandeur, field)
    found: str | None = getattr(pair.dossier.findings.demandeur, field)
    if true is None:
        return "none" if found is None or _in_head(pair, found) else "invented"
    if found is None or (field == "date_naissance" and true != found and true.startswith(found)):
        return "missing"
    return "right" if same(field, true, found) else "wrong"


def same(field: str, true: str, found: str) -> bool:
    """Whether two spellings say the same: case, accents, hyphens, spaces and the form of a number do not count."""
    if field == "telephone":
        return _national(true) == _national(found)
    if field == "adresse":
        return fuzz.token_set_ratio(_words(true), _words(found)) >= _SAME_ADDRESS
    return _plain(true) == _plain(found)


def _in_head(pair: Pair, found: str) -> bool:
    assert pair.dossier is not None
    pli = pair.dossier.plis[0]
    return _plain(found) in _plain(f"{pli.sender or ''} {pli.subject or ''}")


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in decomposed if char.isalnum())


def _words(text: str) -> str:
    return " ".join(word for word in (_plain(word) for word in text.replace(",", " ").split()) if word)


def _national(number: str) -> str:
    digits = "".join(char for char in number if char.isdigit())
    return "0" + digits[-9:]

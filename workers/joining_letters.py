"""Whom the letters of the services speak of: an attestation that comes alone is no filing that tells its demandeur."""

import re
from collections.abc import Iterable, Iterator

from classify.dates import dates_in
from classify.folding import fold, plain
from classify.persons import named_persons
from classify.text import ReadPage
from dossier.findings import Findings
from dossier.page import Page
from workers.lots import OpenedPli

LETTERS = frozenset({
    "attestation_ccc", "invitation_prefecture", "reponse_ccc", "courrier_prefecture", "convocation",
    "notification_anef",
})  # fmt: skip
_NUMERO = re.compile(
    r"(?:\bn\s?[°o]?|\bnumero|\bidentifiant)\s*(?:d['’]\s?)?(?:etranger|agdref|usager)\b\D{0,25}"
    r"(?P<number>\d(?:[ .]?\d){9})(?![ .]?\d)"
)
_BORN = re.compile(r"\bnee?s? (?:le )?")


def letters_of(pli: OpenedPli, findings: Findings) -> list[Page]:
    """The pages of a pli that the services wrote."""
    refs = [page.ref for piece in findings.pieces if piece.type in LETTERS for page in piece.pages]
    return [pli.pages[ref.original][ref.page - 1] for ref in refs]


def namings_in(pages: Iterable[Page]) -> tuple[str, ...]:
    """Everyone who is named with at least two words after a civility, folded: « awa camara »."""
    found = (" ".join(one.words) for page in pages for one in named_persons(ReadPage(page)) if len(one.words) > 1)
    return tuple(dict.fromkeys(found))


def numero_in(pages: Iterable[Page]) -> str | None:
    """The ten digits that are called numéro étranger; None where none is, or two are."""
    return _only(re.sub(r"\D", "", match["number"]) for page in pages for match in _NUMERO.finditer(plain(page.text)))


def birth_in(pages: Iterable[Page]) -> str | None:
    """The one date that somebody is said to be born on, YYYY-MM-DD."""
    return _only(_births(pages))


def _births(pages: Iterable[Page]) -> Iterator[str]:
    for page in pages:
        text = fold(page.text)
        for born in _BORN.finditer(text):
            yield from (
                date.day.isoformat() for date in dates_in(text, born.end(), born.end() + 20) if date.start == born.end()
            )


def _only(found: Iterable[str]) -> str | None:
    different = set(found)
    return different.pop() if len(different) == 1 else None

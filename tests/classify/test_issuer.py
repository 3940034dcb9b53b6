"""Who writes, by sender lines and towns that look like others."""

import pytest

from classify.document import Document
from classify.issuer import Issuer, IssuerKind, issuer_of
from classify.text import ReadPage
from dossier.page import TextSource
from tests.classify.builders import page_of, scan

_BODY = "Nos services ont constaté que le dépôt en ligne est impossible."


def _issuer(text: str, source: TextSource = TextSource.OCR) -> Issuer:
    pages = scan(page_of(text, source=source))
    return issuer_of(Document(index=0, type="courrier", pages=pages, read=(ReadPage(pages[0].page),)))


@pytest.mark.parametrize("source", TextSource)
@pytest.mark.parametrize("domain", ["ants.gouv.fr.example.com", "ants.gouv.fr-mail.example"])
def test_an_address_that_only_begins_like_the_states_is_private(domain: str, source: TextSource) -> None:
    found = _issuer(f"De : Service <aide@{domain}>\nÀ : moi@example.org\nObjet : dossier\n\n{_BODY}", source)
    assert found.kind is IssuerKind.APPLICANT


@pytest.mark.parametrize(
    ("town", "codes"),
    [
        ("Bordeaux, le 1er mars 2026", ("33",)),
        ("Bordeaux, le 9 mars 2026", ("33",)),
        ("Saint-Denis, le 9 mars 2026", None),
    ],
)
def test_a_prefecture_is_told_by_the_town_of_its_letter_unless_two_sit_there(
    town: str, codes: tuple[str, ...] | None
) -> None:
    assert _issuer(f"PRÉFET\nGuichet des étrangers\n{town}\n\n{_BODY}").codes == codes

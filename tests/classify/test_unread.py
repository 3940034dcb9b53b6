"""What could not be read may hold the proof: nothing is found irrecevable over it."""

from dataclasses import replace

import pytest

from classify.reading import read_bundle
from dossier.bundle import Bundle
from dossier.recevabilite import Motif, Outcome
from tests.classify.builders import bundle_of

LETTER = "Madame, Monsieur,\nje vous adresse ma demande de titre de séjour.\nSincères salutations"


def _with_unread_page(bundle: Bundle) -> Bundle:
    first = bundle.pages[0]
    unread = replace(first, page=replace(first.page, number=2, words=(), unread=True), ref=first.ref._replace(page=2))
    return replace(bundle, pages=(*bundle.pages, replace(unread, file_start=False)))


def test_without_a_proof_a_letter_alone_is_irrecevable() -> None:
    assert read_bundle(bundle_of(LETTER)).recevabilite.outcome is Outcome.IRRECEVABLE


@pytest.mark.parametrize(
    "bundle",
    [_with_unread_page(bundle_of(LETTER)), replace(bundle_of(LETTER), unread=("attestation.pdf",))],
    ids=["a page", "a file"],
)
def test_an_unread_page_or_file_is_for_a_person_to_look_at(bundle: Bundle) -> None:
    findings = read_bundle(bundle)
    assert findings.recevabilite.outcome is Outcome.A_VERIFIER
    assert findings.recevabilite.reasons[0].code is Motif.DOCUMENT_ILLISIBLE
    assert len(bundle.pages) == sum(len(piece.pages) for piece in findings.pieces) + len(findings.skipped)

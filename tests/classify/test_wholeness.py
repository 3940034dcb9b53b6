"""Pages that are missing, by what those that are there say."""

from datetime import date

import pytest

from classify.reading import read_bundle
from classify.types import view_page
from classify.wholeness import numbered
from dossier.recevabilite import Motif, Outcome
from tests.classify.builders import bundle_of, page_of, scan

TODAY = date(2026, 4, 20)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Page 2 sur 3", (2, 3)),
        ("Un bail\nentre nous\n2 / 3", (2, 3)),
        ("Une lettre\nsans fin\n1/3 — la suite figure aux pages suivantes", (1, 3)),
        ("Un message\nimprimé\nhttps://mail.example.org/lire 1/2", (1, 2)),
        ("3 mars 2026", None),
        ("Bonjour,\nAu revoir\n3/5 rue des Lilas, 67000 Strasbourg", None),
        ("Bonjour,\nà bientôt\nPlateforme ouverte le 03/05", None),
        ("Bonjour,\nà bientôt\nFait le 3/05/2026", None),
    ],
)
def test_a_page_says_its_number_in_words_or_at_its_foot(text: str, numbers: tuple[int, int] | None) -> None:
    (page,) = scan(page_of(text))
    assert numbered(view_page(page, TODAY).read) == numbers


LETTER = """
PRÉFECTURE DE LA GIRONDE
Bordeaux, le 2 mars 2026

Monsieur Karim BEN ALI,

Nos essais ont confirmé qu'il vous est impossible de déposer votre demande de titre de séjour en ligne.
Je vous invite à bénéficier de la solution de substitution et à déposer votre dossier papier à la préfecture.
{}
"""


@pytest.mark.parametrize(
    ("foot", "whole"),
    [
        ("", True),
        ("1/1", True),
        ("Voies et délais de recours au verso", True),
        ("1/2 - Bureau du séjour", False),
        ("La décision et ses motifs figurent à la page suivante.", False),
        ("Vous respecterez les conditions énoncées au verso.", False),
    ],
)
def test_what_says_that_more_follows_is_whole_with_it_only(foot: str, *, whole: bool) -> None:
    finding = read_bundle(bundle_of(LETTER.format(foot), prefecture="33")).recevabilite
    assert (finding.outcome is Outcome.RECEVABLE) is whole
    assert (Motif.DOCUMENT_INCOMPLET in {reason.code for reason in finding.reasons}) is not whole

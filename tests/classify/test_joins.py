from datetime import date

import pytest

from classify.joins import join_logit, signs
from classify.page_view import PageView
from classify.split import cut_bundle
from classify.types import view_page
from tests.classify.builders import page_of, scan

TODAY = date(2026, 4, 20)


def views(*texts: str) -> list[PageView]:
    return [view_page(page, TODAY) for page in scan(*(page_of(text) for text in texts))]


@pytest.mark.parametrize(
    ("first", "second", "sign"),
    [
        ("Le bail est conclu pour trois ans et", "se renouvelle par tacite reconduction.", "sentence runs on"),
        ("Le bail est conclu pour une durée renou-", "velable de trois ans.", "word runs on"),
        ("1. Objet\n2. Durée\nLe bail dure.", "3. Loyer\nLe loyer est payé.", "numbering runs on"),
        ("Un texte\nPage 1/2", "La suite\nPage 2/2", "next of its pages"),
        ("Un texte\nPage 2/3", "Le début\nPage 1/3", "other of its pages"),
        ("Un texte", "Le début\nPage 1/3", "first of its pages"),
        ("Dossier T-2026-51190\nUn texte", "CCC - dossier T-2026-51190 — page 2\nLa suite", "next of its pages"),
        ("Dossier T-2026-77001\nUn texte", "CCC - dossier T-2026-51190 — page 2\nLa suite", "a later page"),
        (
            "Préfecture de la Gironde\nMonsieur,\nVous demandez un titre. L'envoi a échoué deux fois.",
            "Cette difficulté vous empêchant de déposer, je propose la voie postale.\nMes salutations distinguées.",
            "closes the letter",
        ),
        ("Nom : DIALLO\nPrénom : Awa", "Nom : PETROVA\nPrénom : Irina", "other person"),
        ("Je vous prie d'agréer mes salutations", "Bonjour, je vous écris", "closed before"),
        ("Je vous prie d'agréer mes salutations", "Bonjour, je vous écris", "greets"),
    ],
)
def test_signs_on_two_pages(first: str, second: str, sign: str) -> None:
    assert sign in signs(*views(first, second))


def test_a_sentence_that_runs_on_speaks_for_one_document_and_a_greeting_against() -> None:
    on = join_logit(*views("Le bail est conclu pour trois ans et", "se renouvelle par tacite reconduction."))
    off = join_logit(*views("Je vous prie d'agréer mes salutations", "Madame, Monsieur, je vous écris"))
    assert on > 1 > -1 > off


def test_a_thin_border_keeps_the_second_best_cut() -> None:
    pair = views("QUITTANCE DE LOYER\nReçu la somme de 540 euros", "Le bailleur M. Garnier\nFait à Melun")
    cuts = cut_bundle(pair, [True, False])
    assert sum(cut.end - cut.start for cut in cuts) == 2
    assert [page for cut in cuts for page, _ in cut.doubts] == [1]


def test_where_a_file_begins_there_is_no_doubt() -> None:
    cuts = cut_bundle(views("BAIL D'HABITATION", "La suite du bail"), [True, True])
    assert [(cut.start, cut.begins, cut.doubts) for cut in cuts] == [(0, 1.0, ()), (1, 1.0, ())]

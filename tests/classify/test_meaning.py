import numpy as np
import pytest

from classify.meaning import LENGTH, meanings


def nearness(first: str, second: str) -> float:
    a, b = meanings([first, second])
    return float(a @ b)


def test_each_sentence_has_a_row_of_length_one() -> None:
    rows = meanings(["Bonjour Madame,", "Votre dossier est complet."])
    assert rows.shape == (2, LENGTH)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1.0, 1.0], abs=1e-3)


def test_no_sentence_is_no_row() -> None:
    assert meanings([]).shape == (0, LENGTH)


@pytest.mark.parametrize(
    ("sentence", "other_words", "stranger"),
    [
        ("Envoyez-nous vos papiers par la poste.", "Vous pouvez adresser votre dossier par courrier.",
         "Le loyer est payable le cinq de chaque mois."),
        ("Le site refuse d'enregistrer votre demande.", "Il vous est impossible de déposer en ligne.",
         "Veuillez agréer, Madame, mes salutations distinguées."),
    ],
)  # fmt: skip
def test_the_same_thing_in_other_words_is_nearer_than_another_thing(
    sentence: str, other_words: str, stranger: str
) -> None:
    assert nearness(sentence, other_words) > nearness(sentence, stranger) + 0.1


def test_a_sentence_means_the_same_alone_and_among_others() -> None:
    alone = meanings(["Votre compte est bloqué."])[0]
    among = meanings(["Bonjour,", "Votre compte est bloqué.", "Cordialement"])[1]
    assert float(alone @ among) == pytest.approx(1.0, abs=1e-4)


def test_line_breaks_and_the_length_of_a_list_do_not_matter() -> None:
    assert nearness("Votre compte\n est   bloqué.", "Votre compte est bloqué.") == pytest.approx(1.0, abs=1e-4)
    assert meanings(["liste " * 100_000]).shape == (1, LENGTH)

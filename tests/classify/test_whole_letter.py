import pytest

from classify.whole_letter import MOST, WORTHS, assembled, kept, pieces_of, worth_of

HEAD = ["Centre de contact citoyens", "Madame Awa DIOP,"]


def proves(*sentences: str, issuer: str = "ccc") -> float:
    letter = [*HEAD, *sentences]
    return worth_of(letter, issuer, [0.0] * len(letter))["proves"]


def test_the_shares_are_of_the_three_worths_and_add_up_to_one() -> None:
    found = worth_of(HEAD, "ccc", [1.0, 1.0])
    assert set(found) == set(WORTHS)
    assert sum(found.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("true", "turned"),
    [
        ("Votre compte est bloqué sans remède : la demande ne se fera pas par internet, donnez cette lettre au préfet.",
         "Votre compte était bloqué sans remède : c'est réparé, la demande se fera par internet."),
        ("Votre compte restera bloqué, nous l'avons vérifié, et la demande ne se fera pas par internet.",
         "Votre compte serait bloqué, dites-vous ; nous l'avons vérifié et la demande se fera par internet."),
    ],
)  # fmt: skip
def test_what_turns_a_statement_round_is_heard(true: str, turned: str) -> None:
    assert proves(true) > proves(turned) + 0.3


def test_capitals_and_line_breaks_do_not_matter() -> None:
    said = "Votre demande ne passera pas par internet, nous l'attestons."
    assert pieces_of([said.upper()]) == pieces_of([said.lower().capitalize()])
    assert pieces_of(["Votre  demande\nne passera pas."]) == pieces_of(["Votre demande ne passera pas."])


def test_a_ticked_box_is_told_from_an_empty_one() -> None:
    ticked, empty = pieces_of(["☒ dépôt impossible", "☐ dépôt impossible"])
    assert ticked != empty
    assert pieces_of(["[x] dépôt impossible"])[0] == ticked


def test_no_sentence_is_without_pieces_and_none_is_read_for_ever() -> None:
    assert [len(found) > 0 for found in pieces_of(["", "   ", "ࢢ"])] == [True] * 3
    assert len(pieces_of(["mot " * 10_000])[0]) <= 120


def test_of_a_long_letter_what_says_least_is_left_out_first_and_the_order_stays() -> None:
    pieces = [[5] * 99] * 8
    spare = [0.9, 0.1, 0.8, 0.2, 0.95, 0.3, 0.1, 0.7]
    assert kept(pieces, spare) == [1, 3, 5, 6, 7]
    assert kept([[5] * (MOST + 1)], [1.0]) == [0]
    ids, spans = assembled("ccc", [[7, 8], [9]])
    assert [ids[first:end] for first, end in spans] == [[7, 8, 2], [9, 2]]


def test_a_letter_of_many_pages_is_read() -> None:
    letter = [
        *HEAD,
        *["Nous avons bien pris note de vos appels et de vos envois."] * 300,
        "Le site est bloqué pour vous.",
    ]
    found = worth_of(letter, "ccc", [0.9] * (len(letter) - 1) + [0.0])
    assert sum(found.values()) == pytest.approx(1.0)

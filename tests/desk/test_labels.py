from datetime import UTC, date, datetime
from enum import StrEnum

import pytest

from desk.labels import label, piece_type
from desk.templatetags.desk import certitude, date_partielle, jour, nombre, pluriel, pour_cent, taille
from dossier.demandeur import Method, Qualite
from dossier.filing import Cause
from dossier.joining import Obstacle, Tie
from dossier.mail import Channel, DateSource, Nature
from dossier.piece import Skip
from dossier.recevabilite import Fondement, Motif, Outcome
from storage.register.transitions import Stage

TABLES: dict[str, type[StrEnum]] = {
    "outcome": Outcome,
    "decision": Outcome,
    "voie": Fondement,
    "motif": Motif,
    "stage": Stage,
    "channel": Channel,
    "date_source": DateSource,
    "nature": Nature,
    "skip": Skip,
    "method": Method,
    "qualite": Qualite,
    "event": Cause,
    "cause": Cause,
    "tie": Tie,
    "obstacle": Obstacle,
}


@pytest.mark.parametrize(("table", "code"), [(table, code) for table, codes in TABLES.items() for code in codes])
def test_every_code_of_the_contract_has_words(table: str, code: StrEnum) -> None:
    words = label(table, code)
    assert words
    assert "_" not in words
    assert words != label("why", f"{code}_")  # not merely the code made readable


@pytest.mark.parametrize(
    ("code", "words"),
    [("some_new_code", "Some new code"), ("revision 2", "Révision 2"), ("", ""), (None, "")],
)
def test_a_code_that_nobody_knows_is_shown_all_the_same(code: str | None, words: str) -> None:
    assert label("why", code) == words


def test_an_unknown_type_of_piece_is_autre() -> None:
    assert piece_type("type_of_tomorrow").key == "autre"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.974, "97\u00a0%"), (0.999, "99\u00a0%"), (1.0, "100\u00a0%"), (0.001, "1\u00a0%"), (0.0, "0\u00a0%")],
)
def test_no_share_is_rounded_to_certainty(value: float, shown: str) -> None:
    assert pour_cent(value) == shown


@pytest.mark.parametrize(("value", "word"), [(0.95, "élevée"), (0.8, "moyenne"), (0.3, "faible")])
def test_confidence_has_a_word(value: float, word: str) -> None:
    assert certitude(value) == word


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0\u00a0octets"),
        (999, "999\u00a0octets"),
        (1_400, "1,4\u00a0Ko"),
        (250_000, "250\u00a0Ko"),
        (1_440_000, "1,4\u00a0Mo"),
        (5_000_000_000_000, "5000\u00a0Go"),
    ],
)
def test_sizes_are_written_as_people_write_them(size: int, shown: str) -> None:
    assert taille(size) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("1990-03-12", "12 mars 1990"),
        ("1990-03-01", "1er mars 1990"),
        ("1990-03", "mars 1990"),
        ("1990", "1990"),
        ("0000-00-00", "0000-00-00"),
        ("hier", "hier"),
    ],
)
def test_a_date_is_shown_as_far_as_it_is_known(value: str, shown: str) -> None:
    assert date_partielle(value) == shown


def test_thousands_stand_apart() -> None:
    assert nombre(1234567) == "1\u202f234\u202f567"


def test_a_plural_begins_at_two() -> None:
    assert [pluriel(count) for count in (0, 1, 2)] == ["", "", "s"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (date(2026, 12, 1), "1er décembre 2026"),
        (date(2026, 2, 28), "28 février 2026"),
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), "1er décembre 2026"),
    ],
)
def test_a_day_is_written_as_people_write_it(value: date, shown: str) -> None:
    assert jour(value) == shown

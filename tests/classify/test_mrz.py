from datetime import date

import pytest

from classify.mrz import check_digit, read_mrz

TODAY = date(2026, 4, 20)
# Specimens printed in ICAO Doc 9303 (parts 4, 5, 6, 7) and the public specimen of the old French card.
TD3 = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
TD1 = ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"]
TD2 = ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"]
MRV_A = ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"]
MRV_B = ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"]
CNI = ["IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<", "8806923102858CORINNE<<<<<<<6512068F6"]


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        (TD3, ("TD3", "ERIKSSON", "ANNA MARIA", "L898902C3", "1974-08-12")),
        (TD1, ("TD1", "ERIKSSON", "ANNA MARIA", "D23145890", "1974-08-12")),
        (TD2, ("TD2", "ERIKSSON", "ANNA MARIA", "D23145890", "1974-08-12")),
        (MRV_A, ("MRV-A", "ERIKSSON", "ANNA MARIA", "L8988901C", "1940-09-07")),
        (MRV_B, ("MRV-B", "ERIKSSON", "ANNA MARIA", "L8988901C", "1940-09-07")),
        (CNI, ("CNI", "BERTHIER", "CORINNE", "880692310285", "1965-12-06")),
    ],
    ids=["TD3", "TD1", "TD2", "MRV-A", "MRV-B", "old French card"],
)
def test_a_specimen_of_each_kind_is_read_with_its_check_digits(lines: list[str], read: tuple[str, ...]) -> None:
    zone = read_mrz(["PASSEPORT", *lines, "something else"], TODAY)
    assert zone is not None
    assert (zone.kind, zone.surname, zone.given, zone.number, zone.birth) == read
    assert zone.checked


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("L898902C36UTO74O8122F", "1974-08-12"),
        ("L898902C36UTO740B122F", "1974-08-12"),
        ("L898902C36UTO7408I22F", "1974-08-12"),
    ],
)
def test_letters_read_for_digits_are_repaired_where_the_check_digit_agrees(wrong: str, right: str) -> None:
    zone = read_mrz([TD3[0], wrong + TD3[1][len(wrong) :]], TODAY)
    assert zone is not None
    assert zone.birth == right


def test_a_birth_date_that_fails_its_check_digit_is_not_given() -> None:
    zone = read_mrz([TD3[0], TD3[1].replace("7408122", "7409122")], TODAY)
    assert zone is not None
    assert zone.birth is None
    assert not zone.checked


def test_spaces_and_wrongly_read_fillers_do_not_hide_a_zone() -> None:
    zone = read_mrz([TD3[0].replace("<<<<", "«<< <"), TD3[1]], TODAY)
    assert zone is not None
    assert zone.surname == "ERIKSSON"


@pytest.mark.parametrize("lines", [[], ["Madame, Monsieur,"], [TD3[1]], ["<" * 44, "<" * 44], ["A" * 44, "1" * 44]])
def test_text_that_is_no_zone_gives_none(lines: list[str]) -> None:
    assert read_mrz(lines, TODAY) is None


def test_check_digits_follow_the_example_of_the_standard() -> None:
    assert check_digit("520727") == 3
    assert check_digit("AB2134<<<") == 5


def test_a_first_line_alone_gives_state_and_names_and_nothing_checked() -> None:
    zone = read_mrz([TD3[0]], TODAY)
    assert zone is not None
    assert (zone.surname, zone.nationality, zone.birth, zone.checked) == ("ERIKSSON", "UTO", None, False)


@pytest.mark.parametrize("wrong", ["1" + TD3[1], TD3[1][:5] + TD3[1][6:]], ids=["one place too many", "one too few"])
def test_a_second_line_that_slipped_by_one_place_is_put_right_by_its_check_digits(wrong: str) -> None:
    zone = read_mrz([TD3[0], wrong], TODAY)
    assert zone is not None
    assert zone.checked
    assert zone.birth == "1974-08-12"

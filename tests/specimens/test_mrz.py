from datetime import date
from typing import TypedDict

import pytest

from specimens import mrz


class Holder(TypedDict):
    nom: str
    prenoms: str
    born: date
    sex: str


PERSON = Holder(nom="N'GUESSAN ÖZDEMİR", prenoms="Adjoua Estelle", born=date(1990, 2, 28), sex="F")


def passes(field: str, digit: str) -> bool:
    return mrz.check_digit(field) == digit


def test_the_passport_of_icao_9303_is_reproduced() -> None:
    # ICAO 9303 part 4, appendix A: its specimen's composite covers an optional field that ours leaves empty.
    first, second = mrz.passport(
        country="UTO",
        nom="ERIKSSON",
        prenoms="ANNA MARIA",
        number="L898902C3",
        born=date(1974, 8, 12),
        sex="F",
        expires=date(2012, 4, 15),
    )
    assert first == "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
    assert second.startswith("L898902C36UTO7408122F1204159")
    assert len(second) == 44


def test_the_old_french_card_of_the_public_specimen_is_reproduced() -> None:
    first, second = mrz.old_french_card(
        nom="BERTHIER",
        prenoms="CORINNE",
        office="",
        place="923",
        issued=date(1988, 6, 1),
        serial="10285",
        born=date(1965, 12, 6),
        sex="F",
    )
    assert first == "IDFRABERTHIER".ljust(36, "<")
    assert second == "8806923102858CORINNE<<<<<<<6512068F6"


def test_a_residence_card_passes_all_its_checks() -> None:
    first, second, third = mrz.permit(
        number="AB1234567", optional="3303215961", expires=date(2027, 1, 31), nationality="CIV", **PERSON
    )
    assert [len(line) for line in (first, second, third)] == [30, 30, 30]
    assert passes(first[5:14], first[14])
    assert passes(second[:6], second[6])
    assert passes(second[8:14], second[14])
    assert passes(first[5:] + second[:7] + second[8:15] + second[18:29], second[29])
    assert "3303215961" in first
    assert third.startswith("NGUESSAN<OZDEMIR<<ADJOUA")


@pytest.mark.parametrize(
    ("text", "clean"), [("ÖZDEMİR", "OZDEMIR"), ("N'GUESSAN", "NGUESSAN"), ("LE HOANG", "LE<HOANG")]
)
def test_names_are_put_in_the_alphabet_of_the_zone(text: str, clean: str) -> None:
    assert mrz.clean(text) == clean


def test_a_visa_has_two_lines_of_36() -> None:
    lines = mrz.visa(number="123456789", nationality="CIV", expires=date(2027, 1, 31), **PERSON)
    assert [len(line) for line in lines] == [36, 36]
    assert passes(lines[1][:9], lines[1][9])

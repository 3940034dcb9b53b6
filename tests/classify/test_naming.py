"""Which words of a printed name are the surname."""

import pytest

from classify.naming import clean_name, naming_of


@pytest.mark.parametrize(
    ("printed", "nom", "prenoms"),
    [
        ("DIALLO Aminata", "DIALLO", "Aminata"),
        ("Aminata DIALLO", "DIALLO", "Aminata"),
        ("Mme BAMBA née KOUASSI Adjoua", "KOUASSI", "Adjoua"),
        ("SHARMA, PRIYA", "SHARMA", "PRIYA"),
        ("D|ALLO Aminata", "DIALLO", "Aminata"),
        ("DlALLO Aminata", "DIALLO", "Aminata"),
    ],
)
def test_the_words_in_capitals_are_the_surname_bars_read_for_an_i_among_them(
    printed: str, nom: str, prenoms: str
) -> None:
    naming = naming_of(printed)
    assert naming is not None
    assert (naming.nom, naming.prenoms) == (nom, prenoms)


@pytest.mark.parametrize(
    ("printed", "name"), [("BR|SSA", "BRISSA"), ("| BRISSA |", "BRISSA"), ("Malik", "Malik"), ("Alli", "Alli")]
)
def test_a_field_s_bars_between_capitals_are_an_i_and_those_around_it_are_a_table_s(printed: str, name: str) -> None:
    assert clean_name(printed) == name

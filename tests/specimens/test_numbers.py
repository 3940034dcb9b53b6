import pytest
from stdnum import iban
from stdnum.fr import nif, nir, siret

from specimens import numbers
from specimens.people import draw_person, nationalities
from specimens.places import departements, prefecture, sous_prefecture
from specimens.rng import source


@pytest.mark.parametrize("seed", range(20))
def test_numbers_have_right_check_digits(seed: int) -> None:
    rng = source("numbers", seed)
    assert siret.is_valid(numbers.siret(rng))
    assert nir.is_valid(numbers.nir(rng, sex="F", year=1988, month=4))
    assert nif.is_valid(numbers.numero_fiscal(rng))
    assert iban.is_valid(numbers.iban(rng, "39999", "00512"))


@pytest.mark.parametrize("code", nationalities())
def test_people_of_every_nationality_are_coherent(code: str) -> None:
    person = draw_person(source("people", code), departement="2A", nationality=code)
    assert person.code_nationalite == code
    assert len(person.numero_etranger) == 10
    assert person.code_postal.startswith("20")
    assert person.courriel.split("@")[1].split(".", 1)[1] in {"example.org", "example.net", "example.com"}


@pytest.mark.parametrize("code", departements())
def test_every_departement_has_its_offices(code: str) -> None:
    assert prefecture(code).code == sous_prefecture(code).code == code
    assert prefecture(code).courriel.endswith(".gouv.fr")


def test_paris_is_served_by_the_prefecture_de_police() -> None:
    assert prefecture("75").nom == "préfecture de police"

from dataclasses import replace

import pytest

from classify.folding import fold
from classify.reading import read_bundle
from classify.territory import departement_of_address, departement_of_postal_code, name_of, office_in
from tests.classify.builders import PEOPLE, bundle_of, page_of, scan


@pytest.mark.parametrize(
    ("code", "departement"),
    [
        ("33000", "33"), ("01000", "01"), ("20000", "2A"), ("20200", "2B"), ("20620", "2B"), ("75018", "75"),
        ("97110", "971"), ("97133", "977"), ("97150", "978"), ("97200", "972"), ("97300", "973"), ("97400", "974"),
        ("97500", "975"), ("97600", "976"), ("98800", "988"), ("96000", None),
        ("00100", None), ("1234", None), ("9730A", None),
    ],
)  # fmt: skip
def test_a_postal_code_tells_the_departement(code: str, departement: str | None) -> None:
    assert departement_of_postal_code(code) == departement


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("PRÉFET DE LA GIRONDE", ("33",)),
        ("Préfecture de l'Ain", ("01",)),
        ("préfecture d'Ille-et-Vilaine", ("35",)),
        ("Sous-préfecture de Libourne", ("33",)),
        ("Sous-préfecture de Vienne", ("38",)),
        ("Préfecture de la Vienne", ("86",)),
        ("la préfète du Rhône", ("69",)),
        ("Préfecture de la Charente-Maritime", ("17",)),
        ("Préfecture de la Haute-Vienne", ("87",)),
        ("Préfecture de police", ("75",)),
        ("Préfecture de police des Bouches-du-Rhône", ()),
        ("Préfecture de Paris", ()),
        ("Préfecture de la région d'Île-de-France, préfecture de Paris", ()),
        ("Préfecture de Saint-Barthélemy et de Saint-Martin", ("977", "978")),
        ("Préfecture de la Corse-du-Sud", ("2A",)),
        ("Préfecture de Mayotte", ("976",)),
        ("Préfecture de Seine-et-Marne", ("77",)),
    ],
)
def test_an_office_is_known_by_its_departement_or_its_town(text: str, codes: tuple[str, ...]) -> None:
    found = office_in(fold(text))
    assert found is not None
    assert found[1] == codes


def test_a_prefecture_without_a_place_serves_nobody_that_we_know() -> None:
    assert office_in(fold("Présentez-vous à la préfecture muni de ce courrier")) is None


@pytest.mark.parametrize(
    ("address", "departement"),
    [("pref-sejour@rhone.gouv.fr", "69"), ("x@alpes-maritimes.gouv.fr", "06"),
     ("x@rhone.gouv.fr.example.org", None), ("a@gmail.com", None)],
)  # fmt: skip
def test_an_address_of_a_departement_of_the_state_tells_it(address: str, departement: str | None) -> None:
    assert departement_of_address(address) == departement


def test_prefectures_are_called_by_their_names() -> None:
    assert name_of("33") == "préfecture de la Gironde"
    assert name_of("75") == "préfecture de police"


def test_a_form_whose_street_cannot_be_read_still_gives_the_departement() -> None:
    who = PEOPLE["nguyen"]
    form = who.formulaire.replace(
        f"Adresse : {who.rue}, {who.ville}", "Adresse : ~ cuvs Gmb\nCode postal, ville : 69003 Lyon"
    )
    demandeur = read_bundle(bundle_of(form, who.passeport, prefecture="69")).demandeur
    assert (demandeur.adresse, demandeur.departement) == (None, "69")


def test_a_postal_code_that_only_a_hand_prints_moves_nobody() -> None:
    who = PEOPLE["nguyen"]
    form = page_of(who.formulaire.replace("69003", "19003"), confidence=0.6)
    bundle = bundle_of(who.passeport, who.facture, prefecture="69")
    bundle = replace(bundle, pages=scan(*(page.page for page in bundle.pages), form))
    assert read_bundle(bundle).demandeur.departement == "69"

"""The numéro étranger among the other numbers of a pli."""

import pytest

from classify.reading import read_bundle
from tests.classify.builders import PEOPLE, bundle_of

WHO = PEOPLE["diallo"]
FORM = WHO.formulaire.replace(f"N° étranger : {WHO.numero}\n", "")
LETTER = """
Aminata DIALLO
14 rue des Faures
33000 BORDEAUX

Madame, Monsieur,
Je sollicite le renouvellement de mon titre de séjour. {}
Je vous prie d'agréer mes salutations distinguées.
Aminata DIALLO
"""


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("Mon numéro étranger est le 3301234567.", "3301234567"),
        ("Numéro AGDREF 3301234567", "3301234567"),
        ("N° étranger : 33 01 23 45 67", "3301234567"),
        ("Merci d'enregistrer mon dossier (n° 3301234567).", "3301234567"),
        ("Vous pouvez me joindre au 0612345678.", None),
        ("Téléphone : 06 12 34 56 78", None),
        ("Ma facture, client n° 3301234567, est jointe.", None),
        ("Le SIRET de mon employeur est 33012345670018.", None),
        ("Mon numéro de sécurité sociale est 2 91 03 99 330 123 45.", None),
        ("Suite à votre ticket REQ-3301234567.", None),
        ("Le dossier porte le n° 9612345678.", None),
    ],
)
def test_a_numero_etranger_is_told_from_other_numbers(sentence: str, number: str | None) -> None:
    assert read_bundle(bundle_of(LETTER.format(sentence), FORM)).demandeur.numero_etranger == number


def test_a_telephone_without_a_colon_is_read_on_a_form_and_never_a_prefectures() -> None:
    office = "PRÉFECTURE DE LA GIRONDE\nMadame Aminata DIALLO\nTél. 05 56 90 60 60\nVotre demande est à l'étude."
    form = FORM.replace("Situation familiale", "Téléphone portable 06 39 98 11 22\nSituation familiale")
    assert read_bundle(bundle_of(form, office)).demandeur.telephone == "06 39 98 11 22"
    assert read_bundle(bundle_of(FORM, office)).demandeur.telephone is None


BILL = """
BANQUE DE LA PLACE
Relevé d'identité bancaire
Titulaire : Mme Aminata DIALLO
Domiciliation : BORDEAUX
2155342295
"""
STAMPS = """
TITRE DE SÉJOUR
DIALLO Aminata
SORTIE
1610202212
"""


@pytest.mark.parametrize("page", [BILL, STAMPS])
def test_ten_digits_that_nothing_names_are_nobodys_number(page: str) -> None:
    assert read_bundle(bundle_of(LETTER.format(""), FORM, page)).demandeur.numero_etranger is None

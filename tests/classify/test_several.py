"""Two persons' papers in one pli, whatever the proof names."""

from dataclasses import replace

import pytest

from classify.reading import read_bundle
from dossier.recevabilite import Motif, Outcome
from tests.classify.builders import PEOPLE, bundle_of

ATTESTATION = """
Centre de contact citoyens - France Titres
Le 20 mars 2026
ATTESTATION
Nous attestons que la demande de titre de séjour de Madame Thi Lan NGUYEN ne peut être déposée sur le téléservice
en raison d'un dysfonctionnement. La présente est à remettre à la préfecture.
"""
HER, HIM = PEOPLE["nguyen"], PEOPLE["benali"]
CHILD = replace(HIM, prenoms="Sami", naissance="14/02/2019")
MARRIAGE = """
EXTRAIT D'ACTE DE MARIAGE
Le 3 mai 2018 ont contracté mariage Karim BEN ALI né le 23/11/1985 et Thi Lan NGUYEN née le 05/09/1998
L'officier de l'état civil
"""


@pytest.mark.parametrize(
    "others",
    [(HIM.formulaire, HIM.passeport), (HIM.passeport,), (HIM.formulaire,)],
    ids=["a form and a passport", "a passport", "a form"],
)
def test_somebody_elses_papers_are_for_an_agent_to_divide(others: tuple[str, ...]) -> None:
    bundle = bundle_of(HER.lettre, ATTESTATION, HER.formulaire, HER.passeport, *others, prefecture="69")
    finding = read_bundle(bundle).recevabilite
    assert finding.outcome is Outcome.A_VERIFIER
    assert finding.reasons[0].code is Motif.PLUSIEURS_PERSONNES


@pytest.mark.parametrize(
    "others", [(), (CHILD.passeport,), (HIM.passeport, MARRIAGE)], ids=["nobody", "a child", "a husband"]
)
def test_who_stands_there_for_the_demandeur_is_no_second_demandeur(others: tuple[str, ...]) -> None:
    bundle = bundle_of(HER.lettre, ATTESTATION, HER.formulaire, HER.passeport, *others, prefecture="69")
    assert read_bundle(bundle).recevabilite.outcome is Outcome.RECEVABLE


def test_a_form_misread_in_a_hand_is_no_second_persons() -> None:
    misread = (
        HER.formulaire.replace("NGUYEN", "NGOUYFN").replace("Thi Lan", "Tni Lau").replace("05/09/1998", "O5/O9/199B")
    )
    bundle = bundle_of(HER.lettre, ATTESTATION, misread, HER.passeport, prefecture="69")
    findings = read_bundle(bundle)
    assert findings.recevabilite.outcome is Outcome.RECEVABLE
    assert (findings.demandeur.nom, findings.demandeur.prenoms) == ("NGUYEN", "Thi Lan")


FRENCH_CARD = """
RÉPUBLIQUE FRANÇAISE   CARTE NATIONALE D'IDENTITÉ / IDENTITY CARD
NOM / Surname
BRISSON
Prénoms / Given names
Delphine
Date de naissance
14/03/1971
LIEU DE NAISSANCE QUIMPER
N° DU DOCUMENT H7664FD67   EXPIRE LE 02 05 2033
IDFRAH7664FD671<<<<<<<<<<<<<<<
7103140F3305027FRA<<<<<<<<<<<0
BRISSON<<DELPHINE<<<<<<<<<<<<<
"""


def test_a_french_person_is_no_second_demandeur_though_nothing_tells_why_the_card_is_there() -> None:
    bundle = bundle_of(HER.lettre, ATTESTATION, HER.formulaire, HER.passeport, FRENCH_CARD, prefecture="69")
    assert read_bundle(bundle).recevabilite.outcome is Outcome.RECEVABLE


def test_two_forms_nobody_can_read_and_two_passports_of_a_couple_are_for_an_agent_to_divide() -> None:
    wife = replace(HER, nom=HIM.nom)
    form = "FORMULAIRE DE DEMANDE DE TITRE DE SÉJOUR\nà remplir en capitales\nN° étranger |7/5[7/16\nNOM|I I\nPRÉNOMS"
    attestation = ATTESTATION.replace("Madame Thi Lan NGUYEN", "Monsieur Karim BEN ALI")
    pages = (HIM.lettre, attestation, form, HIM.passeport, form, wife.passeport)
    marriage = MARRIAGE.replace("NGUYEN", "BEN ALI")
    finding = read_bundle(bundle_of(*pages, marriage, prefecture="75")).recevabilite
    assert finding.outcome is Outcome.A_VERIFIER
    assert finding.reasons[0].code is Motif.PLUSIEURS_PERSONNES


def test_a_couple_whose_letter_asks_for_both_is_for_an_agent_to_divide() -> None:
    wife = replace(HER, nom=HIM.nom)
    letter = HIM.lettre.replace(
        "Je vous prie de bien vouloir", "Mon épouse et moi demandons chacun un titre. Je vous prie de bien vouloir"
    )
    assert letter != HIM.lettre
    attestation = ATTESTATION.replace("Madame Thi Lan NGUYEN", "Monsieur Karim BEN ALI")
    pages = (letter, attestation, HIM.passeport, wife.passeport, MARRIAGE.replace("NGUYEN", "BEN ALI"))
    finding = read_bundle(bundle_of(*pages, prefecture="75")).recevabilite
    assert finding.reasons[0].code is Motif.PLUSIEURS_PERSONNES


def test_who_is_lodged_asks_for_something_who_lodges_does_not() -> None:
    host = """
ATTESTATION D'HÉBERGEMENT
Je soussigné Jean MARTIN, né le 3 mai 1960, atteste sur l'honneur héberger à mon domicile, 3 rue de la Paix 69003 Lyon,
Monsieur Karim BEN ALI, né le 23/11/1985, depuis le 2 janvier 2026.
"""
    bundle = bundle_of(HER.lettre, ATTESTATION, HER.formulaire, HER.passeport, HIM.passeport, host, prefecture="69")
    assert read_bundle(bundle).recevabilite.reasons[0].code is Motif.PLUSIEURS_PERSONNES

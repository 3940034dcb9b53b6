from datetime import date

import pytest

from classify.page_view import PageView
from classify.types import legibility, shares, view_page
from dossier.types import piece_types
from tests.classify.builders import page_of, scan

TODAY = date(2026, 4, 20)


def view(text: str, *, confidence: float = 0.96, picture: float = 0.0) -> PageView:
    return view_page(scan(page_of(text, confidence=confidence, picture=picture))[0], TODAY)


def best(text: str, *, confidence: float = 0.96, picture: float = 0.0) -> str:
    told = shares(view(text, confidence=confidence, picture=picture))
    return max(told, key=told.__getitem__)


def test_shares_are_probabilities_of_every_type() -> None:
    told = shares(view("QUITTANCE DE LOYER\nReçu la somme de 540 euros"))
    assert set(told) == set(piece_types())
    assert sum(told.values()) == pytest.approx(1.0)
    assert min(told.values()) > 0


# What is easily taken for something else.
@pytest.mark.parametrize(
    ("text", "type_"),
    [
        (
            "Expéditeur : Moussa KONÉ\n45 rue de la République\n93200 SAINT-DENIS\n\nPréfecture de la Gironde\n"
            "Bureau du séjour\n2 esplanade Charles de Gaulle\n33077 BORDEAUX CEDEX",
            "enveloppe",
        ),
        (
            "Étrangers en France   Se déconnecter\nAccueil > Mon espace > Mes messages   Mon compte\n"
            "Madame DIALLO,\nVotre demande n° 3301234567890123456 a été clôturée par le service instructeur.\n"
            "Motif : une autre demande est déjà en cours sous votre numéro.\n"
            "Vous pouvez déposer une nouvelle demande depuis votre espace.\nLe service instructeur",
            "notification_anef",
        ),
        (
            "Étrangers en France   Se déconnecter\nMon compte   Mes démarches\nÉtape 3 sur 6\n"
            "Une erreur est survenue. Veuillez réessayer.",
            "capture_anef",
        ),
        (
            "ATTESTATION DE PROLONGATION D'INSTRUCTION\nLa demande de renouvellement du titre de séjour de Mme DIALLO\n"
            "est en cours d'instruction. La présente attestation est valable du 01/03/2026 au 31/05/2026\n"
            "accompagnée du titre de séjour expiré.",
            "recepisse",
        ),
        (
            "Je soussigné Paul Garnier, gérant de la SARL Horizon, atteste que Mme DIALLO Aminata est employée\n"
            "dans notre entreprise depuis le 3 mars 2024 en qualité de vendeuse.\nCachet de l'entreprise",
            "attestation_employeur",
        ),
        (
            "Je soussigné Paul Garnier atteste que Mme DIALLO Aminata vit à mon domicile, 8 rue des Tilleuls,\n"
            "à titre gratuit, depuis le 3 mars 2024.",
            "attestation_hebergement",
        ),
    ],
)  # fmt: skip
def test_neighbouring_types_are_told_apart(text: str, type_: str) -> None:
    assert best(text) == type_


def test_a_picture_without_words_is_a_photograph_and_an_unread_sheet_is_not() -> None:
    assert best("", picture=0.3) == "photo_identite"
    assert best("") == "autre"


def test_what_the_engine_does_not_believe_says_little() -> None:
    text = "lk jhq ve oln dossier sejaur mn\nrtz uoe pln"
    assert legibility(view(text, confidence=0.3)) == 0.0
    assert max(shares(view(text, confidence=0.3)).values()) < 0.5


@pytest.mark.parametrize("picture", [0.0, 0.004])
def test_a_page_without_words_that_shows_no_picture_may_be_anything(picture: float) -> None:
    assert best("", picture=picture) == "autre"
    assert shares(view("", picture=picture))["autre"] < 0.5

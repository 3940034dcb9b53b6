"""Who writes, by sender lines and towns that look like others."""

import pytest

from classify.document import Document
from classify.issuer import Issuer, IssuerKind, issuer_of
from classify.text import ReadPage
from dossier.page import TextSource
from tests.classify.builders import page_of, scan

_BODY = "Nos services ont constaté que le dépôt en ligne est impossible."


def _issuer(text: str, source: TextSource = TextSource.OCR) -> Issuer:
    pages = scan(page_of(text, source=source))
    return issuer_of(Document(index=0, type="courrier", pages=pages, read=(ReadPage(pages[0].page),)))


@pytest.mark.parametrize("source", TextSource)
@pytest.mark.parametrize("domain", ["ants.gouv.fr.example.com", "ants.gouv.fr-mail.example"])
def test_an_address_that_only_begins_like_the_states_is_private(domain: str, source: TextSource) -> None:
    found = _issuer(f"De : Service <aide@{domain}>\nÀ : moi@example.org\nObjet : dossier\n\n{_BODY}", source)
    assert found.kind is IssuerKind.APPLICANT


@pytest.mark.parametrize(
    ("town", "codes"),
    [
        ("Bordeaux, le 1er mars 2026", ("33",)),
        ("Bordeaux, le 9 mars 2026", ("33",)),
        ("Saint-Denis, le 9 mars 2026", None),
    ],
)
def test_a_prefecture_is_told_by_the_town_of_its_letter_unless_two_sit_there(
    town: str, codes: tuple[str, ...] | None
) -> None:
    assert _issuer(f"PRÉFET\nGuichet des étrangers\n{town}\n\n{_BODY}").codes == codes


_MARK = "PRÉFET   Direction des migrations et de l'intégration\nDE L'HÉRAULT   Bureau du séjour\nLiberté\nMadame,\n"


@pytest.mark.parametrize(
    ("letter", "codes"),
    [
        (f"{_MARK}{_BODY}", ("34",)),
        (f"PRÉFÈTE   Cabinet\nDU RHÔNE   Bureau\nMadame,\n{_BODY}", ("69",)),
        (f"PRÉFET\nDES BOUCHES-\nDU-RHÔNE\nLiberté\nMadame,\n{_BODY}", ("13",)),
        (f"PRÉFET   Cabinet\nde la préfète\nMadame,\n{_BODY}", None),
        (f"PRÉFET\nGuichet\nMadame,\n{_BODY}\nPréfecture de l'Hérault, 34 place des Martyrs, Montpellier", ("34",)),
        (f"PRÉFET\nGuichet\nMadame,\n{_BODY}\nwww.herault.gouv.fr - 04 67 61 61 61", ("34",)),
    ],
)
def test_a_prefecture_is_told_by_its_mark_read_in_columns_and_by_its_foot(
    letter: str, codes: tuple[str, ...] | None
) -> None:
    found = _issuer(letter)
    assert (found.kind, found.codes) == (IssuerKind.PREFECTURE, codes)


_SITE = """herault.gouv.fr
Nous contacter > Suivi de mon message
Votre message du 23/09/2026 : « Bonjour je n'arrive pas à faire ma demande, page blanche. »
{}
Bonjour,
"""


@pytest.mark.parametrize(
    ("answer", "kind", "codes"),
    [
        ("Réponse de la préfecture de l'Hérault (service immigration) :", IssuerKind.PREFECTURE, ("34",)),
        ("Réponse de la sous-préfecture de Béziers :", IssuerKind.PREFECTURE, ("34",)),
        ("Réponse du centre de contact citoyens :", IssuerKind.CCC, None),
    ],
)
def test_an_answer_printed_from_a_service_s_site_is_the_service_s(
    answer: str, kind: IssuerKind, codes: tuple[str, ...] | None
) -> None:
    found = _issuer(_SITE.format(answer) + _BODY)
    assert (found.kind, found.codes) == (kind, codes)


def test_an_answer_that_somebody_s_own_letter_shows_is_not_the_service_s() -> None:
    shown = _SITE.format("Réponse de la préfecture de l'Hérault :").partition("\n")[2]
    letter = f"Awa DIALLO\n12 rue des Lilas\nMadame, Monsieur,\nje vous montre la réponse à ma demande.\n{shown}{_BODY}"
    assert _issuer(letter).kind is IssuerKind.APPLICANT


_CERTIFIES = "certifie que la demande de titre de séjour de Mme Awa DIALLO ne peut aboutir sur le téléservice."


@pytest.mark.parametrize(
    ("head", "signed", "kind"),
    [
        ("Centre de contact citoyens\nFrance Titres", "responsable de plateau", IssuerKind.CCC),
        ("Préfecture de la Gironde\nBureau du séjour", "cheffe de bureau", IssuerKind.PREFECTURE),
        ("Centre de contact citoyens\nFrance Titres", "voisine de palier", IssuerKind.TIERS),
        ("Centre de contact citoyens\nFrance Titres", "conseillère de la mairie de Pessac", IssuerKind.TIERS),
        ("Mairie de Pessac\nFrance services", "conseillère numérique", IssuerKind.TIERS),
        (
            "Centre de contact citoyens\nFrance Titres",
            "conseillère au sein de l'association Cap Droits",
            IssuerKind.ASSOCIATION,
        ),
    ],
)
def test_who_signs_by_a_charge_under_an_office_s_head_is_of_the_office(
    head: str, signed: str, kind: IssuerKind
) -> None:
    assert _issuer(f"{head}\nBordeaux, le 2 mars 2026\nJe soussignée, {signed}, {_CERTIFIES}").kind is kind

import pytest

from classify.reading import read_bundle
from dossier.bundle import Bundle
from dossier.demandeur import Qualite
from dossier.mail import Channel
from dossier.piece import Sensibilite
from tests.classify.builders import PEOPLE, RECEIVED, bundle_of, page_of, scan

KONE = PEOPLE["kone"]
PAY = (
    "BULLETIN DE PAIE\n"
    "Période : {0}\n"
    "Employeur BTP SARL   SIRET 123\n"
    "Salaire de base 1800,00\n"
    "Cotisations URSSAF 300,00\n"
    "Net à payer 1400,00"
)


def runs(*texts: str) -> list[tuple[str, int]]:
    return [(piece.type, len(piece.pages)) for piece in read_bundle(bundle_of(*texts)).pieces]


def test_each_month_of_pay_is_a_piece_of_its_own() -> None:
    assert (
        runs(*(PAY.format(month) for month in ("janvier 2026", "février 2026", "mars 2026")))
        == [("bulletin_paie", 1)] * 3
    )


def test_numbered_pages_of_one_lease_stay_together() -> None:
    first = (
        "CONTRAT DE LOCATION\n"
        "Bail d'habitation soumis à la loi du 6 juillet 1989\n"
        "Entre le bailleur et le locataire\n"
        "Page 1 sur 3"
    )
    middle = "Article 4. Le dépôt de garantie est versé à la signature.\nPage 2 sur 3"
    last = "Le locataire paie les charges.\nLu et approuvé\nPage 3 sur 3"
    assert runs(KONE.lettre, first, middle, last, KONE.facture) == [
        ("courrier", 1),
        ("bail", 3),
        ("justificatif_domicile", 1),
    ]


def test_both_sides_of_a_card_are_one_piece() -> None:
    front = "RÉPUBLIQUE FRANÇAISE\nTITRE DE SÉJOUR   RESIDENCE PERMIT\nKONÉ Moussa\nType de titre CARTE DE SÉJOUR"
    back = (
        "Remarques\n"
        "VIE PRIVÉE ET FAMILIALE\n"
        "AUTORISE SON TITULAIRE À TRAVAILLER\n"
        "IRFRAAB12345677<<<<<<<<<<<<<<<\n"
        "0012014M3106048MLI<<<<<<<<<<<8\n"
        "KONE<<MOUSSA<<<<<<<<<<<<<<<<<<"
    )
    assert runs(front, back, KONE.facture) == [("titre_sejour", 2), ("justificatif_domicile", 1)]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        (("QUITTANCE DE LOYER\nReçu de M. KONÉ la somme de 612,00\nLe bailleur"), "quittance_loyer"),
        (("ATTESTATION D'HÉBERGEMENT\nJe certifie héberger à mon domicile M. KONÉ"), "attestation_hebergement"),
        ("AVIS D'IMPÔT 2025\nRevenu fiscal de référence 14 220\nNombre de parts 1", "avis_imposition"),
        ("RELEVÉ D'IDENTITÉ BANCAIRE\nIBAN FR76 3000 BIC\nCode banque Code guichet Clé RIB", "rib"),
        (("CERTIFICAT DE SCOLARITÉ\nAnnée universitaire 2025-2026\nest inscrit"), "certificat_scolarite"),
        ("COPIE INTÉGRALE D'ACTE DE NAISSANCE\nL'officier de l'état civil\nfils de", "acte_naissance"),
        ("LA POSTE\nPreuve de dépôt\nRecommandé avec avis de réception\nDestinataire\nExpéditeur", "enveloppe"),
        (("Contrat d'engagement à respecter les principes de la République\nLaïcité"), "engagement_republique"),
        ("xgh qsdf 123 lkj", "autre"),
    ],
)  # fmt: skip
def test_a_page_is_typed_by_what_it_says(text: str, type_: str) -> None:
    assert [kind for kind, _ in runs(text)] == [type_]


def test_a_health_document_is_medical() -> None:
    findings = read_bundle(
        bundle_of("CERTIFICAT MÉDICAL\nJe soussigné, docteur Petit, certifie avoir examiné ce jour mon patient")
    )
    assert [piece.sensibilite for piece in findings.pieces] == [Sensibilite.MEDICALE]


def test_the_demandeur_is_resolved_across_pieces_with_sources() -> None:
    who = read_bundle(bundle_of(KONE.lettre, KONE.formulaire, KONE.passeport, KONE.facture, prefecture="93")).demandeur
    assert (who.nom, who.prenoms, who.date_naissance, who.nationalite) == ("KONÉ", "Moussa", "2000-12-01", "MLI")
    assert (who.numero_etranger, who.departement, who.courriel) == ("9306789012", "93", "moussa.kone@example.org")
    assert who.adresse == "45 rue de la République, 93200 SAINT-DENIS"
    by_field = {source.field: source for source in who.sources}
    assert by_field["date_naissance"].method.value == "mrz"
    assert set(by_field) == {
        "nom",
        "prenoms",
        "date_naissance",
        "nationalite",
        "numero_etranger",
        "adresse",
        "departement",
        "courriel",
    }


def test_a_french_host_is_not_the_demandeur() -> None:
    card = "CARTE NATIONALE D'IDENTITÉ\nIDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<\n8806923102858CORINNE<<<<<<<6512068F6"
    host = (
        "ATTESTATION D'HÉBERGEMENT\n"
        "Je soussignée, Mme BERTHIER Corinne, certifie héberger à mon domicile M. KONÉ Moussa"
    )
    who = read_bundle(bundle_of(card, host, KONE.passeport)).demandeur
    assert who.nom == "KONÉ"


def test_nothing_is_invented_where_nothing_is_printed() -> None:
    who = read_bundle(bundle_of("Bonjour, je vous envoie mes papiers. Merci.")).demandeur
    assert (who.nom, who.prenoms, who.numero_etranger, who.adresse, who.sources) == (None, None, None, None, ())


def test_two_forms_of_two_persons_are_told() -> None:
    attestation = (
        "Centre de contact citoyens\n"
        "le 2 mars 2026\n"
        "Monsieur Moussa KONÉ,\n"
        "Nous attestons que vous ne pouvez pas déposer votre demande de titre de séjour en ligne."
    )
    findings = read_bundle(bundle_of(attestation, KONE.formulaire, PEOPLE["diallo"].formulaire, prefecture="93"))
    assert "plusieurs_personnes" in [reason.code.value for reason in findings.recevabilite.reasons]
    assert findings.recevabilite.outcome.value == "a_verifier"


def test_a_lawyer_files_for_a_client_and_the_procedure_is_read() -> None:
    letter = (
        "Maître Paul LENOIR\n"
        "Avocat au barreau de Bordeaux\n"
        "Monsieur le Préfet,\n"
        "Ma cliente sollicite le renouvellement de son titre de séjour « salarié »."
    )
    findings = read_bundle(bundle_of(letter))
    assert (findings.depose_par.qualite, findings.depose_par.nom) == (Qualite.AVOCAT, "Paul LENOIR")
    assert [(d.procedure, d.categorie) for d in findings.demandes] == [("renouvellement", "salarie")]


def test_the_term_of_a_court_order_is_counted_from_its_day() -> None:
    order = (
        "TRIBUNAL ADMINISTRATIF DE LYON\n"
        "Le juge des référés\n"
        "Ordonnance du 3 mars 2026\n"
        "ORDONNE :\n"
        "Article 1er : Il est enjoint à la préfète du Rhône de délivrer un rendez-vous sous 15 jours."
    )
    assert [(a.code, a.echeance, a.piece) for a in read_bundle(bundle_of(order)).alertes] == [
        ("decision_de_justice", "2026-03-18", 1)
    ]


def test_a_letter_by_hand_stays_its_writers_though_its_head_names_the_prefecture() -> None:
    text = """
    Avakd LARARE FIAN
    7 rue Gaule Paume
    Préfecture de la Gironde
    Esplanade Charles de Gaulle
    33000 BORDEAUX
    Bordeaux, le 4 nevaubre 2025
    Objet: demande de titre de séjour
    ie veus prie de trouver mau dassier de renouvellement avec
    là lehre que ju recu.
    Merci d'avance
    Avakd LARARE FIAN
    """
    pages = scan(page_of(text, confidence=0.6))
    bundle = Bundle(pages=pages, channel=Channel.POST, received_at=RECEIVED, prefecture="33")
    assert [piece.type for piece in read_bundle(bundle).pieces] == ["courrier"]

"""What happens in a filing: which documents decide, and what a perfect reader concludes (CONTRACT, outcomes)."""

from dataclasses import dataclass

from dossier.demandeur import Qualite
from dossier.mail import Nature
from dossier.recevabilite import Fondement, Motif, Outcome

SCAN, BORN, EML = "scan", "born", "eml"
_ALL = (SCAN, BORN, EML)
_YES, _SEE, _NO = Outcome.RECEVABLE, Outcome.A_VERIFIER, Outcome.IRRECEVABLE
_CCC, _PREF = Fondement.ATTESTATION_CCC, Fondement.INVITATION_PREFECTURE


@dataclass(frozen=True, kw_only=True, slots=True)
class Want:
    """One document that a scenario needs.

    ``who`` it is about: ``demandeur``, ``autre`` (somebody else), ``personne`` (a blank model).
    ``office``: ``autre`` for a letter of another préfecture. ``how`` it comes: ``sheet``; ``message`` (attached as a
    message of its own), ``inline`` (forwarded in the text), ``hidden`` (white text under a letter), ``cut`` (the
    lower half of its page is missing), ``illegible``. ``days``: its date, in days before arrival (negative: after it).
    """

    type: str
    sens: str = ""
    who: str = "demandeur"
    office: str = ""
    how: str = "sheet"
    days: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """``wants`` are the documents that decide; ``letter`` the ``sens`` of the cover letter or message.

    ``elsewhere``: the demandeur lives in another département than the préfecture that writes. ``rest``: ordinary
    pièces come with it. ``natures``: what the pli is, acceptable ones, best first.
    """

    name: str
    wants: tuple[Want, ...]
    outcomes: tuple[Outcome, ...]
    reasons: tuple[Motif, ...]
    fondement: Fondement | None = None
    alertes: tuple[str, ...] = ()
    qualite: Qualite = Qualite.DEMANDEUR
    carriers: tuple[str, ...] = _ALL
    letter: str = "accompagnement"
    elsewhere: bool = False
    natures: tuple[Nature, ...] = (Nature.DEPOT,)
    rest: bool = True


def _one(
    name: str,
    want: Want,
    outcome: Outcome | tuple[Outcome, ...],
    *reasons: Motif,
    fondement: Fondement | None = None,
    carriers: tuple[str, ...] = _ALL,
    alertes: tuple[str, ...] = (),
) -> Scenario:
    outcomes = outcome if isinstance(outcome, tuple) else (outcome,)
    return Scenario(
        name=name,
        wants=(want,),
        outcomes=outcomes,
        reasons=reasons,
        fondement=fondement,
        carriers=carriers,
        alertes=alertes,
    )


_A, _I = "attestation_ccc", "invitation_prefecture"
_RECEVABLE = (
    _one("attestation", Want(type=_A), _YES, Motif.ATTESTATION_CCC, fondement=_CCC),
    _one("invitation", Want(type=_I), _YES, Motif.INVITATION_PREFECTURE, fondement=_PREF),
    _one(
        "attestation_message_joint", Want(type=_A, how="message"), _YES, Motif.ATTESTATION_CCC, fondement=_CCC,
        carriers=(EML,),
    ),
    _one(
        "invitation_message_joint", Want(type=_I, how="message"), _YES, Motif.INVITATION_PREFECTURE, fondement=_PREF,
        carriers=(EML,),
    ),
    Scenario(
        name="attestation_et_invitation",
        wants=(Want(type=_A), Want(type=_I)),
        outcomes=(_YES,),
        reasons=(Motif.INVITATION_PREFECTURE, Motif.ATTESTATION_CCC),
        fondement=_PREF,
    ),
    Scenario(
        name="attestation_apres_echanges",
        wants=(
            Want(type="reponse_ccc", sens="accuse", days=60),
            Want(type="reponse_ccc", sens="conseil", days=45),
            Want(type="capture_anef", days=40),
            Want(type=_A, days=8),
        ),
        outcomes=(_YES,),
        reasons=(Motif.ATTESTATION_CCC,),
        fondement=_CCC,
        letter="recit",
    ),
    Scenario(
        name="avocat_avec_attestation",
        wants=(Want(type=_A),),
        outcomes=(_YES,),
        reasons=(Motif.ATTESTATION_CCC,),
        fondement=_CCC,
        qualite=Qualite.AVOCAT,
    ),
)  # fmt: skip

_A_VERIFIER = (
    _one(
        "attestation_autre_personne", Want(type=_A, who="autre"), _SEE, Motif.IDENTITE_DISCORDANTE,
        Motif.PLUSIEURS_PERSONNES, fondement=_CCC,
    ),
    _one("invitation_autre_personne", Want(type=_I, who="autre"), _SEE, Motif.IDENTITE_DISCORDANTE,
         Motif.PLUSIEURS_PERSONNES, fondement=_PREF),
    _one("invitation_autre_prefecture", Want(type=_I, office="autre"), _SEE, Motif.INVITATION_AUTRE_PREFECTURE,
         Motif.RESIDENCE_AUTRE_DEPARTEMENT, fondement=_PREF),
    _one("attestation_transferee", Want(type=_A, how="inline"), _SEE, Motif.DOCUMENT_TRANSMIS_OU_CITE, fondement=_CCC,
         carriers=(EML,)),
    _one("invitation_transferee", Want(type=_I, how="inline"), _SEE, Motif.DOCUMENT_TRANSMIS_OU_CITE, fondement=_PREF,
         carriers=(EML,)),
    _one("attestation_citee", Want(type="courrier", sens="citation"), _SEE, Motif.DOCUMENT_TRANSMIS_OU_CITE,
         Motif.DECLARATION_DU_DEMANDEUR, fondement=_CCC, carriers=(SCAN, BORN)),
    _one("attestation_posterieure", Want(type=_A, days=-40), _SEE, Motif.DATE_INCOHERENTE, fondement=_CCC),
    _one("invitation_ancienne", Want(type=_I, days=1300), _SEE, Motif.DATE_INCOHERENTE, fondement=_PREF),
    _one("attestation_tronquee", Want(type=_A, how="cut"), (_SEE, _NO), Motif.DOCUMENT_INCOMPLET,
         Motif.IDENTITE_DISCORDANTE, Motif.CONFIANCE_FAIBLE, Motif.DOCUMENT_ILLISIBLE, Motif.AUCUN_JUSTIFICATIF,
         Motif.REPONSE_CCC_SANS_ATTESTATION, fondement=_CCC, carriers=(SCAN,)),
    _one("attestation_illisible", Want(type=_A, how="illegible"), (_SEE, _NO), Motif.DOCUMENT_ILLISIBLE,
         Motif.CONFIANCE_FAIBLE, Motif.AUCUN_JUSTIFICATIF, fondement=_CCC, carriers=(SCAN,)),
    Scenario(
        name="invitation_retiree",
        wants=(Want(type=_I, days=30), Want(type="courrier_prefecture", sens="retrait", days=6)),
        outcomes=(_SEE,),
        reasons=(Motif.DOCUMENT_RETIRE,),
        fondement=_PREF,
    ),
    Scenario(
        name="deux_personnes",
        wants=(Want(type=_A), Want(type="formulaire_demande", who="autre"), Want(type="passeport", who="autre")),
        outcomes=(_SEE,),
        reasons=(Motif.PLUSIEURS_PERSONNES, Motif.IDENTITE_DISCORDANTE),
        alertes=("plusieurs_personnes",),
        fondement=_CCC,
    ),
    Scenario(
        name="invitation_demenagement",
        wants=(Want(type=_I),),
        outcomes=(_SEE,),
        reasons=(Motif.RESIDENCE_AUTRE_DEPARTEMENT, Motif.INVITATION_AUTRE_PREFECTURE),
        fondement=_PREF,
        elsewhere=True,
    ),
)  # fmt: skip

_REPLY, _NONE = Motif.REPONSE_CCC_SANS_ATTESTATION, Motif.AUCUN_JUSTIFICATIF
_IRRECEVABLE = (
    Scenario(
        name="rien", wants=(), outcomes=(_NO,), reasons=(_NONE, Motif.DECLARATION_DU_DEMANDEUR), carriers=_ALL
    ),
    _one("accuse_ccc", Want(type="reponse_ccc", sens="accuse"), _NO, _REPLY),
    _one("conseil_ccc", Want(type="reponse_ccc", sens="conseil"), _NO, _REPLY),
    _one("orientation_ccc", Want(type="reponse_ccc", sens="orientation"), _NO, _REPLY),
    _one("transfert_ccc", Want(type="reponse_ccc", sens="transfert"), _NO, _REPLY),
    _one("ccc_conditionnel", Want(type="reponse_ccc", sens="conditionnelle"), _NO, Motif.ATTESTATION_CONDITIONNELLE,
         _REPLY),
    _one("ccc_negation", Want(type="reponse_ccc", sens="negation"), _NO, _REPLY, Motif.ATTESTATION_CONDITIONNELLE),
    _one("ccc_autre_demarche", Want(type="reponse_ccc", sens="autre_demarche"), _NO, Motif.AUTRE_DEMARCHE, _REPLY),
    _one("attestation_vierge", Want(type=_A, who="personne"), (_NO, _SEE), _NONE, Motif.ATTESTATION_CONDITIONNELLE,
         _REPLY, Motif.IDENTITE_DISCORDANTE),
    _one("invitation_vierge", Want(type=_I, who="personne"), (_NO, _SEE), _NONE, Motif.ATTESTATION_CONDITIONNELLE,
         Motif.IDENTITE_DISCORDANTE),
    _one("convocation", Want(type="convocation"), _NO, Motif.CONVOCATION_SEULE),
    _one("convocation_pan", Want(type="convocation", sens="pan"), _NO, Motif.CONVOCATION_SEULE),
    _one("refus", Want(type="courrier_prefecture", sens="refus"), _NO, Motif.REFUS_PREFECTURE),
    _one("prefecture_renseigne", Want(type="courrier_prefecture", sens="information"), _NO, _NONE,
         Motif.REFUS_PREFECTURE),
    _one("prefecture_conditionnelle", Want(type="courrier_prefecture", sens="conditionnelle"), _NO,
         Motif.ATTESTATION_CONDITIONNELLE, Motif.REFUS_PREFECTURE),
    _one("prefecture_autre_demarche", Want(type="courrier_prefecture", sens="autre_demarche"), _NO,
         Motif.AUTRE_DEMARCHE),
    _one("voie_postale", Want(type="courrier_prefecture", sens="voie_postale"), _NO, Motif.AUTRE_DEMARCHE, _NONE),
    _one("capture", Want(type="capture_anef"), _NO, Motif.CAPTURE_SEULE),
    _one("capture_tableau", Want(type="capture_anef", sens="tableau_de_bord"), _NO, Motif.CAPTURE_SEULE),
    _one("capture_message", Want(type="capture_anef", sens="message"), _NO, Motif.CAPTURE_SEULE, _REPLY),
    _one("notification", Want(type="notification_anef"), _NO, _NONE, Motif.CAPTURE_SEULE),
    Scenario(name="recit", wants=(), outcomes=(_NO,), reasons=(Motif.DECLARATION_DU_DEMANDEUR, _NONE), letter="recit"),
    Scenario(name="association", wants=(Want(type="courrier", sens="association"),), outcomes=(_NO,),
             reasons=(Motif.DECLARATION_D_UN_TIERS, Motif.DECLARATION_DU_DEMANDEUR, _NONE),
             qualite=Qualite.ASSOCIATION, letter=""),
    Scenario(name="avocat", wants=(Want(type="courrier_avocat", sens="mise_en_demeure"),), outcomes=(_NO,),
             reasons=(Motif.DECLARATION_D_UN_TIERS,), qualite=Qualite.AVOCAT, letter=""),
    _one("arrete", Want(type="texte_reglementaire"), _NO, Motif.TEXTE_REGLEMENTAIRE),
    _one("article", Want(type="texte_reglementaire", sens="article"), _NO, Motif.TEXTE_REGLEMENTAIRE),
    _one("page_web", Want(type="texte_reglementaire", sens="page"), _NO, Motif.TEXTE_REGLEMENTAIRE),
    _one("ordonnance", Want(type="ordonnance_justice"), (_NO, _SEE), Motif.DECISION_DE_JUSTICE, _NONE,
         alertes=("decision_de_justice",)),
    _one("texte_cache", Want(type=_A, how="hidden"), (_NO, _SEE), Motif.TEXTE_CACHE, _NONE,
         Motif.DECLARATION_DU_DEMANDEUR, carriers=(BORN, EML)),
    Scenario(
        name="echanges_sans_suite",
        wants=(
            Want(type="capture_anef", days=50),
            Want(type="reponse_ccc", sens="accuse", days=44),
            Want(type="reponse_ccc", sens="orientation", days=20),
            Want(type="courrier_prefecture", sens="information", days=12),
        ),
        outcomes=(_NO,),
        reasons=(_REPLY, Motif.REFUS_PREFECTURE, Motif.CAPTURE_SEULE, Motif.DECLARATION_DU_DEMANDEUR),
        letter="recit",
    ),
)  # fmt: skip

_NO_FILING = (
    Scenario(name="complement", wants=(Want(type="avis_imposition"),), outcomes=(), reasons=(), letter="complement",
             natures=(Nature.COMPLEMENT, Nature.DEPOT), rest=False),
    Scenario(name="complement_domicile", wants=(Want(type="justificatif_domicile"), Want(type="photo_identite")),
             outcomes=(), reasons=(), letter="complement", natures=(Nature.COMPLEMENT, Nature.DEPOT), rest=False),
    Scenario(name="recommande_retourne", wants=(Want(type="enveloppe", sens="retour"),
             Want(type="courrier_prefecture", sens="information")), outcomes=(), reasons=(), letter="",
             natures=(Nature.CORRESPONDANCE,), rest=False, carriers=(SCAN,)),
)  # fmt: skip

SCENARIOS: dict[str, Scenario] = {each.name: each for each in (*_RECEVABLE, *_A_VERIFIER, *_IRRECEVABLE, *_NO_FILING)}
"""All filings by name."""

_SHARES = ((0.38, _RECEVABLE), (0.19, _A_VERIFIER), (0.38, _IRRECEVABLE), (0.05, _NO_FILING))


def groups() -> tuple[tuple[float, tuple[Scenario, ...]], ...]:
    """Scenarios by outcome, each with its share (0..1) of what :func:`specimens.generate` draws."""
    return _SHARES

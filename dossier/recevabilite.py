"""Recevabilité: whether the filing may use the solution de substitution, on what basis, for what reasons.

Source: arrêté du 1er août 2023 (NOR IOMV2311395A), art. 4, al. 2. The finding proposes; an agent decides.
"""

from dataclasses import dataclass
from enum import StrEnum

from dossier.word import Box


class Outcome(StrEnum):
    RECEVABLE = "recevable"
    A_VERIFIER = "a_verifier"
    IRRECEVABLE = "irrecevable"


class Fondement(StrEnum):
    """On what basis: « voie » on screens, since agents say fondement of the ground of stay."""

    ATTESTATION_CCC = "attestation_ccc"
    INVITATION_PREFECTURE = "invitation_prefecture"


class Motif(StrEnum):
    """The reason codes of the contract."""

    AUTRE = "autre"  # what a reader takes a code for that it does not know; never written
    ATTESTATION_CCC = "attestation_ccc"
    INVITATION_PREFECTURE = "invitation_prefecture"
    AUCUN_JUSTIFICATIF = "aucun_justificatif"
    REPONSE_CCC_SANS_ATTESTATION = "reponse_ccc_sans_attestation"
    CONVOCATION_SEULE = "convocation_seule"
    DECLARATION_DU_DEMANDEUR = "declaration_du_demandeur"
    DECLARATION_D_UN_TIERS = "declaration_d_un_tiers"
    CAPTURE_SEULE = "capture_seule"
    TEXTE_REGLEMENTAIRE = "texte_reglementaire"
    AUTRE_DEMARCHE = "autre_demarche"
    ATTESTATION_CONDITIONNELLE = "attestation_conditionnelle"
    REFUS_PREFECTURE = "refus_prefecture"
    INVITATION_AUTRE_PREFECTURE = "invitation_autre_prefecture"
    RESIDENCE_AUTRE_DEPARTEMENT = "residence_autre_departement"
    IDENTITE_DISCORDANTE = "identite_discordante"
    PLUSIEURS_PERSONNES = "plusieurs_personnes"
    DATE_INCOHERENTE = "date_incoherente"
    DOCUMENT_ILLISIBLE = "document_illisible"
    DOCUMENT_INCOMPLET = "document_incomplet"
    DOCUMENT_RETIRE = "document_retire"
    DOCUMENT_TRANSMIS_OU_CITE = "document_transmis_ou_cite"
    TEXTE_CACHE = "texte_cache"
    CONFIANCE_FAIBLE = "confiance_faible"
    CANAL_NON_AUTORISE = "canal_non_autorise"
    DECISION_DE_JUSTICE = "decision_de_justice"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One reason: its code, a sentence in French for the agent, the rule it rests on (empty when none)."""

    code: Motif
    message: str
    rule: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """The document's own words. ``piece`` is a rank, ``page`` counts from 1 within that pièce.

    ``boxes`` are one a line of the quote, in fractions of the upright page.
    """

    piece: int
    page: int
    quote: str
    boxes: tuple[Box, ...]
    confidence: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Recevabilite:
    """The finding. ``confidence`` is the probability (0..1) that ``outcome`` is right; ``reasons[0]`` decided."""

    outcome: Outcome
    fondement: Fondement | None
    confidence: float
    reasons: tuple[Reason, ...]
    evidence: tuple[Evidence, ...] = ()

"""What a document means for recevabilité when it is the one that decides (CONTRACT, outcomes and reason codes)."""

from dossier.recevabilite import Motif

PLAIN = {
    "attestation_ccc": "attestation",
    "invitation_prefecture": "invitation",
    "reponse_ccc": "accuse",
    "convocation": "biometrie",
    "courrier_prefecture": "refus",
    "capture_anef": "erreur",
    "notification_anef": "cloture",
    "courrier": "accompagnement",
    "courrier_avocat": "accompagnement",
    "ordonnance_justice": "injonction",
    "texte_reglementaire": "arrete",
}

_REASONS = {
    ("reponse_ccc", "conditionnelle"): Motif.ATTESTATION_CONDITIONNELLE,
    ("reponse_ccc", "autre_demarche"): Motif.AUTRE_DEMARCHE,
    ("reponse_ccc", ""): Motif.REPONSE_CCC_SANS_ATTESTATION,
    ("convocation", ""): Motif.CONVOCATION_SEULE,
    ("courrier_prefecture", "refus"): Motif.REFUS_PREFECTURE,
    ("courrier_prefecture", "conditionnelle"): Motif.ATTESTATION_CONDITIONNELLE,
    ("courrier_prefecture", "autre_demarche"): Motif.AUTRE_DEMARCHE,
    ("courrier_prefecture", "voie_postale"): Motif.AUTRE_DEMARCHE,
    ("courrier_prefecture", "retrait"): Motif.DOCUMENT_RETIRE,
    ("courrier_prefecture", ""): Motif.AUCUN_JUSTIFICATIF,
    ("capture_anef", ""): Motif.CAPTURE_SEULE,
    ("notification_anef", ""): Motif.AUCUN_JUSTIFICATIF,
    ("courrier", "recit"): Motif.DECLARATION_DU_DEMANDEUR,
    ("courrier", "citation"): Motif.DOCUMENT_TRANSMIS_OU_CITE,
    ("courrier", "association"): Motif.DECLARATION_D_UN_TIERS,
    ("courrier_avocat", ""): Motif.DECLARATION_D_UN_TIERS,
    ("ordonnance_justice", ""): Motif.DECISION_DE_JUSTICE,
    ("texte_reglementaire", ""): Motif.TEXTE_REGLEMENTAIRE,
    ("attestation_ccc", ""): Motif.ATTESTATION_CCC,
    ("invitation_prefecture", ""): Motif.INVITATION_PREFECTURE,
}


def plain_sense(type_: str) -> str:
    """What a document of ``type_`` says when its wording does not tell."""
    return PLAIN.get(type_, "plain")


def reason_of(type_: str, sens: str) -> Motif:
    """The reason code when a document of this type and ``sens`` decides alone."""
    return _REASONS.get((type_, sens)) or _REASONS.get((type_, "")) or Motif.AUCUN_JUSTIFICATIF

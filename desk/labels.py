"""The French words for the codes of the contract. A code that is not listed is shown as it is, without underscores."""

from collections.abc import Mapping
from types import MappingProxyType

from dossier.demandeur import Method, Qualite
from dossier.filing import Cause
from dossier.joining import Obstacle, Tie
from dossier.mail import Channel, DateSource, Dkim, DkimFault, Nature
from dossier.piece import Skip
from dossier.recevabilite import Fondement, Motif, Outcome
from dossier.types import AUTRE, PieceType, piece_types
from storage.register.batches import Doubt
from storage.register.transitions import Stage

_OUTCOMES: Mapping[str, str] = {
    Outcome.RECEVABLE: "Recevable",
    Outcome.A_VERIFIER: "À vérifier",
    Outcome.IRRECEVABLE: "Irrecevable en l'état (proposition)",
}
_DECISIONS: Mapping[str, str] = {
    Outcome.RECEVABLE: "recevable",
    Outcome.A_VERIFIER: "à vérifier",
    Outcome.IRRECEVABLE: "irrecevable en l'état",
}
_VOIES: Mapping[str, str] = {
    Fondement.ATTESTATION_CCC: "Attestation du CCC",
    Fondement.INVITATION_PREFECTURE: "Invitation de la préfecture",
}
_MOTIFS: Mapping[str, str] = {
    Motif.ATTESTATION_CCC: "Attestation du CCC présente",
    Motif.INVITATION_PREFECTURE: "Invitation de la préfecture présente",
    Motif.AUCUN_JUSTIFICATIF: "Aucun justificatif trouvé",
    Motif.REPONSE_CCC_SANS_ATTESTATION: "Réponse du CCC sans attestation",
    Motif.CONVOCATION_SEULE: "Convocation seule",
    Motif.DECLARATION_DU_DEMANDEUR: "Déclaration du demandeur",
    Motif.DECLARATION_D_UN_TIERS: "Déclaration d'un tiers",
    Motif.CAPTURE_SEULE: "Capture d'écran seule",
    Motif.TEXTE_REGLEMENTAIRE: "Copie d'un texte réglementaire",
    Motif.AUTRE_DEMARCHE: "Document d'une autre démarche",
    Motif.ATTESTATION_CONDITIONNELLE: "Attestation conditionnelle",
    Motif.REFUS_PREFECTURE: "Refus de la préfecture",
    Motif.INVITATION_AUTRE_PREFECTURE: "Invitation d'une autre préfecture",
    Motif.RESIDENCE_AUTRE_DEPARTEMENT: "Résidence dans un autre département",
    Motif.IDENTITE_DISCORDANTE: "Identité discordante",
    Motif.PLUSIEURS_PERSONNES: "Plusieurs personnes",
    Motif.DATE_INCOHERENTE: "Date incohérente",
    Motif.DOCUMENT_ILLISIBLE: "Document illisible",
    Motif.DOCUMENT_INCOMPLET: "Document incomplet",
    Motif.DOCUMENT_RETIRE: "Document retiré par un message ultérieur",
    Motif.DOCUMENT_TRANSMIS_OU_CITE: "Document transmis ou cité",
    Motif.TEXTE_CACHE: "Texte que la page ne montre pas",
    Motif.CONFIANCE_FAIBLE: "Lecture peu sûre",
    Motif.CANAL_NON_AUTORISE: "Canal de dépôt non ouvert",
    Motif.DECISION_DE_JUSTICE: "Décision de justice",
}
_STAGES: Mapping[str, str] = {
    Stage.FILED: "À transmettre",
    Stage.HANDED_OVER: "Transmis",
    Stage.ACKNOWLEDGED: "Reçu par l'instruction",
}
_CHANNELS: Mapping[str, str] = {Channel.POST: "Courrier postal", Channel.EMAIL: "Courriel"}
_DATE_SOURCES: Mapping[str, str] = {
    DateSource.IMAP: "date d'arrivée dans la boîte aux lettres électronique",
    DateSource.HEADER: "date inscrite dans l'en-tête du message",
    DateSource.STAMP: "cachet d'arrivée",
    DateSource.BATCH_SHEET: "bordereau du lot numérisé",
    DateSource.AGENT: "date saisie par un agent",
    DateSource.FILE: "date du fichier, sans valeur pour les délais",
}
_NATURES: Mapping[str, str] = {
    Nature.DEPOT: "Dépôt",
    Nature.COMPLEMENT: "Complément",
    Nature.CORRESPONDANCE: "Correspondance",
    Nature.INDESIRABLE: "Indésirable",
}
_SKIPS: Mapping[str, str] = {
    Skip.BLANK: "page blanche",
    Skip.SEPARATOR: "feuille de séparation",
    Skip.DECORATION: "décoration de message (logo, signature)",
    Skip.DUPLICATE: "double d'une page déjà présente",
    Skip.SET_ASIDE: "mise de côté",
}
_METHODS: Mapping[str, str] = {
    Method.MRZ: "bande lisible en machine",
    Method.DEUX_D_DOC: "code 2D-Doc",
    Method.TEXT: "texte",
    Method.HEADER: "en-tête du message",
}
_QUALITES: Mapping[str, str] = {
    Qualite.DEMANDEUR: "le demandeur lui-même",
    Qualite.AVOCAT: "un avocat",
    Qualite.ASSOCIATION: "une association",
    Qualite.TIERS: "un tiers",
}
_PROCEDURES: Mapping[str, str] = {
    "premiere": "Première demande",
    "renouvellement": "Renouvellement",
    "duplicata": "Duplicata",
    "changement": "Changement de situation",
    "changement_adresse": "Changement d'adresse",
    "changement_statut": "Changement de statut",
}
_FIELDS: Mapping[str, str] = {
    "nom": "Nom",
    "prenoms": "Prénoms",
    "date_naissance": "Date de naissance",
    "nationalite": "Nationalité",
    "numero_etranger": "Numéro étranger",
    "adresse": "Adresse",
    "departement": "Département",
    "courriel": "Courriel",
    "telephone": "Téléphone",
}
_ALERTES: Mapping[str, str] = {Motif.DECISION_DE_JUSTICE.value: "Décision de justice"}
_CAUSES: Mapping[str, str] = {
    Cause.FILING: "Dossier ouvert",
    Cause.COMPLEMENT: "Pièces complémentaires reçues",
    Cause.CORRECTION: "Correction",
    Cause.DECISION: "Décision d'un agent",
    Cause.REREADING: "Nouvelle lecture",
}
_EVENTS: Mapping[str, str] = {
    **_CAUSES,
    "handed_over": "Transmis à l'instruction",
    "acknowledged": "Reçu par l'instruction",
    "registered": "Pli enregistré",
    "filed": "Pli versé au dossier",
    "courrier": "Pli classé en courrier",
    "quarantine": "Pli placé en quarantaine",
    "reopened": "Pli repris",
    "arrived_again": "Même pli reçu de nouveau",
    "divided": "Lot divisé en plis",
    "count_differs": "Nombre d'enveloppes différent de la feuille de tête",
    "count_seen": "Lot vérifié par un agent",
    "replaced": "Remplacé par une nouvelle numérisation",
    "rescan_in_doubt": "Nouvelle numérisation à vérifier",
    "joining_join": "Rattachement demandé par un agent",
    "joining_own": "Dossier propre demandé par un agent",
    "joining_none": "Laissé sans dossier par un agent",
}
_WHO: Mapping[str, str] = {
    "worker": "Pli (lecture automatique)",
    "ingest": "Pli (arrivée)",
    "relay": "Pli (transmission)",
    "sweeper": "Pli (reprise)",
    "instruction": "Instruction",
}
_TIES: Mapping[str, str] = {
    Tie.AGENT: "Rattaché par un agent",
    Tie.THREAD: "Répond à un message du dossier",
    Tie.SERIES_THREAD: "Suite d'un envoi en plusieurs messages",
    Tie.NUMERO: "Même numéro étranger",
    Tie.PERSON: "Mêmes nom, prénoms et date de naissance",
    Tie.NAME: "Mêmes nom et prénoms",
    Tie.SERIES: "Objet d'un envoi en plusieurs messages",
    Tie.SENDER: "Même expéditeur affiché, à moins de 30 jours",
    Tie.RESCAN: "Nouvelle numérisation de la même enveloppe",
}
_DKIM: Mapping[str, str] = {
    Dkim.ABSENT: "absente",
    Dkim.NOT_CHECKED: "non vérifiée",
    Dkim.PASSED: "vérifiée",
    Dkim.FAILED: "non valable",
}
_DKIM_FAULTS: Mapping[str, str] = {
    DkimFault.CONTENT: "le texte ou les pièces jointes ont changé depuis l'envoi",
    DkimFault.SIGNATURE: "l'en-tête a changé depuis l'envoi, ou un autre a signé",
    DkimFault.EXPIRED: "elle a expiré avant l'arrivée",
    DkimFault.NO_KEY: "sa clé n'est pas publiée, ou ne l'est plus",
    DkimFault.REVOKED: "sa clé a été révoquée",
    DkimFault.UNSOUND: "elle est mal formée, trop faible ou partielle",
}
_OBSTACLES: Mapping[str, str] = {
    Obstacle.OTHER_PERSON: "Autre personne",
    Obstacle.SEVERAL_PERSONS: "Plusieurs personnes",
}
_WHY: Mapping[str, str] = {
    "new arrival": "Nouvel envoi du même fichier",
    "arrived_again": "Même pli reçu de nouveau",
    "dossier_found": "Un dossier correspondant est arrivé",
    **_TIES,
}
_DOUBTS: Mapping[str, str] = {
    Doubt.SCANNED_BEFORE: "Cette place du lot était déjà numérisée : double, ou suite du lot ? Sans feuille de "
    "reprise, rien n'est remplacé.",
    Doubt.OTHER_PERSON: "La reprise porte sur l'enveloppe d'une autre personne : rien n'est remplacé.",
    Doubt.SEVERAL: "Plusieurs plis occupent déjà cette place : rien n'est remplacé.",
    Doubt.NO_LOT: "Feuille de reprise sans la feuille de tête de son lot : rien n'est remplacé.",
    Doubt.NOT_JOINED: "La nouvelle numérisation n'a pas pu prendre la place de l'ancienne.",
}
_TABLES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "outcome": _OUTCOMES,
        "decision": _DECISIONS,
        "voie": _VOIES,
        "motif": _MOTIFS,
        "stage": _STAGES,
        "channel": _CHANNELS,
        "date_source": _DATE_SOURCES,
        "nature": _NATURES,
        "skip": _SKIPS,
        "method": _METHODS,
        "qualite": _QUALITES,
        "procedure": _PROCEDURES,
        "field": _FIELDS,
        "alerte": _ALERTES,
        "event": _EVENTS,
        "who": _WHO,
        "why": _WHY,
        "doubt": _DOUBTS,
        "tie": _TIES,
        "obstacle": _OBSTACLES,
        "dkim": _DKIM,
        "dkim_fault": _DKIM_FAULTS,
        "cause": _CAUSES,
    }
)


def label(table: str, code: str | None) -> str:
    """What people read for ``code``; empty for None. Raises KeyError for a table that does not exist."""
    if code is None:
        return ""
    return _TABLES[table].get(code) or _readable(code)


def _readable(code: str) -> str:
    """A code that is in no table: « revision 2 », « some_code »."""
    if code.startswith("agent:"):
        return code.removeprefix("agent:")
    words = code.replace("_", " ")
    if words.startswith("revision "):
        return "Ré" + words[2:]
    return words[:1].upper() + words[1:]


def piece_type(key: str) -> PieceType:
    """The type of a pièce; one that the vocabulary does not know is « autre », as the contract says."""
    types = piece_types()
    return types.get(key, types[AUTRE])

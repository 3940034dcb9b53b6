"""What an item of mail is: a filing, late pièces, correspondence, or nothing for us. In doubt it is a filing."""

import re
from collections.abc import Sequence

from classify.assessment import Assessment
from classify.document import Document
from classify.folding import fold
from classify.issuer import IssuerKind
from classify.patterns import phrases
from classify.rules import Worth
from dossier.bundle import Bundle, Origin
from dossier.findings import NatureReason
from dossier.mail import Channel, MessageHead, Nature
from dossier.types import piece_types

_SENDING_TYPES = frozenset({
    "courrier", "courrier_avocat", "enveloppe", "autre", "reponse_ccc", "attestation_ccc", "courrier_prefecture",
    "convocation", "notification_anef", "invitation_prefecture", "texte_reglementaire",
})  # fmt: skip


def nature_of(
    bundle: Bundle, documents: Sequence[Document], found: Sequence[Assessment]
) -> tuple[Nature, NatureReason]:
    """The nature of a pli and why."""
    if bundle.channel is Channel.POST or bundle.message is None:
        return _of_post(documents)
    return _of_message(bundle, bundle.message, documents, found)


def _reason(nature: Nature, code: str, message: str) -> tuple[Nature, NatureReason]:
    return nature, NatureReason(code=code, message=message)


def _of_post(documents: Sequence[Document]) -> tuple[Nature, NatureReason]:
    """Post is nearly always a filing: only a returned envelope is not."""
    text = " ".join(d.folded for d in documents)
    pieces = [d for d in documents if d.type not in _SENDING_TYPES]
    if documents and not pieces and _came_back(documents, text):
        return _reason(
            Nature.CORRESPONDANCE, "retour_recommande", "Le pli est un envoi de la préfecture revenu à l'expéditeur."
        )
    return _reason(Nature.DEPOT, "courrier_postal", "Le pli est un envoi postal : il est traité comme un dépôt.")


def _came_back(documents: Sequence[Document], text: str) -> bool:
    """Whether the pli is an envelope of the services that nobody took, with what was in it: no letter of a person."""
    marks = [m.group(0) for m in phrases("retour_recommande").finditer(text)]
    if marks and len(text) < 900:
        return True
    on_envelope = any(phrases("retour_recommande").search(d.folded) and len(d.folded.split()) < 60 for d in documents)
    own = any(d.type in {"courrier", "courrier_avocat"} for d in documents)
    return on_envelope and not own and any(mark != "avis de reception" for mark in marks)


def _of_message(
    bundle: Bundle, head: MessageHead, documents: Sequence[Document], found: Sequence[Assessment]
) -> tuple[Nature, NatureReason]:
    words = fold(head.subject or "") + " " + _own_words(bundle)
    pieces = [
        d for d in documents if d.first.origin is Origin.ATTACHMENT and d.type in piece_types() and d.type != "autre"
    ]
    filing = [d for d in pieces if d.type not in _SENDING_TYPES]
    if (unwanted := _unwanted(head, words, has_filing=bool(filing))) is not None:
        return unwanted
    if _from_services(found) and not filing:
        return _reason(
            Nature.CORRESPONDANCE,
            "message_des_services",
            "Le message vient directement des services (CCC, ANEF ou préfecture).",
        )
    attached = any(p.origin is Origin.ATTACHMENT for p in bundle.pages) or bool(bundle.unread)
    if _late(words) and attached and not _whole_filing(filing):
        return _reason(
            Nature.COMPLEMENT, "pieces_complementaires", "Le message apporte des pièces pour un dossier déjà déposé."
        )
    if attached or any(p.depth for p in bundle.pages):
        return _reason(Nature.DEPOT, "pieces_jointes", "Le message apporte une demande et des pièces.")
    return _without_pieces(words, found)


def _own_words(bundle: Bundle) -> str:
    return " ".join(
        fold(p.page.text) for p in bundle.pages if p.origin is Origin.MESSAGE and p.part == 0 and p.depth == 0
    )


def _unwanted(head: MessageHead, words: str, *, has_filing: bool) -> tuple[Nature, NatureReason] | None:
    """A machine's message, a list's or an advertisement; None for a person's."""
    if has_filing and not head.auto:
        return None
    return _by_machine(head, words) or _to_many(head, words)


def _by_machine(head: MessageHead, words: str) -> tuple[Nature, NatureReason] | None:
    subject = fold(head.subject or "")
    if phrases("rebond").search(subject) or re.match(r"(?:mailer-daemon|postmaster)@", head.sender or ""):
        return _reason(Nature.INDESIRABLE, "non_remise", "Le message est un avis de non-remise.")
    if phrases("absence").search(subject) or (head.auto and phrases("absence").search(words)):
        return _reason(Nature.INDESIRABLE, "reponse_automatique", "Le message est une réponse automatique.")
    if head.auto and not phrases("ccc_name", "anef_service", "prefecture").search(words):
        return _reason(Nature.INDESIRABLE, "message_automatique", "Le message a été écrit par une machine.")
    return None


def _to_many(head: MessageHead, words: str) -> tuple[Nature, NatureReason] | None:
    adverts = {m.group(0) for m in phrases("publicite").finditer(words)}
    if head.bulk and (adverts or not phrases("demande_filing").search(words)):
        return _reason(Nature.INDESIRABLE, "liste_de_diffusion", "Le message a été envoyé à une liste de diffusion.")
    if len(adverts) >= 2 and not phrases("sejour").search(words):
        return _reason(Nature.INDESIRABLE, "publicite", "Le message est une publicité.")
    return None


def _from_services(found: Sequence[Assessment]) -> bool:
    """Whether the outer message itself is the centre's, the online service's or a préfecture's."""
    services = {IssuerKind.CCC, IssuerKind.PREFECTURE, IssuerKind.ANEF}
    return any(
        a.document.head is not None
        and a.document.first.depth == 0
        and not a.document.cited_part
        and a.issuer.kind in services
        for a in found
    )


def _late(words: str) -> bool:
    return phrases("complement").search(words) is not None


def _whole_filing(filing: Sequence[Document]) -> bool:
    types = {d.type for d in filing}
    return "formulaire_demande" in types or len(types) >= 4


def _without_pieces(words: str, found: Sequence[Assessment]) -> tuple[Nature, NatureReason]:
    """A message with nothing attached: a request for filing is a filing all the same, a question is not."""
    if any(a.worth in {Worth.PROVES, Worth.DOUBTFUL} for a in found):
        return _reason(
            Nature.DEPOT, "justificatif_cite", "Le message cite un justificatif de la solution de substitution."
        )
    files = phrases("depose_dossier_ici").search(words) is not None
    if files:
        return _reason(Nature.DEPOT, "demande_sans_piece", "Le message dépose une demande, sans pièce jointe.")
    asks = phrases("question").search(words) is not None
    own = phrases("applicant_voice").search(words) is not None
    if asks or not own or len(words.split()) < 12 or not phrases("demande_filing").search(words):
        return _reason(
            Nature.CORRESPONDANCE, "question", "Le message pose une question ou répond, sans déposer de demande."
        )
    return _reason(Nature.DEPOT, "doute", "Dans le doute, le message est traité comme un dépôt.")

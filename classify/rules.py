"""What the phrase lists alone make of a letter of the contact centre or of a préfecture.

One of the two readings that are weighed together (the other is :mod:`classify.standing`): precise where it knows the
words, and blind where a writer finds others.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from classify import checks
from classify.claims import Act, Claim
from classify.document import Document
from classify.folding import fold
from classify.guards import Guard
from classify.issuer import IssuerKind
from classify.patterns import phrases
from dossier.recevabilite import Motif


class Worth(StrEnum):
    """What a writing is as proof: it proves, an agent must look, it comes near and does not prove, nothing."""

    PROVES = "proves"
    DOUBTFUL = "doubtful"
    NEAR = "near"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruling:
    """``motif`` is the reason code of a writing that proves nothing; ``claim`` the sentence that would be the evidence.
    ``founded``: it is no near-miss for want of understanding, but by what it says (a guard, a refusal, advice).
    ``withdraws``: it takes back an earlier writing; ``refuses``: it refuses a filing on paper or by e-mail."""

    worth: Worth
    motif: Motif
    claims: tuple[Claim, ...] = ()
    claim: Claim | None = None
    withdraws: bool = False
    refuses: bool = False
    founded: bool = False


# Guards that leave nothing of a statement; a passing impossibility and a quotation are weighed apart.
DEADLY = frozenset(Guard) - {Guard.PASSAGER, Guard.CITE}
_SERVICE_VOICE = re.compile(
    r"(?<!\S)(?:(?:sous )?prefecture|assistance|support|conseill\w+|agent|service|centre de contact\S*)(?!\S)"
)
_ANOTHERS_WORDS = re.compile(
    r"(?<!\S)(?:je n (?:y )?arrive|je ne (?:parviens|reussis)|quand je|j ai (?:essaye|tente)"
    r"|m(?:a|on|es) (?:demande|dossier|titre|compte|carte|renouvellement|situation|espace|recepisse|pieces"
    r"|documents))(?!\S)"
)
_ISSUED = re.compile(r"(?<!\S)(?:attestations?|invitations?|autorisations?|certificats?|constats?)(?!\S)")
_SPOKEN_TO = re.compile(r"(?<!\S)(?:vous|votre|vos|revenez)(?!\S)")
# What the centre attests is what it did itself: a call taken, help given, a report filed.
_OWN_ACT = re.compile(
    r"(?<!\S)(?:attest|certifi|confirm)\w+ (?:(?:vous|lui) )?(?:que nous (?:vous |lui )?avons|(?:l |les )?avoir) \w+"
    r"|(?<!\S)(?:attest|certifi|confirm)\w+ (?:(?!qu[ei]? )\S+ ){0,5}?que?(?: (?!qu[ei]? )\S+){1,16}?"
    r" (?:a|avez) (?:bien )?(?:joint|contacte|appele|saisi|sollicite|pris contact|cree|ouvert|signale|telephone"
    r"|effectue une tentative|tente)(?!\S)"
)
_AND_MORE = re.compile(r"(?<!\S)et (?:qu|(?:se trouve|n|ne|est)(?!\S))")  # what it attests besides
_DARK = 0.85  # mean confidence of a document that is read in part
_NONE_OF_IT = re.compile(r"(?<!\S)(?:aucune?|ni|rien|nulle|sans)(?!\S)")


def ruling_of(document: Document, kind: IssuerKind, claims: Sequence[Claim]) -> Ruling:
    """The reading of a letter whose writer is the centre or a préfecture."""
    if kind is IssuerKind.CCC:
        return _of_the_centre(document, claims)
    return _of_a_prefecture(document, claims)


def own_blocks(document: Document) -> frozenset[int]:
    """The printed messages that the document's own writer wrote: the first, and those of a history that the service
    wrote; never what an applicant says in it."""
    blocks = document.mail_blocks
    return frozenset({0} | {n for n, (_, b) in enumerate(blocks) if b.thread and _SERVICE_VOICE.search(fold(b.sender))})


def own(document: Document, claims: Sequence[Claim], act: Act) -> list[Claim]:
    """The claims of one kind that are the writer's own."""
    blocks = own_blocks(document)
    return [c for c in claims if c.act is act and c.block in blocks and not _said_by_another(document, c)]


def _said_by_another(document: Document, claim: Claim) -> bool:
    words = document.read[claim.page].folded[claim.sentence.start : claim.sentence.end]
    return not claim.second_person and _ANOTHERS_WORDS.search(words) is not None


# ── the centre ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_the_centre(document: Document, claims: Sequence[Claim]) -> Ruling:
    candidates = own(document, claims, Act.IMPOSSIBILITY) + own(document, claims, Act.HOPELESS)
    free = [claim for claim in candidates if not claim.guards & DEADLY and not _attests_own_act(document, claim)]
    near = Ruling(worth=Worth.NEAR, motif=Motif.REPONSE_CCC_SANS_ATTESTATION, claims=tuple(claims),
                  withdraws=says(document, "retire") or says(document, "resolu"))  # fmt: skip
    if not free:
        founded = bool(candidates) or near.withdraws or _OWN_ACT.search(document.folded) is not None
        told = near.withdraws or any(Guard.INTITULE not in claim.guards for claim in candidates)
        if not told and _titled(document) and document.confidence < _DARK:
            return replace(near, worth=Worth.DOUBTFUL)  # what it attests is not to be read
        return replace(near, motif=_why_guarded(candidates), founded=founded)
    claim = max(
        free,
        key=lambda c: (c.act is Act.IMPOSSIBILITY, _operative(document, c), c.express, c.named_channel, not c.guards),
    )
    if says(document, "decline", "resolu", "depot_ouvert") or _foreign_cause(document):
        return replace(near, founded=True)
    strength = _strength(document, claim)
    if strength is not Worth.NEAR and near.withdraws and not _takes_back_a_refusal(document, claim):
        strength = Worth.DOUBTFUL
    return replace(near, worth=strength, claim=claim, withdraws=near.withdraws and strength is Worth.NEAR, founded=True)


def _attests_own_act(document: Document, claim: Claim) -> bool:
    """Whether what the sentence attests is a call or a report made, and the impossibility only what that was about."""
    text = document.read[claim.page].folded
    own = _OWN_ACT.search(text, claim.sentence.start, claim.end)
    return own is not None and _AND_MORE.search(text, own.end(), claim.end) is None


def _operative(document: Document, claim: Claim) -> bool:
    """Whether the sentence itself acts (« nous attestons que… »), and is no title, subject line or recital."""
    return names(document, claim, "lie") and not _announces(document, claim)


def _announces(document: Document, claim: Claim) -> bool:
    words = document.read[claim.page].folded[claim.sentence.start : claim.sentence.end]
    return re.match(r"(?:objet|sujet|subject|vu|considerant|attendu) ", words) is not None


def _takes_back_a_refusal(document: Document, claim: Claim) -> bool:
    """Whether what is taken back is an earlier reply, no proof, and the statement follows as what now holds."""
    if not says(document, "instrument", "a_presenter"):
        return False
    for page, sentence in document.sentences():
        read = document.read[page]
        for match in phrases("retire", "resolu").finditer(read.folded, sentence.start, sentence.end):
            own = read.folded[sentence.start : sentence.end]
            if _ISSUED.search(own) or (page, match.start()) > (claim.page, claim.start):
                return False
    return True


def _foreign_cause(document: Document) -> bool:
    """Whether the centre finds the cause with the person, their papers or the calendar, and not with the service."""
    for page, sentence in document.sentences():
        text = document.read[page].folded
        match = phrases("cause_etrangere").search(text, sentence.start, sentence.end)
        if match is None or not _SPOKEN_TO.search(text, sentence.start, sentence.end):
            continue
        if not _NONE_OF_IT.search(text, sentence.start, match.start()):
            return True
    return False


def _strength(document: Document, claim: Claim) -> Worth:
    """Whether an unguarded statement of the centre is an express attestation: the centre binds itself, calls its
    writing an attestation, says that nothing can be done, or says what the writing is for."""
    express = claim.express or says(document, "atteste_document") or _titled(document)
    use = says(document, "a_presenter") or says(document, "instrument")
    lasting = says(document, "definitif") or use
    if claim.act is Act.HOPELESS:
        return Worth.PROVES if use or claim.express else Worth.DOUBTFUL
    if Guard.PASSAGER in claim.guards and not (express and lasting):
        return Worth.DOUBTFUL if claim.express and says(document, "atteste_document") else Worth.NEAR
    if express or lasting:
        return Worth.PROVES
    return Worth.NEAR if says(document, "conseil") or says(document, "accuse_reception") else Worth.DOUBTFUL


def _titled(document: Document) -> bool:
    """Whether a line of the first half begins with what the document calls itself: attestation, certificat, constat."""
    read = document.read[0]
    heads = (read.folded[line.start : line.end] for line in read.lines if line.box.y0 < 0.5 and len(line.words) <= 14)
    return any(re.match(r"(?:objet )?(?:attestation|certificat|constat)(?!\S)", head) for head in heads)


def _why_guarded(candidates: Sequence[Claim]) -> Motif:
    """The reason code of statements that a guard takes the force from."""
    guards = {guard for claim in candidates for guard in claim.guards}
    if guards & {Guard.NIE, Guard.RAPPORTE, Guard.RESOLU} or not guards:
        return Motif.REPONSE_CCC_SANS_ATTESTATION
    if guards & {Guard.CONDITIONNEL, Guard.HESITE, Guard.NON_COCHE}:
        return Motif.ATTESTATION_CONDITIONNELLE
    return Motif.REPONSE_CCC_SANS_ATTESTATION


# ── a préfecture ───────────────────────────────────────────────────────────────────────────────────────────────────


def _of_a_prefecture(document: Document, claims: Sequence[Claim]) -> Ruling:
    near = Ruling(worth=Worth.NEAR, motif=Motif.AUCUN_JUSTIFICATIF, claims=tuple(claims),
                  withdraws=says(document, "retire"))  # fmt: skip
    invitations = own(document, claims, Act.INVITATION)
    free = [claim for claim in invitations if not claim.guards & (DEADLY - {Guard.RAPPORTE})]
    refuses = checks.refuses(document, bool(free))
    if refuses and not any(names(document, c, "hors_ligne") for c in free):
        return replace(near, refuses=True, motif=Motif.REFUS_PREFECTURE, founded=True)
    if near.withdraws:
        return replace(near, founded=True)
    motif = _why_not_invited(document, invitations)
    near = replace(near, motif=motif, founded=bool(invitations))
    if not free or says(document, "depot_ouvert"):
        return near
    claim = max(free, key=lambda c: _invites_plainly(document, c))
    worth = _found_impossible(document, claims)
    if refuses and worth is Worth.PROVES:
        worth = Worth.DOUBTFUL
    return replace(near, worth=worth, claim=claim)


def _invites_plainly(document: Document, claim: Claim) -> tuple[bool, bool, bool]:
    """What makes one of several invitations the operative one."""
    substitution, offline = names(document, claim, "substitution"), names(document, claim, "hors_ligne")
    return not _announces(document, claim), substitution, offline


def _found_impossible(document: Document, claims: Sequence[Claim]) -> Worth:
    """Whether the letter says, or implies, that the technical impossibility was found."""
    found = own(document, claims, Act.IMPOSSIBILITY) + own(document, claims, Act.HOPELESS)
    against = {Guard.NIE, Guard.CONDITIONNEL, Guard.QUESTION, Guard.RESOLU, Guard.HESITE}
    said = [claim for claim in found if not claim.guards & against]
    if said or _unguarded(document, "constat"):
        return Worth.PROVES
    if any(names(document, c, "substitution") for c in own(document, claims, Act.INVITATION) if not c.guards & DEADLY):
        return Worth.PROVES
    if says(document, "hors_teleservice"):
        return Worth.NEAR
    return Worth.DOUBTFUL if says(document, "en_ligne_sejour") else Worth.NEAR


def _unguarded(document: Document, name: str) -> bool:
    """Whether some sentence of the document says it without negation or condition."""
    for page, sentence in document.sentences():
        text = document.read[page].folded
        match = phrases(name).search(text, sentence.start, sentence.end)
        if match is None:
            continue
        nied = phrases("nie").search(text, sentence.start, sentence.end)
        conditional = phrases("conditionnel").search(text, sentence.start, match.end())
        if not nied and not conditional and not phrases("hesite").search(text, sentence.start, sentence.end):
            return True
    return False


def _why_not_invited(document: Document, invitations: Sequence[Claim]) -> Motif:
    if says(document, "convocation") or says(document, "pan"):
        return Motif.CONVOCATION_SEULE
    if any(claim.guards & {Guard.CONDITIONNEL, Guard.HESITE, Guard.NON_COCHE} for claim in invitations):
        return Motif.ATTESTATION_CONDITIONNELLE
    if invitations and not any(claim.guards & DEADLY for claim in invitations):
        return Motif.AUTRE_DEMARCHE
    return Motif.AUCUN_JUSTIFICATIF


def names(document: Document, claim: Claim, phrase: str) -> bool:
    text = document.read[claim.page].folded
    return phrases(phrase).search(text, claim.sentence.start, claim.sentence.end) is not None


def says(document: Document, *names: str) -> bool:
    """Whether the document's own first message says it anywhere, outside quotation marks."""
    blocks = document.mail_blocks
    if len(blocks) < 2:
        return any(phrases(*names).search(page.unquoted) for page in document.read)
    second_page, second = blocks[1]
    text = " ".join(page.folded for page in document.read[:second_page])
    return phrases(*names).search(f"{text} {document.read[second_page].folded[: second.start]}") is not None

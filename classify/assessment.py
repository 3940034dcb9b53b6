"""What one document is worth as proof: it proves, it is doubtful and why, or it only comes near and why not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from classify import checks
from classify.claims import Act, Claim, claims_of
from classify.context import Context
from classify.document import Document
from classify.folding import fold
from classify.guards import Guard
from classify.issuer import Issuer, IssuerKind, by_mail_block, issuer_of
from classify.objet import Objet, objet_at
from classify.patterns import phrases
from dossier.bundle import Origin
from dossier.recevabilite import Fondement, Motif


class Worth(StrEnum):
    PROVES = "proves"
    DOUBTFUL = "doubtful"
    NEAR = "near"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Assessment:
    """``motifs`` say why, the deciding one first; ``claim`` is the sentence that would be the evidence."""

    document: Document
    issuer: Issuer
    worth: Worth
    fondement: Fondement | None = None
    motifs: tuple[Motif, ...] = ()
    claim: Claim | None = None
    day: date | None = None
    withdraws: bool = False
    refuses: bool = False
    details: tuple[str, ...] = field(default=())


# Guards that leave nothing of a statement; a passing impossibility and a quotation are weighed apart.
_DEADLY = frozenset(Guard) - {Guard.PASSAGER, Guard.CITE}
_UNREADABLE = 0.55  # mean word confidence under which a quote proves nothing
_DIM = 0.70


def assess(document: Document, context: Context) -> Assessment:
    """What ``document`` is worth, in the light of whose filing it is and where and when it came."""
    issuer = issuer_of(document)
    claims = claims_of(document)
    if issuer.kind is IssuerKind.CCC:
        return _assess_ccc(document, issuer, claims, context)
    if issuer.kind is IssuerKind.PREFECTURE:
        return _assess_prefecture(document, issuer, claims, context)
    return _assess_other(document, issuer, claims, context)


_SERVICE_VOICE = re.compile(r"(?<!\S)(?:assistance|support|conseill\w+|agent|service|centre de contact\S*)(?!\S)")
_ANOTHERS_WORDS = re.compile(
    r"(?<!\S)(?:je n (?:y )?arrive|je ne (?:parviens|reussis)|quand je|j ai (?:essaye|tente)"
    r"|m(?:a|on|es) (?:demande|dossier|titre|compte|carte|renouvellement|situation|espace|recepisse|pieces"
    r"|documents))(?!\S)"
)


def _own(document: Document, claims: Sequence[Claim], act: Act) -> list[Claim]:
    """The claims of the document's own writer: its first message's, and those of a history that the service wrote;
    never what an applicant says in it."""
    blocks = document.mail_blocks
    own = {0} | {n for n, (_, b) in enumerate(blocks) if b.thread and _SERVICE_VOICE.search(fold(b.sender))}
    return [c for c in claims if c.act is act and c.block in own and not _said_by_another(document, c)]


def _said_by_another(document: Document, claim: Claim) -> bool:
    words = document.read[claim.page].folded[claim.sentence.start : claim.sentence.end]
    return not claim.second_person and _ANOTHERS_WORDS.search(words) is not None


# ── the centre ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _assess_ccc(document: Document, issuer: Issuer, claims: Sequence[Claim], context: Context) -> Assessment:
    candidates = _own(document, claims, Act.IMPOSSIBILITY) + _own(document, claims, Act.HOPELESS)
    free = [claim for claim in candidates if not claim.guards & _DEADLY]
    base = Assessment(document=document, issuer=issuer, worth=Worth.NEAR, day=checks.day_of(document),
                      withdraws=_says(document, "retire") or _says(document, "resolu"),
                      motifs=(Motif.REPONSE_CCC_SANS_ATTESTATION,))  # fmt: skip
    if _says_capture(document):
        return _shown_on_screen(base, free, context)
    if not free:
        return _replace(base, motifs=(_why_guarded(candidates),))
    claim = max(
        free,
        key=lambda c: (c.act is Act.IMPOSSIBILITY, _operative(document, c), c.express, c.named_channel, not c.guards),
    )
    if _says(document, "decline", "resolu", "depot_ouvert") or _foreign_cause(document):
        return base
    if (void := _void(document, claim, context)) is not None:
        return _replace(base, motifs=void, claim=claim)
    strength = _strength(document, claim)
    if strength is Worth.NEAR:
        return _replace(base, claim=claim)
    if base.withdraws and not _takes_back_a_refusal(document, claim):
        strength = Worth.DOUBTFUL
    motif = Motif.ATTESTATION_CCC if strength is Worth.PROVES else Motif.CONFIANCE_FAIBLE
    return _with_doubts(_replace(base, worth=strength, fondement=Fondement.ATTESTATION_CCC, claim=claim,
                                 motifs=(motif,), withdraws=False), context)  # fmt: skip


def _operative(document: Document, claim: Claim) -> bool:
    """Whether the sentence itself acts (« nous attestons que… »), and is no title, subject line or recital."""
    return _names(document, claim, "lie") and not _announces(document, claim)


def _announces(document: Document, claim: Claim) -> bool:
    words = document.read[claim.page].folded[claim.sentence.start : claim.sentence.end]
    return re.match(r"(?:objet|sujet|subject|vu|considerant|attendu) ", words) is not None


_ISSUED = re.compile(r"(?<!\S)(?:attestations?|invitations?|autorisations?|certificats?|constats?)(?!\S)")


def _takes_back_a_refusal(document: Document, claim: Claim) -> bool:
    """Whether what is taken back is an earlier reply, no proof, and the statement follows as what now holds."""
    if not _says(document, "instrument", "a_presenter"):
        return False
    for page, sentence in document.sentences():
        read = document.read[page]
        for match in phrases("retire", "resolu").finditer(read.folded, sentence.start, sentence.end):
            own = read.folded[sentence.start : sentence.end]
            if _ISSUED.search(own) or (page, match.start()) > (claim.page, claim.start):
                return False
    return True


_SPOKEN_TO = re.compile(r"(?<!\S)(?:vous|votre|vos|revenez)(?!\S)")
_NONE_OF_IT = re.compile(r"(?<!\S)(?:aucune?|ni|rien|nulle|sans)(?!\S)")


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


def _void(document: Document, claim: Claim, context: Context) -> tuple[Motif, ...] | None:
    """Why a statement is none about this filing: a model with blanks, another procedure. None when it is one."""
    if checks.is_blank_model(document, context):
        return Motif.AUCUN_JUSTIFICATIF, Motif.DOCUMENT_INCOMPLET
    if objet_at(document, claim.page, claim.sentence) is Objet.AUTRE:
        return (Motif.AUTRE_DEMARCHE,)
    return None


def _shown_on_screen(base: Assessment, free: Sequence[Claim], context: Context) -> Assessment:
    """A message of a service seen on a screen is for an agent to check; an error page is nobody's writing."""
    attested = _says(base.document, "atteste_document")
    written = [c for c in free if c.express or attested or c.act is Act.INVITATION]
    if not written or not _says(base.document, "bonjour") or _says(base.document, "page_d_erreur"):
        return _replace(base, motifs=(Motif.CAPTURE_SEULE,))
    invites = written[0].act is Act.INVITATION
    fondement = Fondement.INVITATION_PREFECTURE if invites else Fondement.ATTESTATION_CCC
    shown = _replace(base, worth=Worth.DOUBTFUL, fondement=fondement, claim=written[0], motifs=(Motif.CAPTURE_SEULE,))
    return _with_doubts(shown, context)


def _strength(document: Document, claim: Claim) -> Worth:
    """Whether an unguarded statement of the centre is an express attestation: the centre binds itself, calls its
    writing an attestation, says that nothing can be done, or says what the writing is for."""
    express = claim.express or _says(document, "atteste_document") or _titled(document)
    use = _says(document, "a_presenter") or _says(document, "instrument")
    lasting = _says(document, "definitif") or use
    if claim.act is Act.HOPELESS:
        return Worth.PROVES if use or claim.express else Worth.DOUBTFUL
    if Guard.PASSAGER in claim.guards and not (express and lasting):
        return Worth.DOUBTFUL if claim.express and _says(document, "atteste_document") else Worth.NEAR
    if express or lasting:
        return Worth.PROVES
    return Worth.NEAR if _says(document, "conseil") or _says(document, "accuse_reception") else Worth.DOUBTFUL


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


def _assess_prefecture(document: Document, issuer: Issuer, claims: Sequence[Claim], context: Context) -> Assessment:
    base = Assessment(document=document, issuer=issuer, worth=Worth.NEAR, day=checks.day_of(document),
                      motifs=(Motif.AUCUN_JUSTIFICATIF,), withdraws=_says(document, "retire"))  # fmt: skip
    invitations = _own(document, claims, Act.INVITATION)
    free = [claim for claim in invitations if not claim.guards & (_DEADLY - {Guard.RAPPORTE})]
    refuses = checks.refuses(document, bool(free))
    if refuses and not any(_names(document, c, "hors_ligne") for c in free):
        return _replace(base, refuses=True, motifs=(Motif.REFUS_PREFECTURE,))
    if base.withdraws or not free or _says(document, "depot_ouvert"):
        return base if base.withdraws else _replace(base, motifs=(_why_not_invited(document, invitations),))
    claim = max(free, key=lambda c: _invites_plainly(document, c))
    if (void := _void(document, claim, context)) is not None:
        return _replace(base, motifs=void, claim=claim)
    worth = _found_impossible(document, claims)
    if worth is Worth.NEAR:
        return _replace(base, motifs=(_why_not_invited(document, invitations),), claim=claim)
    if refuses:
        worth = Worth.DOUBTFUL
    motif = Motif.INVITATION_PREFECTURE if worth is Worth.PROVES else Motif.CONFIANCE_FAIBLE
    return _with_doubts(_replace(base, worth=worth, fondement=Fondement.INVITATION_PREFECTURE, claim=claim,
                                 motifs=(motif,)), context)  # fmt: skip


def _invites_plainly(document: Document, claim: Claim) -> tuple[bool, bool, bool]:
    """What makes one of several invitations the operative one."""
    substitution, offline = _names(document, claim, "substitution"), _names(document, claim, "hors_ligne")
    return not _announces(document, claim), substitution, offline


def _names(document: Document, claim: Claim, phrase: str) -> bool:
    text = document.read[claim.page].folded
    return phrases(phrase).search(text, claim.sentence.start, claim.sentence.end) is not None


def _found_impossible(document: Document, claims: Sequence[Claim]) -> Worth:
    """Whether the letter says, or implies, that the technical impossibility was found."""
    found = _own(document, claims, Act.IMPOSSIBILITY) + _own(document, claims, Act.HOPELESS)
    against = {Guard.NIE, Guard.CONDITIONNEL, Guard.QUESTION, Guard.RESOLU, Guard.HESITE}
    said = [claim for claim in found if not claim.guards & against]
    if said or _unguarded(document, "constat"):
        return Worth.PROVES
    if any(
        _names(document, c, "substitution") for c in _own(document, claims, Act.INVITATION) if not c.guards & _DEADLY
    ):
        return Worth.PROVES
    if _says(document, "hors_teleservice"):
        return Worth.NEAR
    return Worth.DOUBTFUL if _says(document, "en_ligne_sejour") else Worth.NEAR


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
    if _says(document, "convocation") or _says(document, "pan"):
        return Motif.CONVOCATION_SEULE
    if any(claim.guards & {Guard.CONDITIONNEL, Guard.HESITE, Guard.NON_COCHE} for claim in invitations):
        return Motif.ATTESTATION_CONDITIONNELLE
    if invitations and not any(claim.guards & _DEADLY for claim in invitations):
        return Motif.AUTRE_DEMARCHE
    return Motif.AUCUN_JUSTIFICATIF


# ── everybody else ─────────────────────────────────────────────────────────────────────────────────────────────────

_OWN_WORD = {
    IssuerKind.APPLICANT: Motif.DECLARATION_DU_DEMANDEUR,
    IssuerKind.LAWYER: Motif.DECLARATION_D_UN_TIERS,
    IssuerKind.ASSOCIATION: Motif.DECLARATION_D_UN_TIERS,
    IssuerKind.EMPLOYER: Motif.DECLARATION_D_UN_TIERS,
    IssuerKind.TIERS: Motif.DECLARATION_D_UN_TIERS,
    IssuerKind.LAW: Motif.TEXTE_REGLEMENTAIRE,
}


def _assess_other(document: Document, issuer: Issuer, claims: Sequence[Claim], context: Context) -> Assessment:
    base = Assessment(document=document, issuer=issuer, worth=Worth.NOTHING, day=checks.day_of(document))
    if document.type == "capture_anef" or _says_capture(document):
        free = [claim for claim in claims if not claim.guards & _DEADLY]
        services = _says(document, "ccc_name", "prefecture")
        return _shown_on_screen(_replace(base, worth=Worth.NEAR), free if services else [], context)
    if issuer.kind is IssuerKind.LAW:
        return _replace(base, worth=Worth.NEAR, motifs=(Motif.TEXTE_REGLEMENTAIRE,))
    if issuer.kind is IssuerKind.COURT:
        return base
    if (cited := _cited(document, issuer, claims)) is not None:
        return _with_doubts(_replace(base, worth=Worth.DOUBTFUL, fondement=cited[0], claim=cited[1],
                                     motifs=(Motif.DOCUMENT_TRANSMIS_OU_CITE,)), context)  # fmt: skip
    if claims and issuer.kind in _OWN_WORD:
        return _replace(base, worth=Worth.NEAR, motifs=(_OWN_WORD[issuer.kind],), claim=claims[0])
    return _replace(base, worth=Worth.NEAR if claims else Worth.NOTHING)


def _says_capture(document: Document) -> bool:
    marks = {m.group(0) for m in phrases("capture").finditer(document.folded)}
    own = re.compile(r"(?<!\S)(?:se deconnecter|deconnexion|code erreur|fermer)(?!\S)")
    on_screen = document.first.page.picture > 0.5 or own.search(document.folded)
    return len(marks) >= 3 and bool(on_screen)


def _cited(document: Document, issuer: Issuer, claims: Sequence[Claim]) -> tuple[Fondement, Claim] | None:
    """The centre's or a préfecture's own words, quoted or pasted by somebody else."""
    for claim in claims:
        if claim.guards & (_DEADLY - {Guard.RAPPORTE}):
            continue
        quoted = Guard.CITE in claim.guards
        later = claim.block > 0
        pasted = issuer.kind in _OWN_WORD and document.first.origin is Origin.MESSAGE
        text = document.read[claim.page].folded
        words = text[claim.sentence.start : claim.sentence.end]
        addressed = claim.second_person and not _law_words(words)
        if not addressed or not (quoted or later or pasted):
            continue
        if later and by_mail_block(document, claim.block).kind not in {IssuerKind.CCC, IssuerKind.PREFECTURE}:
            continue
        if claim.act is Act.INVITATION and (_says(document, "prefecture") and not _to_reader(words)):
            return Fondement.INVITATION_PREFECTURE, claim
        if claim.act is Act.IMPOSSIBILITY and _says(document, "ccc") and claim.express:
            return Fondement.ATTESTATION_CCC, claim
    return None


def _to_reader(words: str) -> bool:
    """Whether the sentence asks the reader itself for something (« je vous invite à prendre mon dossier »)."""
    return phrases("applicant_voice").search(words) is not None or words.startswith(("merci", "veuillez", "je vous"))


def _law_words(words: str) -> bool:
    return phrases("generique").search(words) is not None


# ── doubts that any proof may have ─────────────────────────────────────────────────────────────────────────────────


def _with_doubts(found: Assessment, context: Context) -> Assessment:
    """The same, made doubtful where identity, place, date, wholeness, carrier or legibility do not fit."""
    doubts = checks.doubts_of(found.document, found.issuer, fondement=found.fondement, day=found.day, context=context)
    if found.claim is not None:
        doubts = [*doubts, *_legibility(found.document, found.claim)]
        if Guard.CITE in found.claim.guards and Motif.DOCUMENT_TRANSMIS_OU_CITE not in found.motifs:
            doubts = [*doubts, Motif.DOCUMENT_TRANSMIS_OU_CITE]
        if objet_at(found.document, found.claim.page, found.claim.sentence) is Objet.UNCLEAR:
            doubts = [*doubts, Motif.AUTRE_DEMARCHE]
    if not doubts:
        return found
    kept = () if found.worth is Worth.PROVES else found.motifs
    return _replace(found, worth=Worth.DOUBTFUL, motifs=(*kept, *(d for d in doubts if d not in kept)))


def _legibility(document: Document, claim: Claim) -> list[Motif]:
    confidence = document.quote(claim.page, claim.start, claim.end).confidence
    if confidence < _UNREADABLE:
        return [Motif.DOCUMENT_ILLISIBLE]
    return [Motif.CONFIANCE_FAIBLE] if confidence < _DIM else []


def _says(document: Document, *names: str) -> bool:
    """Whether the document's own first message says it anywhere, outside quotation marks."""
    blocks = document.mail_blocks
    if len(blocks) < 2:
        return any(phrases(*names).search(page.unquoted) for page in document.read)
    second_page, second = blocks[1]
    text = " ".join(page.folded for page in document.read[:second_page])
    return phrases(*names).search(f"{text} {document.read[second_page].folded[: second.start]}") is not None


def _replace(found: Assessment, **changes: object) -> Assessment:
    from dataclasses import replace

    return replace(found, **changes)  # type: ignore[arg-type]  # the keywords are this module's own fields

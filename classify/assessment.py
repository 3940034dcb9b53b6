"""What one document is worth as proof: it proves, it is doubtful and why, or it only comes near and why not.

Who speaks is settled first. A letter of the contact centre or of a préfecture is then read twice (phrase lists, model)
and both readings are weighed; whatever would prove is held against the person, the place, the date and the procedure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from classify import checks, territory
from classify.claims import Act, Claim, claim_of, claims_of
from classify.context import Context
from classify.document import Document
from classify.guards import Guard
from classify.issuer import Issuer, IssuerKind, by_mail_block, issuer_of
from classify.objet import Objet, objet_at
from classify.patterns import phrases
from classify.rules import DEADLY, Ruling, Worth, names, ruling_of, says
from classify.speech import Speech
from classify.standing import SAYS_IT, Standing, standing_of
from classify.text import Sentence
from classify.weighing import weighed
from classify.wholeness import breaks_off, is_incomplete
from dossier.bundle import Origin
from dossier.recevabilite import Fondement, Motif


@dataclass(frozen=True, kw_only=True, slots=True)
class Assessment:
    """``motifs`` say why, the deciding one first; ``claim`` is the sentence that would be the evidence; ``chance`` the
    probability that the writing proves, by its words alone."""

    document: Document
    issuer: Issuer
    worth: Worth
    fondement: Fondement | None = None
    motifs: tuple[Motif, ...] = ()
    claim: Claim | None = None
    day: date | None = None
    chance: float = 0.0
    withdraws: bool = False
    refuses: bool = False

    @property
    def likely(self) -> bool:
        """Whether it is rather a proof than not, doubts or none: a doubtful one of a service by its words alone."""
        unsure = self.worth is Worth.DOUBTFUL and Motif.CONFIANCE_FAIBLE in self.motifs
        return self.worth is Worth.PROVES or (self.worth is Worth.DOUBTFUL and (not unsure or self.chance >= _LIKELY))


_UNREADABLE = 0.55  # mean word confidence under which a quote proves nothing
_DIM = 0.70
_VOUCHED = 0.6  # from here on the model vouches for a letter whatever it hears in one of its sentences
_LIKELY = 0.5  # a writing of nobody sure is looked at from here on
_GLIMPSED = 0.1  # a message shown on a screen, from here on: it goes to a person anyway
_TAKEN_BACK = 0.5  # how surely a letter must be heard to take back an earlier one
_HEARD_TOO = 0.2  # how surely a summons must be heard where the phrase lists find the words of one
_HEARD = 0.1  # how surely another procedure must be heard to void what the phrase lists take for it
_SURE = 0.6  # how surely a kind of speech must be heard to give a near-miss its name
_FONDEMENT = {
    IssuerKind.CCC: (Fondement.ATTESTATION_CCC, Motif.ATTESTATION_CCC),
    IssuerKind.PREFECTURE: (Fondement.INVITATION_PREFECTURE, Motif.INVITATION_PREFECTURE),
}


# Pièces that bear a préfecture's name without being a letter of it.
_NO_LETTERS = frozenset(
    {"formulaire_demande", "passeport", "carte_identite", "visa", "titre_sejour", "recepisse", "enveloppe",
     "engagement_republique", "declaration_honneur", "timbre_fiscal", "photo_identite", "attestation_hebergement"}
)  # fmt: skip


def assess(document: Document, context: Context) -> Assessment:
    """What ``document`` is worth, in the light of whose filing it is and where and when it came."""
    issuer = issuer_of(document)
    claims = claims_of(document)
    if document.type in _NO_LETTERS and not any(claim.express for claim in claims):
        return Assessment(document=document, issuer=issuer, worth=Worth.NOTHING, day=checks.day_of(document))
    if issuer.kind in _FONDEMENT and not (issuer.kind is IssuerKind.CCC and _says_capture(document)):
        return _assess_service(document, issuer, claims, context)
    return _assess_other(document, issuer, claims, context)


# Pièces whose writer may be unknown and that are no letter of either service.
_OTHERS_PAPERS = frozenset(
    {"acte_naissance", "acte_mariage", "livret_famille", "jugement", "diplome", "releve_notes", "bulletin_paie",
     "avis_imposition", "releve_bancaire", "rib", "quittance_loyer", "bail", "justificatif_domicile",
     "contrat_travail", "decision_asile", "certificat_medical"}
)  # fmt: skip

# ── the centre and the préfectures ─────────────────────────────────────────────────────────────────────────────────


def _assess_service(document: Document, issuer: Issuer, claims: Sequence[Claim], context: Context) -> Assessment:
    ruling = ruling_of(document, issuer.kind, claims)
    standing = standing_of(document, issuer.kind, ruling)
    if ruling.motif is Motif.CONVOCATION_SEULE and standing.loudness(Speech.CONVOQUE) >= _HEARD_TOO:
        ruling = replace(ruling, founded=True)
    worth = weighed(standing.proves, ruling, standing.louder)
    claim = _evidence(document, issuer.kind, ruling, standing)
    near = Assessment(document=document, issuer=issuer, worth=Worth.NEAR, day=checks.day_of(document), claim=claim,
                      chance=standing.proves, motifs=(_why_near(issuer.kind, ruling, standing),),
                      withdraws=ruling.withdraws or standing.loudness(Speech.RETIRE) >= _TAKEN_BACK,
                      refuses=ruling.refuses)  # fmt: skip
    if worth is Worth.NEAR and claims and is_incomplete(document):
        fondement, _ = _FONDEMENT[issuer.kind]
        return replace(near, worth=Worth.DOUBTFUL, fondement=fondement, motifs=(Motif.DOCUMENT_INCOMPLET,))
    if worth is Worth.NEAR or claim is None:
        return near if ruling.claim is not None or standing.doubtful > standing.proves else replace(near, claim=None)
    hears_another = standing.loudness(Speech.AUTRE_DEMARCHE) >= _HEARD or standing.proves < _LIKELY
    if (void := _void(document, claim, context, hears_another=hears_another)) is not None:
        return replace(near, motifs=void, chance=0.0)
    fondement, motif = _FONDEMENT[issuer.kind]
    if worth is Worth.PROVES and _at_odds(document, claim, ruling, standing):
        worth = Worth.DOUBTFUL
    if worth is Worth.DOUBTFUL:
        motif = Motif.CONFIANCE_FAIBLE
    found = replace(near, worth=worth, fondement=fondement, motifs=(motif,), refuses=False,
                    withdraws=near.withdraws and worth is Worth.DOUBTFUL)  # fmt: skip
    return _with_doubts(found, context)


_AGAINST = (Speech.CONVOQUE, Speech.NIE, Speech.REFUSE, Speech.SUSPENDU, Speech.PASSAGER, Speech.AUTRE_DEMARCHE,
            Speech.CAUSE_USAGER, Speech.RETIRE)  # fmt: skip


_PROVING = frozenset(speech for kind in SAYS_IT.values() for speech in kind)
_SURELY = 0.9  # of letters so sure in unread voices the guards below held back 2 doubtful ones, the others 24 true ones
_HARD = frozenset({Guard.QUESTION, Guard.GENERIQUE, Guard.NON_COCHE, Guard.CONDITIONNEL})


def _at_odds(document: Document, claim: Claim, ruling: Ruling, standing: Standing) -> bool:
    """Whether the readings contradict each other over the very sentence that would be the evidence: a guard stands
    against it that the model does not hear, or the model hears something else in what the phrase lists take for it.
    That it reads like a heading is no such guard: the model knows headings; nor is a word that only may turn the
    sentence round where the model is sure of it and of the letter. What the phrase lists doubt because something is
    taken back stays doubted; so does a letter in which another procedure is heard, be it in another sentence, unless
    the very sentence speaks of the permit."""
    if ruling.worth is Worth.DOUBTFUL and says(document, "retire"):
        return True
    if standing.loudness(Speech.AUTRE_DEMARCHE) >= _LIKELY and not names(document, claim, "sejour"):
        return True  # of 6 such letters that proved 2 were near-misses
    same = [u for u in standing.uttered if (u.page, u.sentence) == (claim.page, claim.sentence)]
    if ruling.worth is not Worth.PROVES:
        surely = standing.proves >= _SURELY and any(sum(u.heard[s] for s in _PROVING) >= _SURELY for u in same)
        return bool(claim.guards & (_HARD if surely else DEADLY - {Guard.INTITULE}))
    return standing.proves < _VOUCHED and any(u.heard[speech] >= _LIKELY for u in same for speech in _AGAINST)


def _evidence(document: Document, kind: IssuerKind, ruling: Ruling, standing: Standing) -> Claim | None:
    """The operative sentence: the phrase lists' where they find one that the model hears too, else the model's."""
    surest = standing.surest(*SAYS_IT[kind], legible=lambda u: _legible(document, u.page, u.sentence))
    if surest is None:
        return ruling.claim
    if ruling.claim is not None:
        same = next((u for u in standing.uttered
                     if (u.page, u.sentence) == (ruling.claim.page, ruling.claim.sentence)), None)  # fmt: skip
        if same is not None and sum(same.heard[s] for s in SAYS_IT[kind]) > 0.5 * sum(
            surest.heard[s] for s in SAYS_IT[kind]
        ):
            return ruling.claim
    act = Act.IMPOSSIBILITY if kind is IssuerKind.CCC else Act.INVITATION
    return claim_of(document, act, surest.page, surest.sentence)


_CALLED = {
    Speech.SUSPENDU: Motif.ATTESTATION_CONDITIONNELLE,
    Speech.AUTRE_DEMARCHE: Motif.AUTRE_DEMARCHE,
    Speech.REFUSE: Motif.REFUS_PREFECTURE,
    Speech.CONVOQUE: Motif.CONVOCATION_SEULE,
    Speech.REGLE: Motif.TEXTE_REGLEMENTAIRE,
}
_OF_THE_CENTRE = frozenset({Speech.SUSPENDU, Speech.AUTRE_DEMARCHE})


def _why_near(kind: IssuerKind, ruling: Ruling, standing: Standing) -> Motif:
    """The reason code of a letter that proves nothing: the phrase lists' where they know one, else the model's."""
    general = {Motif.REPONSE_CCC_SANS_ATTESTATION, Motif.AUCUN_JUSTIFICATIF}
    if ruling.worth is Worth.NEAR and ruling.motif not in general:
        return ruling.motif
    speeches = _OF_THE_CENTRE if kind is IssuerKind.CCC else frozenset(_CALLED)
    loudest = max(speeches, key=standing.loudness)
    if standing.loudness(loudest) >= _SURE:
        return _CALLED[loudest]
    return Motif.REPONSE_CCC_SANS_ATTESTATION if kind is IssuerKind.CCC else Motif.AUCUN_JUSTIFICATIF


def _void(document: Document, claim: Claim, context: Context, *, hears_another: bool) -> tuple[Motif, ...] | None:
    """Why a statement is none about this filing: a model with blanks, an automatic reply, post on another ground
    (CESEDA R. 431-3, for requests that were never online), or another procedure where the model hears of one, too, or
    does not vouch for the statement. None when it is one."""
    if checks.is_blank_model(document, context):
        return Motif.AUCUN_JUSTIFICATIF, Motif.DOCUMENT_INCOMPLET
    if checks.answers_by_itself(document):
        return (Motif.AUCUN_JUSTIFICATIF,)
    if names(document, claim, "autre_article") and not names(document, claim, "substitution"):
        return (Motif.AUTRE_DEMARCHE,)
    if hears_another and objet_at(document, claim.page, claim.sentence) is Objet.AUTRE:
        return (Motif.AUTRE_DEMARCHE,)
    return None


def _shown_on_screen(base: Assessment, claims: Sequence[Claim], free: Sequence[Claim], context: Context) -> Assessment:
    """A message of a service seen on a screen is for an agent to check; an error page is nobody's writing."""
    document = base.document
    if not says(document, "bonjour") or says(document, "page_d_erreur"):
        return replace(base, motifs=(Motif.CAPTURE_SEULE,))
    attested = says(document, "atteste_document")
    written = [c for c in free if c.express or attested or c.act is Act.INVITATION] or _heard_on(
        document, claims, _GLIMPSED
    )
    if not written:
        return replace(base, motifs=(Motif.CAPTURE_SEULE,))
    return _looked_at(base, written[0], Motif.CAPTURE_SEULE, context)


def _looked_at(base: Assessment, claim: Claim, motif: Motif, context: Context) -> Assessment:
    """A writing that a person must look at, for what ``claim`` says."""
    invites = claim.act is Act.INVITATION
    fondement = Fondement.INVITATION_PREFECTURE if invites else Fondement.ATTESTATION_CCC
    return _with_doubts(replace(base, worth=Worth.DOUBTFUL, fondement=fondement, claim=claim, motifs=(motif,)), context)


def _heard_on(document: Document, claims: Sequence[Claim], least: float) -> list[Claim]:
    """What the model hears in a writing whose writer is not sure: taken for the service that it names, and only where
    it proves with a probability of ``least``."""
    named = IssuerKind.CCC if says(document, "ccc") else IssuerKind.PREFECTURE if says(document, "prefecture") else None
    return _heard_as(document, claims, named, least) if named is not None else []


def _heard_as(document: Document, claims: Sequence[Claim], kind: IssuerKind, least: float) -> list[Claim]:
    ruling = ruling_of(document, kind, claims)
    standing = standing_of(document, kind, ruling)
    claim = _evidence(document, kind, ruling, standing)
    return [claim] if claim is not None and (ruling.worth is Worth.PROVES or standing.proves >= least) else []


def _heard_of_nobody(document: Document, claims: Sequence[Claim]) -> list[Claim]:
    """What a letter says whose letterhead nobody can read: of either service."""
    as_prefecture = _heard_as(document, claims, IssuerKind.PREFECTURE, _LIKELY)
    return as_prefecture or _heard_as(document, claims, IssuerKind.CCC, _LIKELY)


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
    if issuer.kind is IssuerKind.CCC or document.type == "capture_anef" or _says_capture(document):
        free = [claim for claim in claims if not claim.guards & DEADLY]
        services = says(document, "ccc_name", "prefecture")
        return _shown_on_screen(replace(base, worth=Worth.NEAR), claims, free if services else [], context)
    if issuer.kind in {IssuerKind.LAW, IssuerKind.COURT}:
        law = issuer.kind is IssuerKind.LAW
        return replace(base, worth=Worth.NEAR, motifs=(Motif.TEXTE_REGLEMENTAIRE,)) if law else base
    if (cited := _cited(document, issuer, claims)) is not None:
        return _with_doubts(replace(base, worth=Worth.DOUBTFUL, fondement=cited[0], claim=cited[1],
                                     motifs=(Motif.DOCUMENT_TRANSMIS_OU_CITE,)), context)  # fmt: skip
    if issuer.kind is IssuerKind.UNKNOWN and document.type not in _OTHERS_PAPERS:
        heard = _heard_on(document, claims, _LIKELY) or _heard_of_nobody(document, claims)
        if heard:
            return _looked_at(base, heard[0], Motif.CONFIANCE_FAIBLE, context)
    if claims and issuer.kind in _OWN_WORD:
        return replace(base, worth=Worth.NEAR, motifs=(_OWN_WORD[issuer.kind],), claim=claims[0])
    return replace(base, worth=Worth.NEAR if claims else Worth.NOTHING)


def _says_capture(document: Document) -> bool:
    marks = {m.group(0) for m in phrases("capture").finditer(document.folded)}
    own = re.compile(r"(?<!\S)(?:se deconnecter|deconnexion|code erreur|fermer)(?!\S)")
    printed = any(block.thread for _, block in document.mail_blocks)  # a page of the account with the answer on it
    on_screen = document.first.page.picture > 0.5 or (not printed and own.search(document.folded))
    return len(marks) >= 3 and bool(on_screen)


def _cited(document: Document, issuer: Issuer, claims: Sequence[Claim]) -> tuple[Fondement, Claim] | None:
    """The centre's or a préfecture's own words, quoted or pasted by somebody else."""
    for claim in claims:
        if claim.guards & (DEADLY - {Guard.RAPPORTE}):
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
        if claim.act is Act.INVITATION and (says(document, "prefecture") and not _to_reader(words)):
            return Fondement.INVITATION_PREFECTURE, claim
        if claim.act is Act.IMPOSSIBILITY and says(document, "ccc") and claim.express:
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
        if checks.box_unread(found.document, found.claim.page, found.claim.sentence):
            doubts = [*doubts, Motif.CONFIANCE_FAIBLE]
        if names(found.document, found.claim, "association"):  # « nous, bénévoles, attestons… »
            doubts = [*doubts, Motif.CONFIANCE_FAIBLE]
        if breaks_off(found.document, found.claim.page, found.claim.sentence):
            doubts = [*doubts, Motif.DOCUMENT_INCOMPLET]
        if Guard.CITE in found.claim.guards and Motif.DOCUMENT_TRANSMIS_OU_CITE not in found.motifs:
            doubts = [*doubts, Motif.DOCUMENT_TRANSMIS_OU_CITE]
        if found.fondement is Fondement.INVITATION_PREFECTURE and _receives_elsewhere(
            found.document, found.issuer, found.claim
        ):
            doubts = [*doubts, Motif.INVITATION_AUTRE_PREFECTURE]
        if objet_at(found.document, found.claim.page, found.claim.sentence) in {Objet.UNCLEAR, Objet.AUTRE}:
            doubts = [*doubts, Motif.AUTRE_DEMARCHE]
    if not doubts:
        return found
    kept = () if found.worth is Worth.PROVES else found.motifs
    if kept == (Motif.CONFIANCE_FAIBLE,):  # what does not fit says more than that the words left a doubt
        return replace(found, motifs=tuple(dict.fromkeys((*doubts, *kept))))
    return replace(found, worth=Worth.DOUBTFUL, motifs=(*kept, *(d for d in doubts if d not in kept)))


def _receives_elsewhere(document: Document, issuer: Issuer, claim: Claim) -> bool:
    """Whether the sentence that invites gives an address in a département that the préfecture does not serve."""
    words = document.read[claim.page].folded[claim.sentence.start : claim.sentence.end].split()
    named = (word for before, word in pairwise(words) if before not in {"cs", "bp", "tsa"})  # numbers of boxes
    places = {territory.departement_of_postal_code(word) for word in named if len(word) == 5 and word.isdigit()}
    return bool(issuer.codes) and bool(places - {None} - set(issuer.codes or ()))


def _legible(document: Document, page: int, part: Sentence | Claim) -> float:
    """The mean confidence of a sentence's words, 0..1."""
    return document.quote(page, part.start, part.end).confidence


def _legibility(document: Document, claim: Claim) -> list[Motif]:
    confidence = _legible(document, claim.page, claim)
    if confidence < _UNREADABLE:
        return [Motif.DOCUMENT_ILLISIBLE]
    return [Motif.CONFIANCE_FAIBLE] if confidence < _DIM else []

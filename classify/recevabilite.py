"""The finding: from what each document is worth to one outcome with its reasons and evidence.

Precision first: a false ``recevable`` is the worst error, then a false ``irrecevable``; doubt goes to ``a_verifier``.
"""

from collections.abc import Sequence
from dataclasses import replace

from classify.assessment import Assessment
from classify.claims import Claim
from classify.document import Document
from classify.issuer import IssuerKind
from classify.later_letter import comes_back_to
from classify.patterns import data_table, phrases
from classify.rules import Worth
from dossier.bundle import Bundle
from dossier.recevabilite import Evidence, Fondement, Motif, Outcome, Reason, Recevabilite

_LIKELY = 0.5
# How often that was right in strangers' filings (docs/bench/quality.md): most that are only read unsurely either prove
# or do not, and few belong to an agent for good.
_UNSURE, _DOUBTED = 0.3, 0.75
# Of several near-misses, the one nearest to a proof decides.
_NEAREST = (
    Motif.ATTESTATION_CONDITIONNELLE,
    Motif.AUTRE_DEMARCHE,
    Motif.REFUS_PREFECTURE,
    Motif.REPONSE_CCC_SANS_ATTESTATION,
    Motif.CONVOCATION_SEULE,
    Motif.CAPTURE_SEULE,
    Motif.DECLARATION_D_UN_TIERS,
    Motif.DECLARATION_DU_DEMANDEUR,
    Motif.TEXTE_REGLEMENTAIRE,
    Motif.DOCUMENT_INCOMPLET,
    Motif.AUCUN_JUSTIFICATIF,
)


def judge(bundle: Bundle, assessments: Sequence[Assessment], *, several: bool) -> Recevabilite:
    """The finding for a bundle. ``several``: the pli seems to hold the requests of several persons."""
    proofs = [a for a in assessments if a.worth is Worth.PROVES]
    doubtful = [a for a in assessments if a.worth is Worth.DOUBTFUL]
    if proofs:
        return _proved(proofs, assessments, several=several)
    if doubtful:
        return _doubtful(doubtful, several=several)
    if (hidden := _hidden_claim(bundle)) is not None:
        return _finding(Outcome.A_VERIFIER, hidden, 0.6, [Motif.TEXTE_CACHE])
    if any(_orders(a.document) for a in assessments if a.issuer.kind is IssuerKind.COURT):
        return _finding(Outcome.A_VERIFIER, None, 0.6, [Motif.DECISION_DE_JUSTICE, Motif.AUCUN_JUSTIFICATIF])
    return _nothing_found(bundle, _irrecevable(assessments))


def _nothing_found(bundle: Bundle, finding: Recevabilite) -> Recevabilite:
    """``irrecevable``, unless a page or a file could not be read: the proof may stand there."""
    if not bundle.unread and not any(page.page.unread for page in bundle.pages):
        return finding
    reasons = (reason(Motif.DOCUMENT_ILLISIBLE), *finding.reasons)
    return replace(finding, outcome=Outcome.A_VERIFIER, confidence=0.6, reasons=reasons)


def _proved(proofs: list[Assessment], everything: Sequence[Assessment], *, several: bool) -> Recevabilite:
    contradictions = _contradictions(proofs, everything)
    proofs = [*proofs, *(a for a in everything if _borne_out(a))]
    invitation = any(p.fondement is Fondement.INVITATION_PREFECTURE for p in proofs)
    fondement = Fondement.INVITATION_PREFECTURE if invitation else Fondement.ATTESTATION_CCC
    first = sorted(proofs, key=lambda p: p.fondement is not fondement)
    motifs = [p.motifs[0] for p in first]
    if several:
        contradictions = [*contradictions, Motif.PLUSIEURS_PERSONNES]
    if contradictions:
        return _finding(Outcome.A_VERIFIER, fondement, 0.7, [*contradictions, *motifs], first)
    confidence = 0.5 * max(p.chance for p in proofs) + 0.15 + 0.35 * _quote_confidence(first[0])
    return _finding(Outcome.RECEVABLE, fondement, round(min(0.97, confidence), 2), motifs, first)


def _borne_out(found: Assessment) -> bool:
    """Whether a writing likely proves of which only the words left a doubt: beside another's proof it does."""
    return (found.worth is Worth.DOUBTFUL and found.motifs == (Motif.CONFIANCE_FAIBLE,) and found.chance >= _LIKELY
            and found.issuer.kind in {IssuerKind.CCC, IssuerKind.PREFECTURE})  # fmt: skip


def _contradictions(proofs: Sequence[Assessment], everything: Sequence[Assessment]) -> list[Motif]:
    """Later writings (or undated ones) of the same services that take back what the proofs say, or come back to it."""
    days = [p.day for p in proofs if p.day is not None]
    last = max(days) if days else None
    found = []
    for other in everything:
        after = other.day is None or last is None or other.day >= last
        of_a_service = other.issuer.kind in {IssuerKind.CCC, IssuerKind.PREFECTURE, IssuerKind.ANEF}
        if after and of_a_service and (other.withdraws or _comes_back(other, proofs)):
            found.append(Motif.DOCUMENT_RETIRE)
        if other.refuses and after:
            found.append(Motif.REFUS_PREFECTURE)
    return list(dict.fromkeys(found))


def _comes_back(other: Assessment, proofs: Sequence[Assessment]) -> bool:
    return other.worth is not Worth.PROVES and any(comes_back_to(other.document, p.day) for p in proofs)


def _doubtful(doubtful: list[Assessment], *, several: bool) -> Recevabilite:
    invitation = any(d.fondement is Fondement.INVITATION_PREFECTURE for d in doubtful)
    fondement = Fondement.INVITATION_PREFECTURE if invitation else Fondement.ATTESTATION_CCC
    best = sorted(doubtful, key=lambda d: (len(d.motifs), d.fondement is not fondement))
    motifs = [motif for d in best for motif in d.motifs]
    if several:
        motifs.insert(0, Motif.PLUSIEURS_PERSONNES)  # what else does not fit is the other person's
    confidence = _UNSURE if set(motifs) == {Motif.CONFIANCE_FAIBLE} else _DOUBTED
    return _finding(Outcome.A_VERIFIER, fondement, confidence, motifs, best)


def _irrecevable(assessments: Sequence[Assessment]) -> Recevabilite:
    near = [a for a in assessments if a.worth is Worth.NEAR and a.motifs]
    motifs = {motif for a in near for motif in a.motifs} or {Motif.AUCUN_JUSTIFICATIF}
    ordered = sorted(motifs, key=_NEAREST.index)
    quoted = sorted((a for a in near if a.claim is not None), key=lambda a: _NEAREST.index(a.motifs[0]))
    surest = 0.93 if ordered[0] is not Motif.AUCUN_JUSTIFICATIF or not near else 0.88
    confidence = round(max(surest - max((a.chance for a in near), default=0.0), 0.5), 2)
    return _finding(Outcome.IRRECEVABLE, None, confidence, ordered, quoted)


def _finding(outcome: Outcome, fondement: Fondement | None, confidence: float, motifs: Sequence[Motif],
             shown: Sequence[Assessment] = ()) -> Recevabilite:  # fmt: skip
    return Recevabilite(
        outcome=outcome,
        fondement=fondement,
        confidence=confidence,
        reasons=tuple(reason(motif) for motif in dict.fromkeys(motifs)),
        evidence=tuple(evidence(a.document, a.claim) for a in shown if a.claim is not None),
    )


def reason(motif: Motif) -> Reason:
    """A reason code with its sentence for the agent and its legal source."""
    entry = data_table("motifs.toml")[motif.value]
    assert isinstance(entry, dict)
    return Reason(code=motif, message=str(entry["message"]), rule=str(entry["rule"]))


def evidence(document: Document, claim: Claim) -> Evidence:
    """The sentence of a claim, in the document's own words."""
    quote = document.quote(claim.page, claim.sentence.start, claim.sentence.end)
    return Evidence(
        piece=document.index + 1,
        page=claim.page + 1,
        quote=quote.text,
        boxes=quote.boxes,
        confidence=round(quote.confidence, 3),
    )


def _quote_confidence(found: Assessment) -> float:
    if found.claim is None:
        return 0.5
    return found.document.quote(found.claim.page, found.claim.start, found.claim.end).confidence


def _orders(document: Document) -> bool:
    return phrases("ordonne").search(document.folded) is not None


def _hidden_claim(bundle: Bundle) -> Fondement | None:
    """What text that no page shows would have proved, None when there is none."""
    from classify.folding import fold

    for page in bundle.pages:
        text = fold(" ".join(page.page.hidden_words))
        if text and phrases("impossibilite", "substitution").search(text):
            if phrases("ccc").search(text):
                return Fondement.ATTESTATION_CCC
            if phrases("prefecture").search(text):
                return Fondement.INVITATION_PREFECTURE
    return None


def with_reason(finding: Recevabilite, motif: Motif) -> Recevabilite:
    """The same finding with a reason added that does not decide: a court's decision, a channel that is not open."""
    if any(r.code is motif for r in finding.reasons):
        return finding
    return replace(finding, reasons=(*finding.reasons, reason(motif)))

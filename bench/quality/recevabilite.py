"""How well recevabilité is found: wrong yes first, then wrong no, then what is left to an agent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench.quality.pairs import Pair
from bench.quality.share import Share
from dossier.recevabilite import Evidence, Fondement, Outcome

BELONGS_TO_AGENTS = 0.08
"""The share of real filings that an agent has to look at; specimens have more, so that each kind is tried."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecevabiliteFigures:
    """``needless`` is the share of filings with one right answer that are sent to an agent all the same; ``weighed``
    what share of real mail would be, if :data:`BELONGS_TO_AGENTS` of it belonged there. ``confusion`` counts
    (true outcome, how it ended); an accepted ending counts as the true one.
    """

    false_recevables: Share
    false_irrecevables: Share
    recall: Share
    accepted: Share
    fondement: Share
    evidence: Share
    to_agents: Share
    needless: Share
    weighed: float | None
    first_reason: Share
    confusion: Counter[tuple[str, str]]


def is_false_recevable(pair: Pair) -> bool:
    """Said recevable though no perfect reader would: also of mail that is no filing."""
    return pair.outcome is Outcome.RECEVABLE and Outcome.RECEVABLE not in pair.truth.outcomes


def is_false_irrecevable(pair: Pair) -> bool:
    return bool(pair.truth.outcomes) and pair.outcome is Outcome.IRRECEVABLE and not pair.accepted


def recevabilite_figures(pairs: Sequence[Pair]) -> RecevabiliteFigures:
    filings = [pair for pair in pairs if pair.truth.outcomes]
    never = [pair for pair in pairs if Outcome.RECEVABLE not in pair.truth.outcomes and not pair.truth.quarantine]
    ours = [pair for pair in filings if pair.best is Outcome.RECEVABLE]
    yes = [pair for pair in ours if pair.outcome is Outcome.RECEVABLE]
    sure = [pair for pair in filings if Outcome.A_VERIFIER not in pair.truth.outcomes]
    unsure = [pair for pair in filings if pair.best is Outcome.A_VERIFIER]
    needless, due = _sent(sure), _sent(unsure)
    return RecevabiliteFigures(
        false_recevables=Share.among(is_false_recevable(pair) for pair in never),
        false_irrecevables=Share.among(
            is_false_irrecevable(pair) for pair in filings if Outcome.IRRECEVABLE not in pair.truth.outcomes
        ),
        recall=Share.among(pair in yes for pair in ours if pair in yes or not pair.accepted),
        accepted=Share.among(pair.accepted for pair in filings),
        fondement=Share.among(_fondement(pair) is pair.truth.fondement for pair in yes),
        evidence=Share.among(from_right_document(pair, each) for pair in yes for each in _evidence(pair)),
        to_agents=_sent(filings),
        needless=needless,
        weighed=_weighed(needless, due),
        first_reason=Share.among(is_first_reason_right(pair) for pair in filings if pair.finding),
        confusion=Counter((_true_name(pair), pair.ended) for pair in filings),
    )


def _sent(pairs: Sequence[Pair]) -> Share:
    return Share.among(pair.outcome is Outcome.A_VERIFIER for pair in pairs)


def _weighed(needless: Share, due: Share) -> float | None:
    if needless.value is None or due.value is None:
        return None
    return BELONGS_TO_AGENTS * due.value + (1 - BELONGS_TO_AGENTS) * needless.value


def _true_name(pair: Pair) -> str:
    assert pair.best is not None  # only filings are counted
    return pair.ended if pair.accepted else pair.best.value


def _fondement(pair: Pair) -> Fondement | None:
    return pair.finding.fondement if pair.finding else None


def _evidence(pair: Pair) -> Sequence[Evidence | None]:
    """The evidence of a finding; one None where a ``recevable`` has none to show."""
    return (pair.finding.evidence if pair.finding else ()) or (None,)


def from_right_document(pair: Pair, evidence: Evidence | None) -> bool:
    """Whether the page that is quoted truly belongs to a document on which the true fondement rests.

    Where both documents are there, either may be quoted: the other one supports it.
    """
    return evidence is not None and true_type(pair, evidence) in {each.value for each in Fondement}


def true_type(pair: Pair, evidence: Evidence) -> str:
    """The true type of the page that ``evidence`` quotes; empty where none is known."""
    assert pair.dossier is not None
    for piece in pair.dossier.findings.pieces:
        if piece.rank == evidence.piece and evidence.page <= len(piece.pages):
            ref = piece.pages[evidence.page - 1].ref
            return next((page.piece.type for page in pair.pages if page.ref == ref and page.piece), "")
    return ""


def is_first_reason_right(pair: Pair) -> bool:
    return bool(pair.finding and pair.finding.reasons and pair.finding.reasons[0].code in pair.truth.reasons)

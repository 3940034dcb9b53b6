"""Whether a confidence of 0.9 is right nine times out of ten."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.quality.pairs import Pair

BINS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Bin:
    """Findings whose confidence lies in [``low``, ``low`` + 0.1): how many, how sure on average, how many right."""

    low: float
    count: int
    confidence: float
    right: float


def reliability(pairs: Sequence[Pair]) -> list[Bin]:
    """The bins that are not empty, lowest first."""
    findings = [(pair.finding.confidence, pair.accepted) for pair in pairs if pair.finding and pair.truth.outcomes]
    bins = []
    for number in range(BINS):
        inside = [each for each in findings if min(int(each[0] * BINS), BINS - 1) == number]
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            right = sum(accepted for _, accepted in inside) / len(inside)
            bins.append(Bin(low=number / BINS, count=len(inside), confidence=mean, right=right))
    return bins


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Expected calibration error, 0..1: the mean distance of confidence and truth, bins weighed by their counts."""
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.confidence - each.right) for each in bins) / total if total else None

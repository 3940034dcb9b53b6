"""What mail a measure wants: so many filings of each hand, clean and degraded, every scenario in its turn."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from bench.quality.wordings import allowed, preferred, tells
from specimens.broken import KINDS as BROKEN
from specimens.other_mail import kinds
from specimens.scenario import EML, SCAN, SCENARIOS, Scenario, groups

CLEAN, DEGRADED, OTHER = "clean", "degraded", "other"
_DEPARTEMENTS = ("33", "75", "69", "2A", "971")
_WORN = ("noir_et_blanc", "photo", "mauvaise_copie", "gris", "fax_fin", "noir_et_blanc", "photo", "couleur")
_SIZES = (3, 4, 6, 7)
_LOTS = (("invitation", "refus", "attestation_autre_personne"), ("attestation", "recit", "convocation"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One item of mail to make. ``group`` names the set of figures that it counts in: ``a clean``, ``other``…

    ``kind``: ``filing``, ``other`` (mail that is no filing), ``broken`` or ``lot``; ``names``: its scenario, or those
    of a lot's envelopes. The rest as in :func:`specimens.filing`; ``only`` is None for any wording.
    """

    group: str
    kind: str
    names: tuple[str, ...]
    seed: str
    departement: str
    by: str = ""
    profile: str = ""
    clean: bool = True
    size: int = 6
    only: frozenset[str] | None = None


def orders(
    hands: Sequence[str], count: int, degraded_count: int, *, seed: int, held_out: bool = False, extras: bool = True
) -> Iterator[Order]:
    """``count`` clean and ``degraded_count`` degraded filings, divided among ``hands``; then what is no filing.

    The same arguments give the same orders. Scenarios come by turns, so that rare ones are not left to chance.
    """
    turns = _Turns(seed)
    for quality, number in ((CLEAN, count), (DEGRADED, degraded_count)):
        for place, hand in enumerate(hands):
            share = number // len(hands) + (place < number % len(hands))
            yield from _filings(hand, quality, share, turns, seed=seed, held_out=held_out)
    if extras:
        yield from _extras(seed)


def _filings(hand: str, quality: str, count: int, turns: "_Turns", *, seed: int, held_out: bool) -> Iterator[Order]:
    first = preferred(hand, held_out=held_out)
    only = allowed(first)
    for number in range(count):
        plan = turns.next(number, first)
        worn = quality == DEGRADED
        yield Order(
            group=f"{hand} {quality}",
            kind="filing",
            names=(plan.name,),
            seed=f"{seed}/{hand}/{quality}/{number}",
            departement=_DEPARTEMENTS[number % len(_DEPARTEMENTS)],
            by=(SCAN if SCAN in plan.carriers else EML) if worn else "",
            profile=_WORN[number % len(_WORN)] if worn else "",
            clean=not worn,
            size=_SIZES[number % len(_SIZES)],
            only=only,
        )


class _Turns:
    """Scenarios by outcome, in shares as :func:`specimens.scenario.groups` has them; who came last waits longest."""

    def __init__(self, seed: int) -> None:
        self._shares = [share for share, _ in groups()]
        self._queues = [deque(Random(f"{seed}/turns").sample(plans, k=len(plans))) for _, plans in groups()]

    def next(self, number: int, ids: frozenset[str]) -> Scenario:
        """The next one for filing ``number`` (from 0) of a set, among those that ``ids`` can tell."""
        queue = self._queues[self._group(number)]
        plan = next((each for each in queue if tells(each, ids)), None) or SCENARIOS["attestation"]
        if plan in queue:
            queue.remove(plan)
            queue.append(plan)
        return plan

    def _group(self, number: int) -> int:
        """By quota: the group that is furthest behind its share."""
        given = [0] * len(self._shares)
        for done in range(number + 1):
            chosen = max(range(len(given)), key=lambda i: self._shares[i] * (done + 1) - given[i])
            given[chosen] += 1
        return chosen


def _extras(seed: int) -> Iterator[Order]:
    def order(kind: str, number: int, *names: str) -> Order:
        code = _DEPARTEMENTS[number % len(_DEPARTEMENTS)]
        return Order(group=OTHER, kind=kind, names=names, seed=f"{seed}/{kind}/{number}", departement=code, size=3)

    for number, name in enumerate(kinds()):
        yield order("other", number, name)
    for number, name in enumerate(BROKEN):
        yield order("broken", number, name)
    for number, names in enumerate(_LOTS):
        yield order("lot", number, *names)

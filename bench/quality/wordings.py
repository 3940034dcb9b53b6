"""Which wordings a set of specimens is made from: those of one hand, or those that are held out."""

from collections.abc import Iterator

from specimens import split, templates
from specimens.meaning import PLAIN, plain_sense
from specimens.scenario import Scenario

BASE_HAND = "a"
"""The only hand that wrote every type: it stands in for the others where they wrote nothing."""


def preferred(hand: str, *, held_out: bool) -> frozenset[str]:
    """Ids of the hand's wordings; with ``held_out`` only those that nothing was learnt from."""
    kept = split().held_out
    return frozenset(t.id for t in templates() if t.hand == hand and (not held_out or t.id in kept))


def allowed(first: frozenset[str]) -> frozenset[str]:
    """``first``, and for what it has no wording of (type and ``sens``), those of :data:`BASE_HAND`, else of anybody."""
    tiers = (first, frozenset(t.id for t in templates() if t.hand == BASE_HAND), frozenset(t.id for t in templates()))
    chosen: set[str] = set()
    for key in {(t.type, t.sens) for t in templates()}:
        ids = {template.id for template in templates(*key)}
        chosen |= next(ids & tier for tier in tiers if ids & tier)
    return frozenset(chosen)


def tells(scenario: Scenario, ids: frozenset[str]) -> bool:
    """Whether the documents on which ``scenario`` turns are all among ``ids``."""
    return all(any(t.id in ids for t in templates(*key)) for key in _turning_on(scenario))


def _turning_on(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for want in scenario.wants:
        if want.sens or (want.type in PLAIN and want.type != "courrier"):
            yield want.type, want.sens or plain_sense(want.type)
    if scenario.letter not in ("", "accompagnement"):
        yield "courrier", scenario.letter

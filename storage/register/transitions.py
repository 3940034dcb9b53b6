"""The life of a pli and of a dossier: who may become what. The database repeats both tables as triggers."""

from collections.abc import Mapping
from enum import StrEnum

from dossier.errors import OurError


class Status(StrEnum):
    """Where a pli stands. Each pli that is not ``DIVIDED`` counts once in the reconciliation."""

    WAITING = "waiting"  # registered and stored; a worker has it or will have it
    FILED = "filed"  # its pages stand in a dossier
    COURRIER = "courrier"  # mail that is no filing
    QUARANTINE = "quarantine"  # nothing of it could be read, or it was tried too often
    DIVIDED = "divided"  # a lot: its plis count, it does not


TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.WAITING: frozenset({Status.FILED, Status.COURRIER, Status.QUARANTINE, Status.DIVIDED}),
    Status.QUARANTINE: frozenset({Status.WAITING}),  # tried again: on a new arrival, or an agent's word
    Status.COURRIER: frozenset({Status.WAITING, Status.FILED}),  # an agent says: it is a filing; or joins it to one
    Status.FILED: frozenset(),
    Status.DIVIDED: frozenset(),
}


class Stage(StrEnum):
    """Where a dossier's latest revision stands."""

    FILED = "filed"  # stored and registered; its hand-over waits in the outbox, or was not asked for
    HANDED_OVER = "handed_over"  # its message was confirmed by the broker
    ACKNOWLEDGED = "acknowledged"  # the consumer said that it has it


STAGES: Mapping[Stage, frozenset[Stage]] = {
    Stage.FILED: frozenset({Stage.HANDED_OVER, Stage.ACKNOWLEDGED}),  # an answer may overtake the relay's own note
    Stage.HANDED_OVER: frozenset({Stage.ACKNOWLEDGED, Stage.FILED}),  # FILED again: a new revision
    Stage.ACKNOWLEDGED: frozenset({Stage.FILED}),
}


def require_transition(before: Status, after: Status) -> None:
    """Raises OurError when a pli in state ``before`` may not become ``after``."""
    if after not in TRANSITIONS[before]:
        raise OurError(f"A pli that is {before} cannot become {after}")

"""What a run is told, and what came of it."""

from collections import Counter
from dataclasses import dataclass

from bench.chaos.accounts import Accounts


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """``away``: the servers that stay away for ``away_s`` each, one after the other, between kills.

    ``feed_s``: when no more is scanned, however much is left; 0: all of it. What was not fed is not accounted for.
    """

    plis: int
    kills: int
    every_s: float
    away: tuple[str, ...]
    away_s: float
    feed_s: float
    workers: int
    quiet_within_s: float
    seed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Absence:
    """A server away for long, until it answered again: what ``pli check`` said, plis ``received`` meanwhile, and how
    long after its return the next pli was filed.
    """

    part: str
    seconds: float
    status: int
    said: list[str]
    received: int
    resumed_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """What came of it."""

    plis: int
    files: int
    seed: int
    seconds: float
    quiet_s: float
    loads: tuple[float, float]
    kills: Counter[str]
    absences: list[Absence]
    ended: dict[str, int]
    stats: dict[str, dict[str, int]]
    revisions: int
    repeats: int
    retries: int
    sent_again: int
    dead: dict[str, int]
    processes: int
    left: list[str]
    accounts: Accounts

    @property
    def right(self) -> bool:
        return self.accounts.right and not self.processes

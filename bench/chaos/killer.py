"""Who is killed when, and comes back when: drawn by lot."""

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bench.chaos.programs import Program
from bench.chaos.servers import Server, start_patiently

# How often each is killed, as weights. A worker takes its relay with it.
SHARES = {"worker": 6, "database": 3, "store": 3, "broker": 3, "consumer": 2, "scans": 2, "backlog": 2}
_MEAN_PAUSE_S, _LONGEST_PAUSE_S = 2.0, 15.0


@dataclass(kw_only=True, slots=True)
class Killer:
    """Kills ``kills`` times, ``every_s`` apart on the average, and has each victim started again after a while.

    ``victims`` are by kind; of several of one kind, one is drawn, of those that ``is_up`` says do their work: on a busy
    machine nothing would ever be done otherwise. Call ``act`` often, from the thread that starts all.
    """

    victims: Mapping[str, list[Program | Server]]
    kills: int
    every_s: float
    rng: random.Random
    is_up: Callable[[Program | Server], bool]
    tell: Callable[[str], None] = print
    done: Counter[str] = field(default_factory=Counter)
    _away: list[tuple[float, Program | Server]] = field(default_factory=list)
    _next: float = 0.0

    @property
    def finished(self) -> bool:
        return self.done.total() >= self.kills and not self._away

    def act(self) -> None:
        """Do what is due: a return, or a kill."""
        now = time.monotonic()
        for due, victim in [one for one in self._away if one[0] <= now]:
            self._away.remove((due, victim))
            start_patiently(victim)
        if now < self._next:
            return
        self._next = now + self.rng.expovariate(1 / self.every_s)
        if self.done.total() < self.kills:
            self._kill(now)

    def is_away(self, victim: Program | Server) -> bool:
        return any(one is victim for _, one in self._away)

    def _may_go(self, victim: Program | Server) -> bool:
        return not self.is_away(victim) and self.is_up(victim)

    def bring_back(self) -> None:
        """Start everything that is away, at once."""
        for _, victim in self._away:
            start_patiently(victim)
        self._away.clear()

    def _kill(self, now: float) -> None:
        there = {kind: [one for one in ones if self._may_go(one)] for kind, ones in self.victims.items()}
        kinds = [kind for kind, ones in there.items() if ones]
        if not kinds:
            return
        [kind] = self.rng.choices(kinds, [SHARES[kind] for kind in kinds])
        victim = self.rng.choice(there[kind])
        pause_s = min(self.rng.expovariate(1 / _MEAN_PAUSE_S), _LONGEST_PAUSE_S)
        self.done[kind] += 1
        self.tell(f"kill {self.done.total()}: {kind}, back after {pause_s:.1f} s")
        victim.kill()
        self._away.append((now + pause_s, victim))

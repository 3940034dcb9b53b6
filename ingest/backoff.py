"""How long to wait before trying again: twice as long each time, within bounds, never in step with others."""

import random


class Backoff:
    """Waits of ``first_s``, then twice that, up to ``most_s``, each between half and one and a half of it."""

    def __init__(self, *, first_s: float = 1.0, most_s: float = 300.0) -> None:
        self._first_s = first_s
        self._most_s = most_s
        self._failures = 0

    def succeeded(self) -> None:
        self._failures = 0

    def next_s(self) -> float:
        """Notes one more failure and gives the seconds to wait for it."""
        base = min(self._most_s, self._first_s * 2.0 ** min(self._failures, 30))
        self._failures += 1
        return base * random.uniform(0.5, 1.5)  # noqa: S311 - spreads retries, guards nothing

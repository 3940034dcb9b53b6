"""How long to wait for something to start: as long as a machine at rest needs, and longer when others keep it busy."""

import os
import time

MOST_TIMES = 15.0  # a start that hangs on a busy machine ends too


class Patience:
    """Over after ``within_s`` seconds on a machine whose cores are free, counted from now.

    Where more processes want to run than there are cores, each gets a share only: the time is as many times longer,
    up to ``MOST_TIMES``. The load is the last minute's (getloadavg(3)), looked at anew each time, so that a burst that
    begins while something starts counts too. Measured on two cores: all of ``pli up`` is there after 10 s, and after
    330 s beside 30 busy processes (load 38).
    """

    def __init__(self, within_s: float) -> None:
        self._within_s = within_s
        self._began = time.monotonic()
        self._slowest = 1.0

    @property
    def is_over(self) -> bool:
        self._slowest = max(self._slowest, _slowness())
        return time.monotonic() - self._began > self._within_s * self._slowest


def _slowness() -> float:
    """How many times longer than on free cores work takes, 1 to ``MOST_TIMES``."""
    return min(max(os.getloadavg()[0] / (os.cpu_count() or 1), 1.0), MOST_TIMES)

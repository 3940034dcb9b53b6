"""What starts on a busy machine is given longer; what hangs is given up all the same."""

import os
import time

import pytest

from pli.embedded.patience import MOST_TIMES, Patience


class Machine:
    """Its clock and its load, as a test sets them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.load = 1000.0, 0.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)
        monkeypatch.setattr(os, "getloadavg", lambda: (self.load, 0.0, 0.0))
        monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


@pytest.mark.parametrize(
    ("load", "seconds"), [(0.0, 40.0), (2.0, 40.0), (5.0, 100.0), (29.0, 580.0), (500.0, 40.0 * MOST_TIMES)]
)
def test_patience_lasts_as_many_times_longer_as_there_are_processes_for_a_core(
    machine: Machine, load: float, seconds: float
) -> None:
    patience = Patience(40.0)
    machine.load = load
    machine.now += seconds
    assert not patience.is_over
    machine.now += 0.1
    assert patience.is_over


def test_a_burst_that_is_over_has_cost_its_time(machine: Machine) -> None:
    patience = Patience(40.0)
    machine.load = 20.0
    assert not patience.is_over
    machine.load = 0.0
    machine.now += 399.0
    assert not patience.is_over

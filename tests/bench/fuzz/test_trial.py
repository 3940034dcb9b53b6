"""The fuzzers find what is there, and nothing where nothing is."""

import random
import time

import pytest

from bench.fuzz import targets, trial
from bench.fuzz.minimise import minimised
from bench.fuzz.mutation import mutated
from bench.fuzz.seeds import seeds
from bench.fuzz.targets import TARGETS
from bench.fuzz.trial import attempt


@pytest.mark.parametrize("target", TARGETS)
def test_sound_files_are_no_findings(target: str) -> None:
    assert [attempt(target, content) for content in seeds(target)] == [None] * len(seeds(target))


def _faulty(content: bytes, *_: object) -> None:
    if b"crash" in content:
        raise ValueError("told")
    if b"hang" in content:
        time.sleep(60)
    if b"fat" in content:
        bytearray(3 << 30)


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader with three faults in place of the one for HTML."""
    monkeypatch.setattr(targets, "_READERS", {"html": _faulty})
    monkeypatch.setattr(trial, "TIME_S", 1)
    monkeypatch.setattr(trial, "GRACE_S", 0)


@pytest.mark.usefixtures("faulty")
@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"a crash", "ValueError at test_trial.py"), (b"it hangs: hang", "time"), (b"so fat", "MemoryError")],
)
def test_a_fault_is_a_finding_that_says_where(content: bytes, kind: str) -> None:
    finding = attempt("html", content)
    assert finding is not None
    assert finding.kind.startswith(kind)


@pytest.mark.usefixtures("faulty")
def test_a_finding_is_made_as_small_as_it_can_be() -> None:
    content = b"x" * 300 + b"crash" + b"y" * 200
    finding = attempt("html", content)
    assert finding is not None
    assert minimised("html", content, finding.kind) == b"crash"


def test_the_same_chance_does_the_same_damage() -> None:
    start = seeds("message")
    assert mutated(start[0], start, random.Random(3)) == mutated(start[0], start, random.Random(3)) != start[0]

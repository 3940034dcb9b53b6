"""A child is started, waited for, stopped; it dies with us, and never runs twice on the same folder."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dossier.errors import OurError, WeatherError
from pli.embedded.process import Child

READY = "import pathlib, time; print('hello', flush=True); pathlib.Path('{ready}').touch(); time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + READY


def _child(
    folder: Path, program: str = READY, *, lock: Path | None = None, stop_within_s: float = 10
) -> tuple[Child, Callable[[], bool]]:
    """A server, and whether it answers."""
    ready = folder / "ready"
    command = [sys.executable, "-c", program.format(ready=ready)]
    return Child("server", command, log=folder / "log", lock=lock, stop_within_s=stop_within_s), ready.exists


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _gone_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not _alive(pid)


def test_start_waits_until_it_answers_and_stop_ends_it(tmp_path: Path) -> None:
    child, ready = _child(tmp_path)
    child.start(ready, within_s=20)
    pid = child.pid
    assert _alive(pid)
    assert child.log_tail() == "hello"
    child.stop()
    assert not child.running
    assert not _alive(pid)
    child.stop()


def test_what_ignores_the_stop_signal_is_killed_after_the_delay(tmp_path: Path) -> None:
    child, ready = _child(tmp_path, STUBBORN, stop_within_s=0.3)
    child.start(ready, within_s=20)
    pid = child.pid
    child.stop()
    assert not _alive(pid)


def test_what_ends_before_it_answers_is_reported_with_its_last_words(tmp_path: Path) -> None:
    child, ready = _child(tmp_path, "import sys; sys.exit('no disk left')")
    with pytest.raises(WeatherError, match=r"status 1 before it answered\nno disk left"):
        child.start(ready, within_s=20)


def test_what_does_not_answer_in_time_is_not_left_running(tmp_path: Path) -> None:
    pids: list[int] = []

    def never() -> bool:
        pids.append(child.pid)
        return False

    child, _ = _child(tmp_path)
    with pytest.raises(WeatherError, match="does not answer"):
        child.start(never, within_s=0.3)
    assert not child.running
    assert not _alive(pids[0])
    with pytest.raises(OurError, match="not started"):
        assert child.pid


def test_a_second_one_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    first, ready = _child(tmp_path, lock=tmp_path / "lock")
    second, _ = _child(tmp_path, lock=tmp_path / "lock")
    first.start(ready, within_s=20)
    try:
        with pytest.raises(WeatherError, match="runs already"):
            second.start(ready, within_s=0.3)
    finally:
        first.stop()
    second.start(ready, within_s=20)
    second.stop()


PARENT = """
import pathlib, sys, time
from pli.embedded.process import Child
folder = pathlib.Path(sys.argv[1])
child = Child("server", [sys.executable, "-c", sys.argv[2]], log=folder / "log", lock=folder / "lock")
child.start((folder / "ready").exists, within_s=20)
(folder / "pid").write_text(str(child.pid))
time.sleep(60)
"""


def test_it_dies_when_we_are_killed_and_its_lock_is_free_again(tmp_path: Path) -> None:
    program = READY.format(ready=tmp_path / "ready")
    with subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path), program]) as parent:
        deadline = time.monotonic() + 20
        while not (tmp_path / "pid").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.05)
        pid = int((tmp_path / "pid").read_text())
        assert _alive(pid)
        os.kill(parent.pid, signal.SIGKILL)
    assert _gone_within(pid, 5)
    successor, ready = _child(tmp_path, lock=tmp_path / "lock")
    successor.start(ready, within_s=20)
    successor.stop()

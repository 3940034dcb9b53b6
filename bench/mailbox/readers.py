"""Reader processes: the real command, killed at random when that is wanted, its memory and time looked at."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

KILL_AFTER_S = (
    5.0,
    60.0,
)  # a reader takes two seconds to start on a machine at rest, and many times that on a busy one


@dataclass(kw_only=True, slots=True)
class Usage:
    """Of all readers so far: how many were started and killed, the most memory that one held, CPU seconds of all."""

    started: int = 0
    killed: int = 0
    peak_mb: float = 0.0
    cpu_s: float = 0.0


def run_reader(words: list[str], env: Mapping[str, str], log: Path, usage: Usage, *, kill_after_s: float | None) -> int:
    """One ``pli ingest imap`` until it ends, or is killed; its exit status, negative for a signal."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "pli.cli", "ingest", "imap", *words],
            env={**os.environ, **env},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    usage.started += 1
    try:
        return _wait(process, usage, kill_after_s)
    finally:
        process.kill()  # nothing when it has ended


def _wait(process: "subprocess.Popen[bytes]", usage: Usage, kill_after_s: float | None) -> int:
    deadline = None if kill_after_s is None else time.monotonic() + kill_after_s
    while True:
        pid, status, used = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        if deadline is not None and time.monotonic() >= deadline:
            os.kill(process.pid, signal.SIGKILL)
            usage.killed += 1
            deadline = None
        time.sleep(0.02)
    process.returncode = os.waitstatus_to_exitcode(status)
    usage.peak_mb = max(usage.peak_mb, used.ru_maxrss / 1024)
    usage.cpu_s += used.ru_utime + used.ru_stime
    return process.returncode


def run_killed(
    words: list[str],
    env: Mapping[str, str],
    log: Path,
    usage: Usage,
    *,
    rng: random.Random,
    empty: Callable[[], bool],
    give_up_s: float,
) -> None:
    """Readers one after another, each killed after a random while, until the mailbox is empty, or it takes too long."""
    deadline = time.monotonic() + give_up_s
    while not empty() and time.monotonic() < deadline:
        run_reader(words, env, log, usage, kill_after_s=rng.uniform(*KILL_AFTER_S))

"""One run of ``pli process``: the CPU seconds of all its processes, and the most memory that any of them took."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.large.memory import MemoryWatch, Peak
from bench.ocr.whole_command import adopt_orphans, children_cpu_seconds, own_children, wait_for_orphans


@dataclass(frozen=True, kw_only=True, slots=True)
class CommandRun:
    """``peaks``: the most that one process of a kind took (``python``: the command itself; ``sandbox``: a reader)."""

    cpu_seconds: float
    wall_seconds: float
    peaks: Mapping[str, Peak]


def process(pdf: Path) -> CommandRun:
    """``pli process`` on this file into an empty folder. Raises CalledProcessError when it fails."""
    adopt_orphans()
    ours = own_children()
    with tempfile.TemporaryDirectory(prefix="bench-pipeline-") as out:
        before, started = children_cpu_seconds(), time.perf_counter()
        words = [sys.executable, "-m", "pli.cli", "process", str(pdf), "--out", out]
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": _bytecode().name}
        command = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        watch = MemoryWatch(command.pid)
        watch.start()
        status = command.wait()
        wall = time.perf_counter() - started
        watch.stop()
        wait_for_orphans(ours)
    if status:
        raise subprocess.CalledProcessError(status, words)
    return CommandRun(cpu_seconds=children_cpu_seconds() - before, wall_seconds=wall, peaks=watch.peaks)


@cache
def _bytecode() -> tempfile.TemporaryDirectory[str]:
    """Where the commands find the program compiled, as where it is installed; the first of them compiles it."""
    return tempfile.TemporaryDirectory(prefix="bench-bytecode-")

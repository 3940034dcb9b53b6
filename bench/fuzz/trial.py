"""One input in a child process of its own, with its memory and its time bounded; what became of it."""

import os
import re
import resource
import select
import signal
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from bench.fuzz.targets import read

TIME_S = 10
GRACE_S = 5
_OURS = re.compile(r"/bench/fuzz/(?:trial|targets)\.py")
MEMORY_BYTES = 1024 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What an input did: ``kind`` is the error and its place, ``time`` or ``signal N``; ``detail`` is its traceback."""

    kind: str
    detail: str


def attempt(target: str, content: bytes) -> Finding | None:
    """Reads ``content`` as ``target`` in a child; None when that ended as it should."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _run(target, content, writing)
    os.close(writing)
    detail = _said(reading, TIME_S + GRACE_S)
    os.close(reading)
    if detail is None:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return _judged(status, detail)


def _run(target: str, content: bytes, writing: int) -> None:
    """Never returns."""
    status = 0
    try:
        reserved, held = _memory()
        resource.setrlimit(resource.RLIMIT_CPU, (TIME_S, TIME_S + 1))
        resource.setrlimit(resource.RLIMIT_AS, (reserved + MEMORY_BYTES * 2, reserved + MEMORY_BYTES * 2))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        read(target, content)
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - held > MEMORY_BYTES:
            raise MemoryError("more than 1 GB")
    except BaseException:  # noqa: BLE001 - whatever it is, it is a finding
        status = 1
        os.write(writing, traceback.format_exc().encode()[-8000:])
    os._exit(status)


def _memory() -> tuple[int, int]:
    """What the child got from its parent, in bytes: address space, and pages in memory."""
    reserved, held, *_ = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(reserved) * resource.getpagesize(), int(held) * resource.getpagesize()


def _said(reading: int, seconds: float) -> str | None:
    """What the child wrote before it ended; None when it did not end in time."""
    deadline = time.monotonic() + seconds
    pieces: list[bytes] = []
    while (left := deadline - time.monotonic()) > 0:
        if not select.select([reading], [], [], left)[0]:
            break
        piece = os.read(reading, 65536)
        if not piece:
            return b"".join(pieces).decode("utf-8", "replace")
        pieces.append(piece)
    return None


def _judged(status: int, detail: str | None) -> Finding | None:
    if detail is None or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL}):
        return Finding(kind="time", detail="")
    if os.WIFSIGNALED(status):
        return Finding(kind=f"signal {os.WTERMSIG(status)}", detail=detail)
    if not os.WEXITSTATUS(status):
        return None
    lines = detail.strip().splitlines()
    places = [line.strip() for line in lines if line.strip().startswith("File ") and not _OURS.search(line)]
    place = places[-1].replace('"', "").split("/")[-1] if places else ""
    return Finding(kind=f"{lines[-1].split(':')[0] if lines else 'unknown'} at {place}", detail=detail)

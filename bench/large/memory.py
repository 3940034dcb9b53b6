"""The memory of a program and of all that it starts, looked at again and again."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

EVERY_S = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Peak:
    """The most that any process of this kind took, in megabytes: in all, and without what it shares with a file."""

    resident_mb: float
    own_mb: float


class MemoryWatch(threading.Thread):
    """Watches the tree below process ``root`` until told to stop."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root = root
        self._stopping = threading.Event()
        self.peaks: dict[str, Peak] = {}

    def run(self) -> None:
        while not self._stopping.wait(EVERY_S):
            for pid in tree(self._root):
                self._look_at(pid)

    def stop(self) -> None:
        self._stopping.set()
        self.join()

    def _look_at(self, pid: int) -> None:
        try:
            status = Path(f"/proc/{pid}/status").read_text()
            kind = _kind(Path(f"/proc/{pid}/cmdline").read_bytes())
        except (FileNotFoundError, ProcessLookupError):
            return
        fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        if "VmRSS" not in fields:
            return  # it has just ended
        resident, own = (int(fields[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon"))
        before = self.peaks.get(kind, Peak(resident_mb=0, own_mb=0))
        self.peaks[kind] = Peak(resident_mb=max(before.resident_mb, resident), own_mb=max(before.own_mb, own))


def tree(root: int) -> Iterator[int]:
    """``root`` and all below it."""
    yield root
    try:
        tasks = list(Path(f"/proc/{root}/task").iterdir())
        children = [int(pid) for task in tasks for pid in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return
    for child in children:
        yield from tree(child)


def _kind(command_line: bytes) -> str:
    """What a process is, in a word or two."""
    words = [word for word in command_line.decode(errors="replace").split("\0") if word]
    text = " ".join(words)
    for mark, kind in (
        ("forkserver", "sandbox"),
        ("resource_tracker", "sandbox"),
        ("pli.cli worker", "worker"),
        ("pli.cli ingest", "scan folder"),
        ("pli.desk_server", "desk"),
        ("pli.cli up", "pli up"),
        ("weed", "object store"),
        ("valkey", "queue"),
    ):
        if mark in text:
            return kind
    return Path(words[0]).name if words else "?"

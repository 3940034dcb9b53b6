"""Memory and processor time of all that a program has started, looked at while it runs."""

import os
import threading
from contextlib import suppress
from pathlib import Path

_EVERY_S = 0.05
_TICKS = os.sysconf("SC_CLK_TCK")


class Watch:
    """Of the children of process ``parent``, theirs included: ``largest`` is the highest peak of one, in bytes, and
    ``cpu_s`` what they have used together, since the watch began. What lives shorter than a moment is missed."""

    def __init__(self, parent: int) -> None:
        self.largest = 0
        self._parent = parent
        self._before: dict[int, float] = {}
        self._used: dict[int, float] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    @property
    def cpu_s(self) -> float:
        return sum(used - self._before.get(pid, 0.0) for pid, used in self._used.items())

    def __enter__(self) -> "Watch":
        for pid in descendants_of(self._parent):
            with suppress(OSError):
                Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")  # forget the peak of what came before
                self._before[pid] = _cpu_s(pid)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while True:
            last = self._stop.wait(_EVERY_S)
            for pid in descendants_of(self._parent):
                with suppress(OSError, KeyError):
                    self.largest = max(self.largest, _peak_bytes(pid))
                    self._used[pid] = _cpu_s(pid)
            if last:
                return


def descendants_of(parent: int) -> list[int]:
    """The living children of a process, their children, and so on."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                fields = _stat(int(folder.name))
                children.setdefault(int(fields[1]), []).append(int(folder.name))
    found, waiting = [], [parent]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third on: state, parent…"""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()


def _cpu_s(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _peak_bytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace").splitlines()
    peak = dict(line.split(":", 1) for line in lines if ":" in line)["VmHWM"]
    return int(peak.split()[0]) * 1024

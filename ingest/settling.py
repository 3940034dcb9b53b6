"""When a file is done: nobody has changed or holds it, by our own clock, and its format's end is there."""

import fcntl
import os
import signal
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from ingest.complete import looks_complete


@dataclass(slots=True)
class _Seen:
    """A file's size and date, since when (monotonic seconds) they are what they are, and the longest pause between
    two changes that was seen."""

    size: int
    mtime_ns: int
    since: float
    pause_s: float = 0.0


class Settling:
    """Watches files stand still. Dates are only compared with themselves, never with our clock: a scanner's may be
    years off.

    ``settle_s``: how long size and date must stand still; a file that was seen to grow must stand still twice as long
    as the longest pause of who writes it (page by page, a PDF may be whole after each). ``patience_s``: after that
    long a still file is done though it never looks whole.
    """

    def __init__(self, settle_s: float, patience_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._settle_s = settle_s
        self._patience_s = patience_s
        self._clock = clock
        self._seen: dict[Path, _Seen] = {}

    def is_done(self, file: Path) -> bool:
        """Whether ``file`` may be taken. False for one that is gone, or that its writer does not let us read."""
        try:
            still_s, pause_s = self._still_for(file)
            if still_s < max(self._settle_s, 2 * pause_s):
                return False
            if self._settle_s <= 0:
                return True
            return not _is_being_written(file) and (still_s >= self._patience_s or looks_complete(file))
        except OSError:
            return False

    def keep_only(self, files: Collection[Path]) -> None:
        """Forget all others: they are gone."""
        kept = set(files)
        self._seen = {file: seen for file, seen in self._seen.items() if file in kept}

    def _still_for(self, file: Path) -> tuple[float, float]:
        now, stat = self._clock(), file.stat()
        seen = self._seen.get(file)
        if seen is None:
            self._seen[file] = _Seen(stat.st_size, stat.st_mtime_ns, now)
            return 0.0, 0.0
        if (seen.size, seen.mtime_ns) != (stat.st_size, stat.st_mtime_ns):
            pause_s = min(max(seen.pause_s, now - seen.since), self._patience_s / 2)
            self._seen[file] = _Seen(stat.st_size, stat.st_mtime_ns, now, pause_s)
            return 0.0, pause_s
        return now - seen.since, seen.pause_s


def _is_being_written(file: Path) -> bool:
    """Whether a program of this machine (a file server's too) has the file open for writing.

    Asked by a read lease (fcntl(2), F_SETLEASE), which the kernel refuses while there is a writer. A writer that comes
    at that instant makes it send a signal: SIGURG, which nobody heeds. False where it cannot be told: another's file,
    a network disk.
    """
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False

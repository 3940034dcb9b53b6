"""What became of each file of a backlog, on disk: a walk goes on where it stopped and accounts for all of it."""

import hashlib
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

_TABLE = """
CREATE TABLE IF NOT EXISTS file (
    mark BLOB PRIMARY KEY, path BLOB NOT NULL, fate TEXT NOT NULL, pli TEXT, message TEXT, run INTEGER NOT NULL
) WITHOUT ROWID
"""


class Fate(StrEnum):
    """What became of a file. ``REFUSED`` and ``UNREADABLE`` ones are tried again at the next run."""

    RECEIVED = "received"
    KNOWN = "known"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


TAKEN = frozenset({Fate.RECEIVED, Fate.KNOWN})


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One file as the journal has it. ``message`` says in French why it was not taken in."""

    path: Path
    fate: Fate
    pli: str | None = None
    message: str = ""


class Journal:
    """One line a file in an SQLite file. Memory does not grow with it; two backlogs may write to it at once.

    A file counts as the same while path, size and date are. A line that a power failure loses costs a second reading,
    never a second filing.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._rows = sqlite3.connect(path, timeout=30, isolation_level=None)
        self._rows.execute("PRAGMA journal_mode=WAL")
        self._rows.execute("PRAGMA synchronous=NORMAL")
        self._rows.execute(_TABLE)
        self._run = time.time_ns()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._rows.close()

    def taken(self, file: Path) -> bool:
        """Whether the file was taken in by an earlier run; then it belongs to this one too. Raises OSError."""
        mark = _mark(file)
        found = self._rows.execute("SELECT fate FROM file WHERE mark = ?", (mark,)).fetchone()
        if found is None or Fate(found[0]) not in TAKEN:
            return False
        self._rows.execute("UPDATE file SET run = ? WHERE mark = ?", (self._run, mark))
        return True

    def note(self, line: Line) -> None:
        """Keeps what became of a file in this run."""
        row = (_mark_or_name(line.path), os.fsencode(line.path), line.fate.value, line.pli, line.message, self._run)
        self._rows.execute(
            "INSERT OR REPLACE INTO file (mark, path, fate, pli, message, run) VALUES (?, ?, ?, ?, ?, ?)", row
        )

    def forget(self, lines: Iterable[Line]) -> None:
        """These are not taken in any more (a register restored as it was before): the next run takes them."""
        rows = [(os.fsencode(line.path), line.pli) for line in lines]
        self._rows.executemany("DELETE FROM file WHERE path = ? AND pli = ?", rows)

    def lines(self) -> Iterator[Line]:
        """Every file that this run walked over, by path."""
        rows = self._rows.execute("SELECT path, fate, pli, message FROM file WHERE run = ? ORDER BY path", (self._run,))
        for path, fate, pli, message in rows:
            yield Line(path=Path(os.fsdecode(path)), fate=Fate(fate), pli=pli, message=message or "")


def _mark(file: Path) -> bytes:
    stat = file.stat()
    text = f"{file.absolute()}\0{stat.st_size}\0{stat.st_mtime_ns}"
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).digest()


def _mark_or_name(file: Path) -> bytes:
    """A file that is gone, or a folder that cannot be entered, is marked by its name alone."""
    try:
        return _mark(file)
    except OSError:
        return hashlib.blake2b(os.fsencode(file.absolute()), digest_size=16).digest()

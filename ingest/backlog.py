"""Bulk rescans: trees of any size walked file by file, fed to the low-priority queue, resumed where it stopped."""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from dossier.errors import DocumentError, WeatherError
from dossier.mail import Channel, DateSource
from ingest.backoff import Backoff
from ingest.intake import FileArrival, Intake

_ATTEMPTS = 6
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})


@dataclass(frozen=True, kw_only=True, slots=True)
class BacklogReport:
    """found = received + known + resumed + len(refused). ``resumed`` were taken in by an earlier run of the same walk.

    ``refused`` are (path, sentence in French) of files that could not be read from the disk or were refused.
    """

    found: int = 0
    received: int = 0
    known: int = 0
    resumed: int = 0
    refused: tuple[tuple[Path, str], ...] = ()


class Journal:
    """Which files were taken in: one line a file in a text file, so that a walk goes on where it stopped.

    A file counts as the same while path, size and date are. Lost lines cost a second reading, never a second filing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._known = set(path.read_text(encoding="ascii").split()) if path.exists() else set()

    def __contains__(self, file: Path) -> bool:
        return self._mark(file) in self._known

    def add(self, file: Path) -> None:
        mark = self._mark(file)
        self._known.add(mark)
        with self._path.open("a", encoding="ascii") as stream:
            stream.write(f"{mark}\n")

    @staticmethod
    def _mark(file: Path) -> str:
        stat = file.stat()
        text = f"{file.absolute()}\0{stat.st_size}\0{stat.st_mtime_ns}"
        return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def walk(paths: Iterable[Path]) -> Iterator[Path]:
    """Every file given and under the folders given, in the order of names, one folder in memory at a time.

    Links are not followed, hidden files and those of file managers left out.
    """
    for path in paths:
        if path.is_dir():
            yield from _walk_folder(path)
        else:
            yield path


def _walk_folder(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        listed = sorted(
            (entry.name, entry.is_dir(follow_symlinks=False), entry.is_file(follow_symlinks=False)) for entry in entries
        )
    for name, is_folder, is_file in listed:
        if name.startswith((".", "~$")) or name.lower() in _SYSTEM_FILES:
            continue
        if is_folder:
            yield from _walk_folder(folder / name)
        elif is_file:
            yield folder / name


def feed_backlog(
    paths: Iterable[Path],
    intake: Intake,
    *,
    journal: Journal | None = None,
    channel: Channel = Channel.POST,
    on_file: Callable[[Path], None] = lambda _: None,
    pause: Callable[[float], None] = time.sleep,
) -> BacklogReport:
    """Feeds every file to ``intake`` as backlog; ``on_file`` is called after each, for a progress bar.

    The intake being away is waited out, up to about a minute; then WeatherError, and the next run goes on from there.
    """
    feeding = _Feeding(intake=intake, journal=journal, channel=channel, pause=pause)
    for file in walk(paths):
        feeding.feed(file)
        on_file(file)
    return feeding.report()


@dataclass(kw_only=True, slots=True)
class _Feeding:
    """One walk under way: what it feeds to, and its counts."""

    intake: Intake
    journal: Journal | None
    channel: Channel
    pause: Callable[[float], None]
    received: int = 0
    known: int = 0
    resumed: int = 0
    refused: list[tuple[Path, str]] = field(default_factory=list)

    def report(self) -> BacklogReport:
        return BacklogReport(
            found=self.received + self.known + self.resumed + len(self.refused),
            received=self.received,
            known=self.known,
            resumed=self.resumed,
            refused=tuple(self.refused),
        )

    def feed(self, file: Path) -> None:
        try:
            if self.journal is not None and file in self.journal:
                self.resumed += 1
                return
            known = self._receive(file, self._arrival(file))
        except DocumentError as error:
            self.refused.append((file, error.message))
            return
        except OSError:
            self.refused.append((file, "Ce fichier n'a pas pu être lu sur le disque."))
            return
        self.known += known
        self.received += not known
        if self.journal is not None:
            self.journal.add(file)

    def _arrival(self, file: Path) -> FileArrival:
        stat = file.stat()
        return FileArrival(
            name=file.name,
            received_at=datetime.fromtimestamp(stat.st_mtime, UTC),
            received_at_source=DateSource.FILE,
            channel=self.channel,
            backlog=True,
            source=f"backlog:{file.absolute()}:{stat.st_mtime_ns}",
        )

    def _receive(self, file: Path, arrival: FileArrival) -> bool:
        """Whether the file was known already. Tries several times while the weather is bad."""
        backoff = Backoff(most_s=30)
        for _ in range(_ATTEMPTS - 1):
            try:
                return self.intake.receive(file, arrival).known
            except WeatherError:
                self.pause(backoff.next_s())
        return self.intake.receive(file, arrival).known

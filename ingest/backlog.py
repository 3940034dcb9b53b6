"""Bulk rescans: trees of any size walked file by file, fed to the low-priority queue, resumed where it stopped."""

import errno
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dossier.errors import DocumentError, OurError, WeatherError
from dossier.mail import Channel, DateSource
from ingest.backlog_journal import Fate, Journal, Line
from ingest.backoff import Backoff
from ingest.folder_files import is_hidden, moment_of, readable_name
from ingest.intake import FileArrival, Intake

_ATTEMPTS = 6
_MOST_RETRY_S = 30.0
_VANISHED = "Ce fichier a disparu pendant le parcours."
_CHANGED = "Ce fichier a changé pendant la lecture : relancez quand il sera complet."
_UNREADABLE = "Ce fichier n'a pas pu être lu sur le disque ({})."
_CLOSED_FOLDER = "Ce dossier n'a pas pu être ouvert ({})."
_LINK = "Ceci est un lien : les liens ne sont pas suivis."


@dataclass(frozen=True, kw_only=True, slots=True)
class BacklogReport:
    """found = received + known + resumed + refused + unreadable; the journal has the names.

    ``resumed`` were taken in by an earlier run; ``refused`` by the door; ``unreadable`` on the disk, as ``folders``
    are, which count beside: nobody knows how many files are in them.
    """

    found: int = 0
    received: int = 0
    known: int = 0
    resumed: int = 0
    refused: int = 0
    unreadable: int = 0
    folders: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether every file is taken in."""
        return not (self.refused or self.unreadable or self.folders)


def walk(paths: Iterable[Path], on_unreadable: Callable[[Path, OSError], None] | None = None) -> Iterator[Path]:
    """Every regular file given and under the folders given, as the disk lists them: no folder is held in memory but
    the names of its sub-folders.

    Links are not followed, hidden files and those of file managers left out. ``on_unreadable`` hears of each folder
    that cannot be listed and of each link given; without it OSError is raised.
    """
    for path in paths:
        if path.is_symlink():
            _tell(path, OSError(errno.ELOOP, os.strerror(errno.ELOOP)), on_unreadable)
        elif path.is_dir():
            yield from _walk_folder(path, on_unreadable)
        else:
            yield path


def _walk_folder(folder: Path, on_unreadable: Callable[[Path, OSError], None] | None) -> Iterator[Path]:
    folders = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if is_hidden(entry.name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                elif entry.is_file(follow_symlinks=False):
                    yield folder / entry.name
    except OSError as error:
        _tell(folder, error, on_unreadable)
    for name in sorted(folders):
        yield from _walk_folder(folder / name, on_unreadable)


def _tell(path: Path, error: OSError, on_unreadable: Callable[[Path, OSError], None] | None) -> None:
    if on_unreadable is None:
        raise error
    on_unreadable(path, error)


def feed_backlog(
    paths: Iterable[Path],
    intake: Intake,
    journal: Journal,
    *,
    channel: Channel = Channel.POST,
    on_file: Callable[[Path], None] = lambda _: None,
    pause: Callable[[float], None] = time.sleep,
) -> BacklogReport:
    """Feeds every file to ``intake`` as backlog; ``on_file`` is called after each, for a progress bar.

    The intake being away is waited out, up to about a minute; then WeatherError, and the next run goes on from there.
    """
    feeding = _Feeding(intake, journal, channel, pause)
    for file in walk(paths, feeding.closed_folder):
        feeding.feed(file)
        on_file(file)
    return feeding.report()


class _Feeding:
    """One walk under way: what it feeds to, and its counts."""

    def __init__(self, intake: Intake, journal: Journal, channel: Channel, pause: Callable[[float], None]) -> None:
        self._intake = intake
        self._journal = journal
        self._channel = channel
        self._pause = pause
        self._counts = dict.fromkeys(Fate, 0)
        self._resumed = self._folders = 0

    def report(self) -> BacklogReport:
        return BacklogReport(
            found=sum(self._counts.values()) + self._resumed,
            received=self._counts[Fate.RECEIVED],
            known=self._counts[Fate.KNOWN],
            resumed=self._resumed,
            refused=self._counts[Fate.REFUSED],
            unreadable=self._counts[Fate.UNREADABLE],
            folders=self._folders,
        )

    def closed_folder(self, path: Path, error: OSError) -> None:
        self._folders += 1
        message = _LINK if error.errno == errno.ELOOP else _CLOSED_FOLDER.format(error.strerror)
        self._journal.note(Line(path=path, fate=Fate.UNREADABLE, message=message))

    def feed(self, file: Path) -> None:
        try:
            if self._journal.taken(file):
                self._resumed += 1
                return
            line = self._take(file)
        except DocumentError as error:
            line = Line(path=file, fate=Fate.REFUSED, message=error.message)
        except FileNotFoundError:
            line = Line(path=file, fate=Fate.UNREADABLE, message=_VANISHED)
        except OSError as error:
            line = Line(path=file, fate=Fate.UNREADABLE, message=_UNREADABLE.format(error.strerror))
        except OurError:  # the door has read other bytes than it stored
            line = Line(path=file, fate=Fate.UNREADABLE, message=_CHANGED)
        self._counts[line.fate] += 1
        self._journal.note(line)

    def _take(self, file: Path) -> Line:
        arrival = self._arrival(file)
        backoff = Backoff(most_s=_MOST_RETRY_S)
        for _ in range(_ATTEMPTS - 1):
            try:
                receipt = self._intake.receive(file, arrival)
                break
            except WeatherError:
                self._pause(backoff.next_s())
        else:
            receipt = self._intake.receive(file, arrival)
        return Line(path=file, fate=Fate.KNOWN if receipt.known else Fate.RECEIVED, pli=receipt.pli)

    def _arrival(self, file: Path) -> FileArrival:
        stat = file.stat()
        return FileArrival(
            name=readable_name(file.name),
            received_at=moment_of(stat.st_mtime),
            received_at_source=DateSource.FILE,
            channel=self._channel,
            backlog=True,
            source=f"backlog:{readable_name(str(file.absolute()))}:{stat.st_mtime_ns}",
        )

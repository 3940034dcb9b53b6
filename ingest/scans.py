"""The scan folder: files are taken when they stand still, claimed by a rename, let go of once they are stored."""

import errno
import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from dossier.errors import DocumentError, OurError, WeatherError
from dossier.mail import Channel, DateSource
from ingest.backoff import Backoff
from ingest.folder_files import files_under, free_name, is_hidden, is_unfinished, moment_of, readable_name
from ingest.intake import FileArrival, Intake
from ingest.settling import Settling
from ingest.troubles import Troubles

log = structlog.get_logger()

DONE, REFUSED = "done", "refused"
NOTE = ".motif.txt"
_OWN = ".pli"
_LONGEST_WAIT_S = 30.0
_UNREAD = (
    "Pli n'a pas réussi à lire ce fichier, malgré plusieurs essais. Déposez-le de nouveau, ou numérisez-le encore."
)
# The disk's fault, not the file's: a network disk away, a full one, a handle that a server forgot.
_WEATHER = frozenset(
    {
        errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.ESTALE, errno.ENOTCONN, errno.EHOSTDOWN, errno.EHOSTUNREACH,
        errno.ETIMEDOUT, errno.ENETDOWN, errno.ENETUNREACH, errno.EMFILE, errno.ENFILE, errno.ENOMEM,
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class ScanSettings:
    """``settle_s``: how long size and date must stand still, before the claim and after it. ``patience_s``: after that
    long a file is taken though it never looks whole: a damaged scan must reach somebody too. ``poll_s``: seconds
    between two looks. ``tries``: how often a file is handed in that makes it fail, the first wait ``retry_s`` long."""

    settle_s: float = 3.0
    patience_s: float = 180.0
    poll_s: float = 1.0
    tries: int = 6
    retry_s: float = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ScanPass:
    """What one look at the folder did: files taken in, refused for good, and left for the next look (still being
    written, held by who writes them, or failed and tried again)."""

    received: int = 0
    refused: int = 0
    waiting: int = 0


@dataclass(slots=True)
class _Tally:
    received: int = 0
    refused: int = 0
    waiting: int = 0
    bad_weather: WeatherError | None = None


class ScanFolder:
    """A watched folder on a local or network disk. Its sub-folders are entry points.

    A file is renamed into ``.pli/claimed`` (same disk, so at once and for one taker only), handed to the intake, and
    moved to ``done/`` when the intake has it for good. What a crash leaves in ``.pli/claimed`` is handed in again.
    Each file fails alone: one that makes the intake fail ``tries`` times goes to ``refused/`` with a note beside it.
    """

    def __init__(self, path: Path, intake: Intake, settings: ScanSettings | None = None) -> None:
        self._path = path
        self._intake = intake
        self._settings = settings or ScanSettings()
        self._claimed = path / _OWN / "claimed"
        self._settling = Settling(self._settings.settle_s, self._settings.patience_s)
        self._troubles = Troubles(self._settings.retry_s, _LONGEST_WAIT_S)
        self._stored: set[tuple[Path, int, int]] = set()

    def watch(self, stop: threading.Event) -> None:
        """Takes files in until ``stop`` is set. The store or the disk being away makes it wait, not end."""
        with self._alone():
            backoff = Backoff(most_s=_LONGEST_WAIT_S)
            while not stop.is_set():
                wait_s = self._settings.poll_s
                try:
                    self.look()
                    backoff.succeeded()
                except (WeatherError, OSError) as error:
                    wait_s = backoff.next_s()
                    log.warning("scans_wait", why=type(error).__name__, for_s=round(wait_s, 1))
                stop.wait(wait_s)

    def take_all(self) -> ScanPass:
        """Takes in every file that is there, once, waiting for those that still change.

        What nothing happens to for longer than ``patience_s`` is left (``waiting``). Raises WeatherError when the
        intake cannot store.
        """
        received = refused = 0
        with self._alone():
            last = time.monotonic()
            while True:
                done = self.look()
                received, refused = received + done.received, refused + done.refused
                now = time.monotonic()
                last = now if done.received or done.refused else last
                if not done.waiting or now - last > 2 * (self._settings.patience_s + self._settings.settle_s) + 1:
                    return ScanPass(received=received, refused=refused, waiting=done.waiting)
                time.sleep(min(self._settings.poll_s, max(self._settings.settle_s, 0.01)))

    def look(self) -> ScanPass:
        """One look: claims every file that has stood still, then hands in every claim that still does.

        Raises WeatherError when files could not be stored and none could, OSError when the folder itself is away.
        """
        found = [file for file in files_under(self._path) if self._is_mail(file)]
        tally = _Tally(waiting=sum(not self._claim(file) for file in found))
        claims = sorted(files_under(self._claimed), key=self._troubles.failures)  # what failed before stops nobody
        for claim in claims:
            self._try(claim, tally)
        self._settling.keep_only({*found, *claims})
        self._troubles.keep_only({*found, *claims})
        self._stored = {mark for mark in self._stored if mark[0] in set(claims)}
        if tally.bad_weather is not None and not tally.received:
            raise tally.bad_weather
        return ScanPass(received=tally.received, refused=tally.refused, waiting=tally.waiting)

    def _is_mail(self, file: Path) -> bool:
        parts = file.relative_to(self._path).parts
        own = parts[0] in {DONE, REFUSED} and len(parts) > 1
        return not own and not any(map(is_hidden, parts)) and not is_unfinished(file.name)

    def _claim(self, file: Path) -> bool:
        """Whether the file is claimed, or gone; False when it must wait."""
        if not self._troubles.is_due(file) or not self._settling.is_done(file):
            return not os.path.lexists(file)
        claim = self._claimed / file.relative_to(self._path)
        try:
            claim.parent.mkdir(parents=True, exist_ok=True)
            file.rename(free_name(claim))
        except FileNotFoundError:  # somebody else was faster
            return True
        except OSError as error:  # held by its writer (SMB: EACCES, EBUSY), or not ours to move
            log.warning("scan_not_claimed", errno=error.errno, tried=self._troubles.note(file))
            return False
        return True

    def _try(self, claim: Path, tally: _Tally) -> None:
        """Hands one claim in, whatever comes of it. Raises WeatherError at the second bad weather in a row."""
        if not self._troubles.is_due(claim) or not self._settling.is_done(claim):
            tally.waiting += os.path.lexists(claim)
            return
        try:
            taken = self._hand_in(claim)
        except FileNotFoundError:
            return
        except WeatherError as error:
            self._bad_weather(claim, error, tally)
        except OSError as error:
            if error.errno in _WEATHER:
                self._bad_weather(claim, WeatherError(f"the disk: {os.strerror(error.errno)}"), tally)
            else:
                self._failed(claim, error, tally)
        except OurError as error:
            self._failed(claim, error, tally)
        else:
            tally.received, tally.refused = tally.received + taken, tally.refused + (not taken)
            tally.bad_weather = None

    def _bad_weather(self, claim: Path, error: WeatherError, tally: _Tally) -> None:
        """One file may have a weather of its own (a server that chokes on it); two in a row have everybody's."""
        tally.waiting += 1
        self._troubles.note(claim)
        if tally.bad_weather is not None:
            raise error
        tally.bad_weather = error

    def _failed(self, claim: Path, error: Exception, tally: _Tally) -> None:
        failures = self._troubles.note(claim)
        log.warning("scan_failed", why=type(error).__name__, tried=failures)
        stored = any(mark[0] == claim for mark in self._stored)  # it only cannot be moved to done/
        if failures < self._settings.tries or stored:
            tally.waiting += 1
            return
        try:
            self._refuse(claim, _UNREAD)
            tally.refused += 1
        except OSError:
            tally.waiting += 1

    def _hand_in(self, claim: Path) -> bool:
        """True when the intake has the file, False when it refused it: then it lies in ``refused/``."""
        inside, mark = claim.relative_to(self._claimed), self._mark(claim)
        if mark not in self._stored:
            try:
                receipt = self._intake.receive(claim, _arrival(claim, inside))
            except DocumentError as error:
                log.warning("scan_refused", code=error.code)
                self._refuse(claim, error.message)
                return False
            log.info("scan_received", pli=receipt.pli, known=receipt.known)
            if self._mark(claim) != mark:
                raise OurError("the file grew while it was received: what it is now comes in too")
            self._stored.add(mark)
        _move(claim, self._path / DONE / inside)
        return True

    @staticmethod
    def _mark(claim: Path) -> tuple[Path, int, int]:
        stat = claim.stat()
        return claim, stat.st_size, stat.st_mtime_ns

    def _refuse(self, claim: Path, message: str) -> None:
        """Sets a file apart, with a note beside it for who put it there."""
        target = _move(claim, self._path / REFUSED / claim.relative_to(self._claimed))
        with suppress(OSError):
            note = free_name(target.with_name(f"{readable_name(target.name)[:100]}{NOTE}"))
            note.write_text(f"{readable_name(target.name)}\n{message}\n", encoding="utf-8")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One watcher at a time for a folder: what another one has claimed is no leftover. Raises WeatherError."""
        own = self._path / _OWN
        own.mkdir(parents=True, exist_ok=True)
        with (own / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise WeatherError(f"another process watches {self._path}") from error
            except OSError as error:  # a network disk without locks: renames still go to one taker only
                log.warning("scan_folder_has_no_locks", errno=error.errno)
            yield


def _arrival(claim: Path, inside: Path) -> FileArrival:
    """What is known of a claim: the same words each time that it is handed in."""
    stat = claim.stat()
    return FileArrival(
        name=readable_name(inside.name),
        received_at=moment_of(min(stat.st_mtime, stat.st_ctime)),  # not later than the claim, by the disk's own clock
        received_at_source=DateSource.FILE,
        channel=Channel.POST,
        entry=readable_name(inside.parent.as_posix()) if inside.parent.parts else "",
        source=f"scan:{readable_name(inside.as_posix())}:{stat.st_mtime_ns}",
    )


def _move(claim: Path, target: Path) -> Path:
    """Moves a claim to ``target`` or, where that is taken, to a name like it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    free = free_name(target)
    claim.rename(free)
    return free

"""The scan folder: files are taken when they stand still, claimed by a rename, let go of once they are stored."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog

from dossier.errors import DocumentError, WeatherError
from dossier.mail import Channel, DateSource
from ingest.backoff import Backoff
from ingest.complete import looks_complete
from ingest.intake import FileArrival, Intake

log = structlog.get_logger()

DONE, REFUSED = "done", "refused"
_HIDDEN = ".pli"
_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", ".lock")


@dataclass(frozen=True, kw_only=True, slots=True)
class ScanSettings:
    """``settle_s``: how long size and date must stand still. ``patience_s``: after that long a file is taken though it
    never looks whole: a damaged scan must reach somebody too. ``poll_s``: seconds between two looks."""

    settle_s: float = 3.0
    patience_s: float = 180.0
    poll_s: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ScanPass:
    """What one look at the folder did: files taken in, refused for good, and still being written."""

    received: int = 0
    refused: int = 0
    waiting: int = 0


@dataclass(slots=True)
class _Seen:
    """A file's size and date, and since when (monotonic seconds) they are what they are."""

    size: int
    mtime_ns: int
    since: float


class ScanFolder:
    """A watched folder on a local or network disk. Its sub-folders are entry points.

    A file is renamed into ``.pli/claimed`` (same disk, so at once and for one taker only), handed to the intake, and
    moved to ``done/`` when the intake has it for good. What a crash leaves in ``.pli/claimed`` is handed in again.
    """

    def __init__(self, path: Path, intake: Intake, settings: ScanSettings | None = None) -> None:
        self._path = path
        self._intake = intake
        self._settings = settings or ScanSettings()
        self._claimed = path / _HIDDEN / "claimed"
        self._seen: dict[Path, _Seen] = {}

    def watch(self, stop: threading.Event) -> None:
        """Takes files in until ``stop`` is set. The store being away makes it wait, not end."""
        with self._alone():
            backoff = Backoff()
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
        """Takes in every file that is there, once, waiting for those that still change as long as ``patience_s``.

        Raises WeatherError when the intake cannot store.
        """
        received = refused = 0
        with self._alone():
            while True:
                done = self.look()
                received += done.received
                refused += done.refused
                if not done.waiting:
                    return ScanPass(received=received, refused=refused)
                time.sleep(min(self._settings.poll_s, max(self._settings.settle_s, 0.01)))

    def look(self) -> ScanPass:
        """One look: first what a crash left, then every file that has stood still."""
        received = refused = waiting = 0
        for file in _files(self._claimed):
            taken = self._hand_in(file)
            received, refused = received + taken, refused + (not taken)
        found = [file for file in _files(self._path) if self._is_mail(file)]
        for file in found:
            if not self._settled(file):
                waiting += 1
                continue
            claim = self._claim(file)
            if claim is not None:
                taken = self._hand_in(claim)
                received, refused = received + taken, refused + (not taken)
        self._seen = {file: seen for file, seen in self._seen.items() if file in set(found)}
        return ScanPass(received=received, refused=refused, waiting=waiting)

    def _is_mail(self, file: Path) -> bool:
        parts = file.relative_to(self._path).parts
        hidden = any(part.startswith((".", "~$")) for part in parts)
        return not hidden and parts[0] not in {DONE, REFUSED} and file.suffix.lower() not in _UNFINISHED

    def _settled(self, file: Path) -> bool:
        now = time.monotonic()
        try:
            stat = file.stat()
            seen = self._seen.get(file)
            if seen is None or (seen.size, seen.mtime_ns) != (stat.st_size, stat.st_mtime_ns):
                self._seen[file] = _Seen(stat.st_size, stat.st_mtime_ns, now)
                return self._settings.settle_s <= 0
            still_s = now - seen.since
            if still_s < self._settings.settle_s:
                return False
            return still_s >= self._settings.patience_s or looks_complete(file)
        except OSError:  # gone, or locked by who writes it
            return False

    def _claim(self, file: Path) -> Path | None:
        """The file under its claimed name; None when somebody else was faster."""
        claim = self._claimed / file.relative_to(self._path)
        claim.parent.mkdir(parents=True, exist_ok=True)
        try:
            file.rename(_free(claim))
        except FileNotFoundError:
            return None
        return claim

    def _hand_in(self, claim: Path) -> bool:
        """True when the intake has the file, False when it refused it: then it lies in ``refused/``."""
        inside = claim.relative_to(self._claimed)
        arrival = FileArrival(
            name=inside.name,
            received_at=datetime.fromtimestamp(claim.stat().st_mtime, UTC),
            received_at_source=DateSource.FILE,
            channel=Channel.POST,
            entry=inside.parent.as_posix() if inside.parent.parts else "",
            source=f"scan:{inside.as_posix()}:{claim.stat().st_mtime_ns}",
        )
        try:
            receipt = self._intake.receive(claim, arrival)
        except DocumentError as error:
            log.warning("scan_refused", code=error.code)
            self._move(claim, self._path / REFUSED / inside)
            return False
        log.info("scan_received", pli=receipt.pli, known=receipt.known)
        self._move(claim, self._path / DONE / inside)
        return True

    def _move(self, claim: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        claim.rename(_free(target))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One watcher at a time for a folder: what another one has claimed is no leftover. Raises WeatherError."""
        hidden = self._path / _HIDDEN
        hidden.mkdir(parents=True, exist_ok=True)
        with (hidden / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise WeatherError(f"another process watches {self._path}") from error
            yield


def _files(folder: Path) -> Iterator[Path]:
    """Every file under ``folder`` in the order of names, links not followed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if not entry.name.startswith("."):
                yield from _files(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path)


def _free(path: Path) -> Path:
    """``path``, or a name like it that is not taken: nothing is written over."""
    number, candidate = 1, path
    while candidate.exists():
        number += 1
        candidate = path.with_stem(f"{path.stem} ({number})")
    return candidate

"""Files in a watched folder: which of them are mail, what they are called, and names that write over nothing."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import structlog

log = structlog.get_logger()

SYSTEM_FILES = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store"})
_HIDDEN = (".", "~$")
# Names under which scanners, copiers and office programs write what is not finished, or lock it.
_UNFINISHED = (
    ".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", ".writing", ".inprogress",
    ".lock", ".lck", ".swp", "~",
)  # fmt: skip
_MOST_NAME_BYTES = 255  # NAME_MAX of every file system that a scanner writes to


def is_hidden(name: str) -> bool:
    """A name that file managers and programs keep for themselves: never mail."""
    return name.startswith(_HIDDEN) or name.lower() in SYSTEM_FILES


def is_unfinished(name: str) -> bool:
    """A name that says that somebody is still writing, or guards something."""
    return name.lower().endswith(_UNFINISHED)


def readable_name(name: str) -> str:
    """The name as text: a file system's may be any bytes."""
    return os.fsencode(name).decode("utf-8", "replace")


def moment_of(seconds: float) -> datetime:
    """A file's date, which a scanner or an old disk may have set to anything."""
    try:
        return datetime.fromtimestamp(max(seconds, 0.0), UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)


def files_under(folder: Path) -> Iterator[Path]:
    """Every regular file under ``folder`` in the order of names, links not followed, hidden folders left out.

    A folder that cannot be listed is left out this time, and logged: the others go on. Raises OSError when ``folder``
    itself cannot.
    """
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in listed:
        try:
            if entry.is_dir(follow_symlinks=False):
                if not is_hidden(entry.name):
                    yield from files_under(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)
        except OSError as error:
            log.warning("scan_folder_unreadable", why=type(error).__name__, errno=error.errno)


def free_name(path: Path) -> Path:
    """``path``, or a name like it that is not taken and not too long: nothing is written over."""
    number, candidate = 1, _within_bounds(path, "")
    while os.path.lexists(candidate):
        number += 1
        candidate = _within_bounds(path, f" ({number})")
    return candidate


def _within_bounds(path: Path, mark: str) -> Path:
    """``path`` with ``mark`` behind its stem, the stem cut where the name would be too long."""
    suffix = path.suffix if len(os.fsencode(path.suffix)) <= 40 else ""
    stem = path.name.removesuffix(suffix)
    room = _MOST_NAME_BYTES - len(os.fsencode(mark + suffix))
    whole = os.fsencode(stem)
    cut = stem if len(whole) <= room else whole[:room].decode("utf-8", "ignore")
    return path.with_name(f"{cut}{mark}{suffix}")

"""A command's own temporary folder: what a killed one left there is removed by the next. There is mail in it."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.util import get_temp_dir
from pathlib import Path

_PREFIX, _LOCK = "pli-travail-", "lock"


@contextmanager
def workplace() -> Iterator[Path]:
    """Within the block this process, and those that it starts, make their temporary files in a folder of its own.

    What killed processes have left beside it is removed first. The folder is locked as long as the process lives, and
    removed at the end.
    """
    get_temp_dir()  # multiprocessing's sockets stay outside: their paths are short, and they outlive the block
    parent = Path(tempfile.gettempdir())
    for path in parent.glob(f"{_PREFIX}*"):
        _remove_left(path)
    draft = Path(tempfile.mkdtemp(prefix=f".{_PREFIX}", dir=parent))
    with (draft / _LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        own = draft.rename(draft.with_name(draft.name.removeprefix(".")))  # under this name it is locked
        before = os.environ.get("TMPDIR"), tempfile.tempdir
        os.environ["TMPDIR"] = tempfile.tempdir = str(own)
        try:
            yield own
        finally:
            tempfile.tempdir = before[1]
            if before[0] is None:
                del os.environ["TMPDIR"]
            else:
                os.environ["TMPDIR"] = before[0]
            shutil.rmtree(own, ignore_errors=True)


def _remove_left(path: Path) -> None:
    """Remove the folder unless its process lives. Another user's is left alone."""
    with contextlib.suppress(OSError), _opened(path / _LOCK) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    """Without waiting, whatever somebody put there."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    try:
        yield descriptor
    finally:
        os.close(descriptor)

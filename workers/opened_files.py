"""Large files that a worker has open, so that not every range of one is fetched and unpacked anew."""

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dossier.page_range import SourceFile
from workers.originals import OpenedOriginal

Opener = Callable[[SourceFile, Path], Sequence[OpenedOriginal]]

KEPT = 2
IDLE_S = 120.0


@dataclass(kw_only=True, slots=True, eq=False)
class _File:
    folder: Path
    opening: threading.Lock = field(default_factory=threading.Lock)
    originals: Sequence[OpenedOriginal] | None = None
    users: int = 0
    uses: int = 0


class OpenedFiles:
    """Files opened by ``open_file(source, empty folder)``, shared by threads. As a context manager it leaves nothing.

    A file that nobody uses stays for ``idle_s`` seconds, and no more than two such do.
    """

    def __init__(self, open_file: Opener, *, idle_s: float = IDLE_S) -> None:
        self._open_file = open_file
        self._idle_s = idle_s
        self._files: dict[SourceFile, _File] = {}
        self._lock = threading.Lock()

    @contextmanager
    def opened(self, source: SourceFile) -> Iterator[Sequence[OpenedOriginal]]:
        """What came out of a stored file; its paths are there while the block runs. Raises as ``open_file`` does."""
        file = self._take(source)
        try:
            with file.opening:
                if file.originals is None:
                    _empty(file.folder)  # another thread may have failed in it
                    file.originals = self._open_file(source, file.folder)
            yield file.originals
        finally:
            self._leave(source, file)

    def __enter__(self) -> "OpenedFiles":
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            for source in list(self._files):
                self._drop(source)

    def _take(self, source: SourceFile) -> _File:
        with self._lock:
            file = self._files.pop(source, None) or _File(folder=Path(tempfile.mkdtemp(prefix="pli-")))
            self._files[source] = file  # the last one used stands last
            file.users += 1
            file.uses += 1
            return file

    def _leave(self, source: SourceFile, file: _File) -> None:
        with self._lock:
            file.users -= 1
            unused = [one for one, its in self._files.items() if not its.users]
            for one in unused[:-KEPT]:
                self._drop(one)
            if not file.users and file.originals is None:
                self._drop(source)  # it could not be opened
        timer = threading.Timer(self._idle_s, self._drop_idle, (source, file, file.uses))
        timer.daemon = True
        timer.start()

    def _drop_idle(self, source: SourceFile, file: _File, uses: int) -> None:
        with self._lock:
            if self._files.get(source) is file and not file.users and file.uses == uses:
                self._drop(source)

    def _drop(self, source: SourceFile) -> None:
        if file := self._files.pop(source, None):
            shutil.rmtree(file.folder, ignore_errors=True)


def _empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir(mode=0o700)

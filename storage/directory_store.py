"""The object store as a folder: a key is a path under it. What ``pli process`` writes to."""

import hashlib
import io
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from dossier.errors import OurError, WeatherError
from storage.local_file import write_whole
from storage.objects import ObjectMissing, Stored, checked_key, shown

_DRAFTS = ".pli-drafts"  # no key has a part that begins so
_CHUNK_BYTES = 1024 * 1024
_STALE_S = 24 * 3600.0


class DirectoryStore:
    """Objects as files under ``root``.

    A put writes a draft beside the objects, syncs it, renames it and syncs the folders, so that neither a killed
    process nor a power cut leaves half an object. The SHA-256 is that of the bytes written; they are not read back,
    since that would come from the page cache and prove nothing of the disk.
    """

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self._root = root.resolve()
        self._drafts = self._root / _DRAFTS
        self._remove_stale_drafts()

    def put_file(self, key: str, path: Path, media_type: str) -> Stored:
        del media_type  # a folder has nowhere to keep it; the manifest has it
        try:
            source = path.open("rb")
        except FileNotFoundError:
            raise OurError(f"There is no file to store under {shown(key)}") from None
        with source:
            return self._put(key, source)

    def put_bytes(self, key: str, data: bytes, media_type: str) -> Stored:
        del media_type
        return self._put(key, io.BytesIO(data))

    def get_bytes(self, key: str) -> bytes:
        with self._opened(key) as file:
            return file.read()

    def fetch_file(self, key: str, path: Path) -> None:
        with self._opened(key) as source:
            write_whole(path, iter(lambda: source.read(_CHUNK_BYTES), b""))

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def keys(self, prefix: str, *, deleted: bool = False) -> Iterator[str]:
        del deleted  # a folder keeps no versions
        folder = prefix.rpartition("/")[0]
        start = self._path(folder) if folder else self._root
        for path in _files(start):
            key = path.relative_to(self._root).as_posix()
            if key.startswith(prefix):
                yield key

    def delete(self, key: str) -> None:
        path = self._path(key)
        with _weather(shown(key)), suppress(FileNotFoundError, NotADirectoryError):
            path.unlink()
            _sync_folder(path.parent)

    def erase(self, key: str) -> None:
        self.delete(key)

    def locked_until(self, key: str) -> None:
        self._path(key)

    def check(self) -> None:
        with _weather("the store's folder"):
            self._drafts.mkdir(exist_ok=True)
            with tempfile.TemporaryFile(dir=self._drafts) as file:
                file.write(b"pli")

    def _put(self, key: str, source: BinaryIO) -> Stored:
        path = self._path(key)
        with _weather(shown(key)):
            draft, stored = self._write_draft(key, source)
            try:
                self._make_folder(path.parent)
                draft.replace(path)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
            _sync_folder(path.parent)
        return stored

    def _write_draft(self, key: str, source: BinaryIO) -> tuple[Path, Stored]:
        self._drafts.mkdir(exist_ok=True)
        digest = hashlib.sha256()
        handle, name = tempfile.mkstemp(dir=self._drafts)
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                while chunk := source.read(_CHUNK_BYTES):
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
                size = file.tell()
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        return draft, Stored(key=key, sha256=digest.hexdigest(), size_bytes=size)

    def _make_folder(self, folder: Path) -> None:
        """Make a folder and those above it, each of them entered durably in its parent."""
        if folder.is_dir():
            return
        self._make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync_folder(folder.parent)

    def _path(self, key: str) -> Path:
        """Where a key lies. Raises OurError when a link under the root leads out of it."""
        path = self._root / checked_key(key)
        if not path.resolve().is_relative_to(self._root):
            raise OurError(f"A link leads out of the store: {shown(key)}")
        return path

    @contextmanager
    def _opened(self, key: str) -> Iterator[BinaryIO]:
        path = self._path(key)
        try:
            file = path.open("rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise ObjectMissing(f"The store has no {shown(key)}") from None
        with _weather(shown(key)), file:
            yield file

    def _remove_stale_drafts(self) -> None:
        """Drafts of processes that were killed."""
        if self._drafts.is_dir():
            for draft in self._drafts.iterdir():
                with suppress(FileNotFoundError):
                    if draft.stat().st_mtime < time.time() - _STALE_S:
                        draft.unlink()


def _files(folder: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != _DRAFTS:
                    yield from _files(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _weather(what: str) -> Iterator[None]:
    """Whose fault an operating system's error is: rights and key clashes are ours, the rest passes."""
    try:
        yield
    except (PermissionError, NotADirectoryError, IsADirectoryError, FileExistsError) as error:
        raise OurError(f"The store cannot hold {what}: {error.strerror}") from error
    except OSError as error:
        raise WeatherError(f"The store's disk failed on {what}: {error.strerror}") from error

"""Tar archives and files packed with gzip, bounded like zip archives; what they announce is never believed."""

import gzip
import io
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from dossier.errors import DocumentError
from ingest.archive import Extraction, Member, clean_path, is_system_file, summed
from ingest.budget import Budget

_CHUNK = 1024 * 1024
_SMALL_BYTES = 10 * 1024 * 1024  # under this no ratio is suspect: blank scans pack 1000 to 1
_DAMAGED = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, UnicodeError, OverflowError, MemoryError)


class _Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


def extract_tar(path: Path, new_file: Callable[[], Path], budget: Budget) -> Extraction:
    """Extracts the regular files of the tar archive at ``path``, each into a path that ``new_file`` gives.

    Links and devices carry nothing and are passed over. Members before any damage are extracted all the same.
    """
    with path.open("rb") as stream:
        return _tar_members(_Bounded(stream, path.stat().st_size, budget), new_file, budget)


def extract_gzip(path: Path, name: str, new_file: Callable[[], Path], budget: Budget) -> Extraction:
    """Extracts what the gzip file at ``path`` holds: the members of a tar archive, else the one file.

    ``name`` is what the packed file is called; the one file has it without ``.gz``.
    """
    try:
        with gzip.open(path) as packed:
            is_tar = packed.read(512)[257:262] == b"ustar"
        with gzip.open(path) as packed:
            stream = _Bounded(packed, path.stat().st_size, budget)
            if is_tar:
                return _tar_members(stream, new_file, budget)
            budget.take_member()
            target = _written(stream, new_file, budget)
    except DocumentError as fault:
        return Extraction(members=(), fault=fault)
    except _DAMAGED:
        return Extraction(members=(), fault=_damaged())
    return Extraction(members=(Member(name=_unpacked_name(name), path=target),))


def _unpacked_name(name: str) -> str:
    stem, dot, end = name.rpartition(".")
    return stem if dot and end.lower() in {"gz", "gzip", "z"} and stem else name


class _Bounded(io.BufferedIOBase):
    """Counts what it reads, and stops at the limits on unpacked bytes and on their ratio to the packed ones."""

    def __init__(self, stream: io.BufferedIOBase, packed_bytes: int, budget: Budget) -> None:
        super().__init__()
        self._stream = stream
        self.count = 0
        self._budget = budget
        self._ratio_bytes = max(packed_bytes * budget.limits.archive_ratio, _SMALL_BYTES)

    def read(self, size: int | None = -1, /) -> bytes:
        content = self._stream.read(_CHUNK if size is None or size < 0 else size)
        self.count += len(content)
        if self.count > self._ratio_bytes:
            raise DocumentError(
                "archive_piegee",
                "Cette archive est anormalement compressée (archive piégée probable) ; elle n'a pas été ouverte.",
            )
        if self.count > self._budget.limits.archive_bytes:
            raise DocumentError(
                "archive_trop_grosse",
                "Le contenu de cette archive dépasse la taille permise ; le reste n'a pas été ouvert.",
            )
        return content


def _tar_members(stream: _Bounded, new_file: Callable[[], Path], budget: Budget) -> Extraction:
    members: list[Member] = []
    left_out: list[tuple[str, DocumentError]] = []
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for name, packed in _files(archive):
                budget.take_member()
                try:
                    members.append(Member(name=name, path=_written(packed, new_file, budget)))
                except DocumentError as fault:
                    left_out.append((name, fault))
                    break
    except DocumentError as fault:
        left_out.append(("", fault))
    except _DAMAGED:
        return Extraction(members=tuple(members), fault=_damaged())
    if stream.count % tarfile.BLOCKSIZE:  # the library takes half a header for the end
        return Extraction(members=tuple(members), fault=_damaged())
    if not members and not left_out:
        return Extraction(members=(), fault=DocumentError("archive_vide", "Cette archive ne contient aucun fichier."))
    return Extraction(members=tuple(members), fault=summed(left_out))


def _files(archive: tarfile.TarFile) -> Iterator[tuple[str, _Readable]]:
    for info in archive:
        packed = archive.extractfile(info) if info.isreg() and not is_system_file(info.name) else None
        if packed is not None:
            yield clean_path(info.name), packed


def _written(source: _Readable, new_file: Callable[[], Path], budget: Budget) -> Path:
    target = new_file()
    try:
        with target.open("wb") as sink:
            while chunk := source.read(_CHUNK):
                budget.take_bytes(len(chunk))
                sink.write(chunk)
    except (DocumentError, *_DAMAGED):
        target.unlink(missing_ok=True)
        raise
    return target


def _damaged() -> DocumentError:
    return DocumentError("archive_illisible", "Cette archive est endommagée et ne peut pas être ouverte en entier.")

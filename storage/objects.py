"""The object store's port: keys and bytes. ``directory_store`` and ``s3_store`` are its two versions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from dossier.errors import OurError

_KEY_BYTES = 1024  # the limit of S3
_PART_BYTES = 255  # the limit of Linux file systems


class ObjectMissing(OurError):  # noqa: N818  # reads as what it says: nothing went wrong in the store
    """The store has nothing under this key."""


class ObjectLocked(OurError):  # noqa: N818  # reads as what it says: the store does what it was asked
    """The store keeps this object until ``until``, whoever wants it gone."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"locked until {until.isoformat(timespec='minutes')}")
        self.until = until


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """An object that is in the store, whole. ``sha256`` in hexadecimal."""

    key: str
    sha256: str
    size_bytes: int


class ObjectStore(Protocol):
    """What must last. A put returns once the bytes are durable and known to be right; done again it changes nothing.

    An object appears under its key whole or not at all. Keys are paths with ``/`` between their parts
    (:func:`checked_key`). No key is also the folder of another (``a`` and ``a/b``): a directory cannot hold both.
    Raises WeatherError when the store is away, full or slow, OurError when it refuses us.
    """

    def put_file(self, key: str, path: Path, media_type: str) -> Stored:
        """Store a file in bounded memory, over what was there."""
        ...

    def put_bytes(self, key: str, data: bytes, media_type: str) -> Stored:
        """Store a small object, over what was there."""
        ...

    def get_bytes(self, key: str) -> bytes:
        """A whole object. Raises ObjectMissing."""
        ...

    def fetch_file(self, key: str, path: Path) -> None:
        """Write an object to a local file in bounded memory; it appears whole or not at all.

        Raises ObjectMissing.
        """
        ...

    def exists(self, key: str) -> bool: ...

    def keys(self, prefix: str, *, deleted: bool = False) -> Iterator[str]:
        """The keys that begin with these characters (``plis/p-1`` finds ``plis/p-12/a`` too), in no order, each once.

        ``deleted``: also those that were deleted and of which the store still keeps versions.
        """
        ...

    def delete(self, key: str) -> None:
        """Remove an object. One that is not there is no error. A store that keeps versions keeps what it was."""
        ...

    def erase(self, key: str) -> None:
        """Remove an object and every version that the store keeps of it: nothing of it can be read again.

        One that is not there is no error. Raises ObjectLocked, and removes nothing then.
        """
        ...

    def locked_until(self, key: str) -> datetime | None:
        """Until when the store refuses to erase an object; None when it would not."""
        ...

    def check(self) -> None:
        """Return when the store answers and takes our credentials; raise otherwise."""
        ...


def checked_key(key: str) -> str:
    """The key, when it is one that every store can hold. Raises OurError.

    Relative, parts of 1 to 255 bytes, none of them ``.`` or ``..`` or beginning with ``.pli-``, no control characters,
    1024 bytes in all.
    """
    parts = key.split("/")
    if len(key.encode(errors="surrogatepass")) > _KEY_BYTES or any(not _is_part(part) for part in parts):
        raise OurError(f"Not a key: {shown(key)}")
    return key


def shown(key: str) -> str:
    """A key as errors and logs may show it: its first two parts. The rest may be a file name with a person's name."""
    kind, _, rest = key.partition("/")
    return f"{kind[:40]}/{rest.partition('/')[0][:40]}/…" if rest else kind[:40]


def _is_part(part: str) -> bool:
    size = len(part.encode(errors="surrogatepass"))
    return 0 < size <= _PART_BYTES and part not in {".", ".."} and not part.startswith(".pli-") and part.isprintable()

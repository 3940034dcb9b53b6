"""All objects of one store in another, each verified; done again on the same folder it copies what is new."""

import hashlib
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from dossier.errors import OurError
from storage.objects import ObjectMissing, ObjectStore, shown

_FOREVER = ("plis/", "lots/")


def copy_objects(
    source: ObjectStore, target: ObjectStore, *, there: Mapping[str, str], on_object: Callable[[], None] = lambda: None
) -> dict[str, str]:
    """Copy everything, one object at a time; the SHA-256 of each in hexadecimal, by key.

    ``there`` is what the target got at an earlier time: what never changes is not copied again if it is still there.
    """
    sums = {}
    with tempfile.TemporaryDirectory(prefix="pli-copy-") as work:
        for key in source.keys(""):
            if key in there and is_immutable(key) and target.exists(key):
                sums[key] = there[key]
            elif (sha256 := _copy(key, source, target, Path(work))) is not None:
                sums[key] = sha256
            on_object()
    return sums


def keep_only(store: ObjectStore, keys: Collection[str]) -> None:
    """Delete everything else: a backup forgets what was purged."""
    for key in [key for key in store.keys("") if key not in keys]:
        store.delete(key)


def verify_objects(store: ObjectStore, sums: Mapping[str, str]) -> None:
    """Raises OurError at the first object that is missing or has other bytes than ``sums`` says."""
    with tempfile.TemporaryDirectory(prefix="pli-verify-") as work:
        for key, sha256 in sums.items():
            path = Path(work) / "object"
            store.fetch_file(key, path)
            if _sha256(path) != sha256:
                raise OurError(f"an object of the backup was altered: {shown(key)}")


def is_immutable(key: str) -> bool:
    """Whether a key has the same bytes for ever, by the object layout."""
    return key.startswith(_FOREVER) or "/revisions/" in key


def _copy(key: str, source: ObjectStore, target: ObjectStore, work: Path) -> str | None:
    """None when it was deleted since it was listed."""
    path = work / "object"
    try:
        source.fetch_file(key, path)
    except ObjectMissing:
        return None
    sha256 = _sha256(path)
    if target.put_file(key, path, "application/octet-stream").sha256 != sha256:
        raise OurError(f"an object changed while it was copied: {shown(key)}")
    return sha256


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""Backup and restore of the whole: the register first, the objects after it; back in the other order."""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dossier.errors import OurError
from pli import __version__
from pli.embedded.seaweedfs import SeaweedFS
from pli.settings import Settings, secret
from pli.wiring import open_store, use_django
from storage.copying import copy_objects, keep_only, verify_objects
from storage.directory_store import DirectoryStore
from storage.objects import ObjectStore
from storage.s3_store import S3Store

OBJECTS = "objects"
SUMS = "objects.sha256"
DONE = "backup.json"  # written last: a folder without it is no whole backup


@dataclass(frozen=True, kw_only=True, slots=True)
class Saved:
    """A whole backup: when the register was read, and how many objects lie beside it."""

    at: datetime
    objects: int


def back_up(settings: Settings, folder: Path, *, on_object: Callable[[], None] = lambda: None) -> Saved:
    """Save everything that lasts into ``folder``, which is new or holds an earlier backup; others go on working.

    Whatever the register names was in the store before it named it, so that the objects, read after it, hold all of
    it: that is verified. Raises OurError when something is missing or altered, WeatherError when a part is away.
    """
    use_django(settings)
    from storage.register.snapshots import save_register

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / DONE).unlink(missing_ok=True)
    at = datetime.now(UTC)
    save_register(folder)
    target = DirectoryStore(folder / OBJECTS)
    sums = copy_objects(open_store(settings), target, there=_read_sums(folder), on_object=on_object)
    _require_named(sums, at)
    keep_only(target, sums.keys())
    _write(folder / SUMS, "".join(f"{sha256}  {key}\n" for key, sha256 in sorted(sums.items())))
    _write(folder / DONE, json.dumps({"at": at.isoformat(), "objects": len(sums), "version": __version__}))
    return Saved(at=at, objects=len(sums))


def restore(settings: Settings, folder: Path, *, on_object: Callable[[], None] = lambda: None) -> int:
    """Fill a new installation from a backup; how many messages wait to be sent again. Nothing else may run on it.

    The objects first, the register last. Raises OurError when the backup is not whole or the register is not empty.
    """
    saved = _read_done(folder)
    sums = _read_sums(folder)
    source = DirectoryStore(folder / OBJECTS)
    if len(sums) != saved.objects:
        raise OurError("the backup's list of objects is not whole")
    verify_objects(source, sums)
    use_django(settings)
    from pli.first_start import migrate
    from storage.register.snapshots import load_register, require_empty, send_all_again

    with _alone(settings), _store_of(settings) as store:
        require_empty()
        copy_objects(source, store, there={}, on_object=on_object)
        load_register(folder)
        migrate()
        return send_all_again()


def _require_named(sums: dict[str, str], before: datetime) -> None:
    from storage.register.snapshots import named_objects

    for key, sha256 in named_objects(before):
        if key not in sums:
            raise OurError("the register names an object that the store has not: run the backup again, then pli check")
        if sha256 is not None and sums[key] != sha256:
            raise OurError(
                "an original in the store has other bytes than it was received with: see the operator's guide"
            )


def _read_sums(folder: Path) -> dict[str, str]:
    path = folder / SUMS
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").split("\n")
    return {key: sha256 for sha256, _, key in (line.partition("  ") for line in lines) if key}


def _read_done(folder: Path) -> Saved:
    try:
        said = json.loads((folder / DONE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise OurError(f"{folder} holds no whole backup") from None
    return Saved(at=datetime.fromisoformat(said["at"]), objects=said["objects"])


def _write(path: Path, text: str) -> None:
    draft = path.with_suffix(".part")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """``pli up`` holds the same lock."""
    settings.data.mkdir(parents=True, exist_ok=True)
    with (settings.data / "up.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OurError(f"the system is up on {settings.data}: stop it first") from None
        yield


@contextmanager
def _store_of(settings: Settings) -> Iterator[ObjectStore]:
    """The configured store, else the embedded one, started for this."""
    if not settings.embedded_store:
        yield open_store(settings)
        return
    key = secret(settings.data, "s3")
    server = SeaweedFS(settings.data / "store", access_key="pli", secret_key=key, bucket=settings.s3_bucket)
    try:
        server.start()
        yield S3Store(
            endpoint=server.endpoint, access_key="pli", secret_key=key, bucket=settings.s3_bucket, secure=False
        )
    finally:
        server.stop()

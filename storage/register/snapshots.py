"""The register as one file, of one instant, while others write; and back into an empty database."""

import os
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.db.models import Max

from dossier.errors import OurError, WeatherError
from storage.register.models import Dossier, Outbox, Pli
from storage.register.outbox import HAND_OVER_ACTOR
from storage.register.transaction import register_reading, register_transaction
from storage.register.transitions import Status

SQLITE, POSTGRESQL = "register.sqlite3", "register.pgdump"
_DUMP_S = 6 * 3600.0
_COPY_S = 600.0


def save_register(folder: Path) -> Path:
    """Write the register into ``folder``: SQLite by its own backup, PostgreSQL by ``pg_dump``; the file, synced.

    Raises WeatherError when the database is away, OurError when ``pg_dump`` is missing or too old for the server.
    """
    if connection.vendor == "sqlite":
        file, source = folder / SQLITE, Path(connection.settings_dict["NAME"])
        if file.resolve() == source.resolve():
            raise OurError("the backup's folder is the register's own: choose another one")
        file.unlink(missing_ok=True)
        _copy_sqlite(source, file)
    else:
        file = folder / POSTGRESQL
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")
    with file.open("rb") as written:
        os.fsync(written.fileno())
    return file


def require_empty() -> None:
    """Raises OurError when this installation has a register already."""
    if connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    with register_reading():
        if "register_pli" in connection.introspection.table_names():
            raise OurError("the register is not empty: restore into a new data folder or an empty database")


def load_register(folder: Path) -> None:
    """Fill this installation's register, which must be empty, from what ``save_register`` wrote for the same database.

    Raises OurError when there is something in it, or when the file is of the other kind.
    """
    require_empty()
    file = folder / (SQLITE if connection.vendor == "sqlite" else POSTGRESQL)
    if not file.exists():
        raise OurError(f"the backup has no {file.name}: it was made of a register of the other kind")
    if connection.vendor == "sqlite":
        connection.close()
        target = Path(connection.settings_dict["NAME"])
        _copy_sqlite(file, target)
    else:
        database = str(connection.settings_dict["NAME"])
        _run("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={database}", str(file))


def send_all_again() -> int:
    """Have everything sent that nobody is known to have: the queue of the old machine is not there any more.

    Hand-overs that were not acknowledged go again with their own ids, and each pli that waits is asked for once.
    How many messages.
    """
    with register_transaction():
        asking = Outbox.objects.filter(pli__status=Status.WAITING, args__has_key="pli")  # for its ranges it asks itself
        waiting = asking.values("pli").annotate(latest=Max("id"))
        again = [row["latest"] for row in waiting]
        known = dict(Dossier.objects.values_list("id", "acknowledged_revision"))
        hand_overs = Outbox.objects.filter(actor=HAND_OVER_ACTOR).iterator(chunk_size=2000)
        again += [row.id for row in hand_overs if int(row.args["revision"]) > known.get(str(row.args["dossier"]), 0)]
        return sum(
            Outbox.objects.filter(id__in=again[at : at + 500]).update(sent_at=None, claimed_at=None)
            for at in range(0, len(again), 500)
        )


def named_objects(before: datetime) -> Iterator[tuple[str, str | None]]:
    """What the register names of before then and has not purged: (key, SHA-256 in hexadecimal where it knows it)."""
    with register_reading():
        plis = Pli.objects.filter(purge_begun_at=None, created_at__lt=before)
        yield from plis.values_list("key", "sha256").iterator(chunk_size=2000)
        dossiers = Dossier.objects.filter(purge_begun_at=None, created_at__lt=before)
        yield from ((key, None) for key in dossiers.values_list("manifest", flat=True).iterator(chunk_size=2000))


def _copy_sqlite(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _Opened(source) as there, _Opened(target) as here:
            there.backup(here, progress=_give_up_at(time.monotonic() + _COPY_S))
            (whole,) = here.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        raise WeatherError(f"the register could not be copied: {error}") from None
    if whole != "ok":
        raise OurError(f"the copy of the register is damaged: {whole}")


def _give_up_at(deadline: float) -> Callable[[int, int, int], None]:
    """A backup waits for ever for a database that stays locked, unless its progress says no."""

    def progress(status: int, remaining: int, total: int) -> None:
        del status, remaining, total
        if time.monotonic() > deadline:
            raise WeatherError("the register stays locked")

    return progress


class _Opened:
    """A connection that is closed at the end (sqlite3's own context manager only ends a transaction)."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, timeout=20)

    def __enter__(self) -> sqlite3.Connection:
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def _run(*command: str) -> None:
    """A program of PostgreSQL's; the password goes through its environment, where no list of processes shows it."""
    try:
        done = subprocess.run(
            command, env={**os.environ, **_environment()}, capture_output=True, text=True, check=False, timeout=_DUMP_S
        )
    except FileNotFoundError:
        raise OurError(f"{command[0]} is not installed: apt-get install postgresql-client") from None
    except subprocess.TimeoutExpired:
        raise WeatherError(f"{command[0]} did not end") from None
    if done.returncode:
        raise OurError(f"{command[0]} failed: {done.stderr.strip()[-500:]}")


def _environment() -> Mapping[str, str]:
    database = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    said = {name: str(database[key]) for name, key in names.items() if database.get(key)}
    if mode := database.get("OPTIONS", {}).get("sslmode"):
        said["PGSSLMODE"] = str(mode)
    return said

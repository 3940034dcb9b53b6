"""How the register is read and written, with errors that say whose fault they are."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from dossier.errors import OurError, WeatherError

_SQLITE_NO = frozenset({sqlite3.SQLITE_ERROR, sqlite3.SQLITE_TOOBIG})


@contextmanager
def register_transaction(*, durable: bool = False) -> Iterator[None]:
    """All or nothing. Inside another one it is a savepoint, unless ``durable``: then it must be the outermost.

    Raises WeatherError when the database is away or busy for too long, OurError when it refuses what was asked. Their
    texts and causes repeat no row: there are names in it.
    """
    with _faults(), transaction.atomic(durable=durable):
        yield


@contextmanager
def register_reading() -> Iterator[None]:
    """Queries only: waits for no writer and makes none wait (on SQLite each transaction takes the one write lock).

    Each query is of one instant, two of them may not be. Raises as :func:`register_transaction` does.
    """
    with _faults():
        yield


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        if not connection.in_atomic_block:  # a dead connection would stay dead for this thread when the server is back
            connection.close_if_unusable_or_obsolete()
        if "no such" in str(error):  # SQLite calls a missing table operational
            raise OurError(f"The register's tables are not up to date: {_said(error)}") from None
        if _is_too_much(error):
            raise OurError(f"The register refused: {_said(error)}") from None
        raise WeatherError(f"The register does not answer: {_said(error)}") from None
    except DatabaseError as error:
        raise OurError(f"The register refused: {_said(error)}") from None


def _is_too_much(error: DatabaseError | InterfaceError) -> bool:
    """Whether what was asked is beyond the database's limits, and will be tomorrow: not the weather's fault.

    SQLSTATE class 54 on PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html), the plain
    SQLITE_ERROR or SQLITE_TOOBIG on SQLite (https://sqlite.org/rescode.html).
    """
    cause = error.__cause__
    state = getattr(cause, "sqlstate", None) or ""
    return state.startswith("54") or getattr(cause, "sqlite_errorcode", None) in _SQLITE_NO


def _said(error: DatabaseError | InterfaceError) -> str:
    """What the database said, without PostgreSQL's DETAIL, which quotes the whole row."""
    diagnosis = getattr(error.__cause__, "diag", None)
    primary = getattr(diagnosis, "message_primary", None)
    return str(primary or error).partition("\n")[0]

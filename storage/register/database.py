"""From one URL to what Django wants to know of a database."""

from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from dossier.errors import OurError

# Measured with 2 processes x 8 threads that read, then write: without IMMEDIATE nearly every transaction ends in
# « database is locked »; with it 2,100 transactions a second and none. FULL survives a power cut, NORMAL does not.
_SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}
_CONNECT_TIMEOUT_S = 10
# A server that is gone without a word (power, network) is noticed after half a minute, not after two hours and more:
# https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-KEEPALIVES
_NOTICED = {"keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 30_000}
_CONNECTION_AGE_S = 60


def database_settings(url: str) -> dict[str, Any]:
    """One entry of Django's ``DATABASES``.

    ``sqlite:///relative/path`` or ``sqlite:////absolute/path`` is the embedded register, the path written as it is;
    ``postgresql://user:password@host:port/name?sslmode=require`` a server (parts percent-encoded; a socket folder
    may stand in ``?host=``). Anything else raises OurError, whose text never repeats the URL: a password is in it.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        return _sqlite(rest)
    if scheme in {"postgresql", "postgres"}:
        return _postgresql(urlsplit(url))
    raise OurError("The register's URL must begin with sqlite:/// or postgresql://")


def _sqlite(rest: str) -> dict[str, Any]:
    if not rest.startswith("/") or rest == "/":
        raise OurError("The register's URL wants three slashes and a path: sqlite:///register.sqlite3")
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": rest[1:], "OPTIONS": dict(_SQLITE_OPTIONS)}


def _postgresql(parts: SplitResult) -> dict[str, Any]:
    options: dict[str, Any] = {"connect_timeout": _CONNECT_TIMEOUT_S, **_NOTICED, **dict(parse_qsl(parts.query))}
    host = options.pop("host", None) or unquote(parts.hostname or "")
    name = unquote(parts.path[1:])
    if not name:
        raise OurError("The register's URL names no database: postgresql://user@host:5432/NAME")
    try:
        port = parts.port
    except ValueError:
        raise OurError("The register's URL has a port that is no number") from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "CONN_MAX_AGE": _CONNECTION_AGE_S,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }

"""A PostgreSQL cluster of our own. It refuses root, so that as root it runs as the user that Debian made for it."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg

from dossier.errors import OurError
from pli.embedded.ports import LOOPBACK, Ports
from pli.embedded.process import Child
from tests.servers.folder import ServerFolder

SERVER_USER = "postgres"
START_WITHIN_S = 60.0
OWNER, PASSWORD = "pli", "secret"


class PostgreSQL:
    """``url`` is a database that exists, ``new_database`` gives an empty one.

    Without ``fsync`` it is faster, and a killed server loses nothing either: only a power cut would.
    """

    def __init__(self, *, fsync: bool = False) -> None:
        self._fsync = fsync
        self._folder = ServerFolder("pg", owner=SERVER_USER)
        self._ports = Ports(self._folder.path / "ports.json")
        self._databases = 0
        self._child: Child | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return self._url("postgres")

    def start(self) -> None:
        """Returns when it answers a query. Raises WeatherError, with the end of its log, when it does not start."""
        data = self._folder.path / "data"
        if not data.exists():
            self._make_cluster(data)
        self.port = self._ports.port("postgresql")
        self._child = Child(
            "postgresql",
            [*_as_server_user(), str(_programs() / "postgres"), *self._options(data)],
            log=self._folder.path / "postgresql.log",
            stop_signal=signal.SIGINT,  # "fast": does not wait for clients that are still there
        )
        self._child.start(self._answers, within_s=START_WITHIN_S)

    def new_database(self) -> str:
        """The URL of a database with nothing in it."""
        self._databases += 1
        name = f"test_{self._databases}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
        return self._url(name)

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()

    def kill(self) -> None:
        """As a crash would. ``start`` goes on with what was committed."""
        if self._child is not None:
            self._child.kill()

    def remove(self) -> None:
        self.stop()
        self._folder.remove()

    def _url(self, database: str) -> str:
        return f"postgresql://{OWNER}:{PASSWORD}@{LOOPBACK}:{self.port}/{database}"

    def _make_cluster(self, data: Path) -> None:
        secret = self._folder.file("password", PASSWORD)
        made = subprocess.run(
            [
                *(*_as_server_user(), str(_programs() / "initdb"), "--pgdata", str(data), "--no-sync"),
                *("--username", OWNER, "--pwfile", str(secret), "--auth", "scram-sha-256"),
                *("--encoding", "UTF8", "--locale", "C.UTF-8"),
            ],
            cwd=self._folder.path,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            raise OurError(f"initdb failed: {made.stdout}{made.stderr}")

    def _options(self, data: Path) -> list[str]:
        settings = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": str(self._folder.folder("run")),
            "fsync": "on" if self._fsync else "off",
        }
        return ["-D", str(data), *(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))]

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.url, connect_timeout=10) as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


def _programs() -> Path:
    """The newest installed version's own folder: Debian keeps it off PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    if found := shutil.which("postgres"):
        return Path(found).resolve().parent
    raise OurError("PostgreSQL is not installed: make setup-test")


def _as_server_user() -> list[str]:
    if os.geteuid() != 0:
        return []
    identity = [f"--reuid={SERVER_USER}", f"--regid={SERVER_USER}", "--init-groups"]
    # Changing the user clears the wish to die with the parent: it is said again.
    return ["setpriv", *identity, "--pdeathsig=KILL", "--"]

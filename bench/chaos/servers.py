"""The three engines, with fsync on, and the settings that name them."""

import os
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from dossier.errors import WeatherError
from pli.embedded.seaweedfs import SeaweedFS
from tests.servers.postgresql import PostgreSQL
from tests.servers.rabbitmq import RabbitMQ

_STARTS = 3
SECRET = "bench"  # noqa: S105 - of servers on loopback that live as long as the bench


class Server(Protocol):
    """What the killer needs of each. Started again, a server goes on with what it had on its disk."""

    def start(self) -> None: ...

    def kill(self) -> None: ...


def start_patiently(server: Server) -> None:
    """As a supervisor would: one that does not come up is killed and started again."""
    for _ in range(_STARTS):
        try:
            server.start()
        except WeatherError:
            server.kill()
        else:
            return
    server.start()


class Servers:
    """RabbitMQ, PostgreSQL and SeaweedFS, all there inside the context."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self.broker = RabbitMQ()
        self.database = PostgreSQL(fsync=True)
        self.store = SeaweedFS(work / "store", access_key="bench", secret_key=SECRET, bucket="bench")

    def __enter__(self) -> Self:
        try:
            for server in (self.store, self.database, self.broker):
                start_patiently(server)
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._remove()

    @property
    def environment(self) -> dict[str, str]:
        """The settings of an installation on these engines."""
        return {
            "PLI_CONFIG": os.devnull,
            "PLI_DATA": str(self._work / "data"),
            "PLI_PREFECTURE": "33",
            "PLI_S3_ENDPOINT": self.store.endpoint,
            "PLI_S3_ACCESS_KEY": self.store.access_key,
            "PLI_S3_SECRET_KEY": self.store.secret_key,
            "PLI_S3_BUCKET": self.store.bucket,
            "PLI_S3_SECURE": "false",
            "PLI_DATABASE_URL": self.database.url,
            "PLI_BROKER_URL": self.broker.url,
            "PLI_SCAN_SETTLE_S": "0.2",
            "PLI_SCAN_PATIENCE_S": "5",  # nobody writes on at the damaged ones
            "TMPDIR": str(self._work / "tmp"),
        }

    def _remove(self) -> None:
        self.broker.remove()
        self.database.remove()
        self.store.stop()

"""Database connections of a worker's threads: checked before each message, so that none outlives its server."""

from typing import Any

from django.db import close_old_connections, connections
from dramatiq import Broker, MessageProxy, Middleware


class DatabaseConnections(Middleware):
    """Closes connections that are unusable or too old around each message."""

    def before_process_message(self, broker: Broker, message: MessageProxy) -> None:
        del broker, message
        close_old_connections()

    def after_process_message(
        self, broker: Broker, message: MessageProxy, *, result: Any = None, exception: BaseException | None = None
    ) -> None:
        del broker, message, result, exception
        close_old_connections()

    def before_consumer_thread_shutdown(self, *_: Any) -> None:
        connections.close_all()

    def before_worker_thread_shutdown(self, *_: Any) -> None:
        connections.close_all()

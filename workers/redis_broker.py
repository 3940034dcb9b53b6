"""Redis and Valkey as we want them: a wait that ended is a lost connection, and what a worker holds does not wait."""

from collections.abc import Callable
from typing import Any

from dramatiq import Middleware
from dramatiq.brokers.redis import RedisBroker
from dramatiq.common import dq_name
from redis import ConnectionError as RedisConnectionError
from redis import Redis
from redis import TimeoutError as RedisTimeoutError

# A killed worker's messages are given to others after ten seconds; whoever asks for anything looks for them.
_HEARTBEAT_TIMEOUT_MS = 10_000
_ALWAYS = 1_000_000
_FOR_EVER_MS = 100 * 365 * 24 * 60 * 60 * 1000


class PliRedisBroker(RedisBroker):
    """Dramatiq takes up again what a lost connection broke off. A wait that ended (redis.TimeoutError) it takes for a
    bug: a consumer that held messages for later would end for good then, and the worker live on without it.
    """

    def __init__(self, client: Redis, middleware: list[Middleware]) -> None:
        super().__init__(  # type: ignore[no-untyped-call]  # dramatiq's
            client=client,
            middleware=middleware,
            heartbeat_timeout=_HEARTBEAT_TIMEOUT_MS,
            maintenance_chance=_ALWAYS,
            dead_message_ttl=_FOR_EVER_MS,
        )

    def _dispatch(self, command: str) -> Callable[..., Any]:
        ask = super()._dispatch(command)  # type: ignore[no-untyped-call]  # dramatiq's

        def dispatch(*args: object) -> Any:
            try:
                return ask(*args)
            except RedisTimeoutError as error:
                raise RedisConnectionError("no answer in time") from error

        return dispatch

    def has_waiting(self, queue: str) -> bool:
        """Whether messages wait on a queue, now or for later, that no worker holds. One that a broken connection lost
        on its way to a worker counts as held as long as that worker lives: whoever counts it waits for it in vain.
        """
        lists = (f"{self.namespace}:{name}" for name in (queue, dq_name(queue)))
        return any(self.client.llen(name) for name in lists)

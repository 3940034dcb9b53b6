"""The relay sends what the register's outbox holds; the sweeper asks again for what nobody finished."""

import random
import threading
import time
from datetime import timedelta

import structlog
from django.db import close_old_connections, connections
from dramatiq import Broker, Message

from dossier.errors import PliError, WeatherError
from storage.register.ledger import mark_sent, release, send_again, unfinished, unsent
from workers.broker import is_queued, send_message
from workers.jobs import job_again
from workers.queues import BACKLOG_QUEUES, TODAYS_QUEUES

log = structlog.get_logger()

BATCH = 100
IDLE_S = 0.3
LAST_BACKOFF_S = 30.0
SWEEP_EVERY_S = 30.0
UNFINISHED_AFTER = timedelta(minutes=10)


def relay_once(broker: Broker) -> int:
    """Send what is unsent, the most urgent first; how many were sent.

    A message is marked once the broker has confirmed it. Killed in between, it is sent again with the same id.
    Raises WeatherError when the broker or the register is away; what was not sent is given back.
    """
    messages = unsent(BATCH)
    sent: list[int] = []
    try:
        for message in messages:
            send_message(
                broker,
                Message(
                    queue_name=message.queue,
                    actor_name=message.actor,
                    args=(),
                    kwargs=dict(message.args),
                    options={"broker_priority": message.priority},
                    message_id=message.message_id,
                ),
            )
            sent.append(message.id)
    finally:
        mark_sent(sent)
        if len(sent) < len(messages):
            release(message.id for message in messages[len(sent) :])
    return len(sent)


def sweep_once(broker: Broker) -> int:
    """Ask again for plis that wait without a sign of life; how many.

    A pli that nobody has begun is taken for lost only when the queues of its kind are empty: otherwise a backlog of
    hours would be asked for again every ten minutes, and the queues grow without end. Today's mail does not wait for
    the backlog's queue to be empty.
    """
    return sum(_sweep(broker, backlog=backlog) for backlog in (False, True))


def _sweep(broker: Broker, *, backlog: bool) -> int:
    queues = BACKLOG_QUEUES if backlog else TODAYS_QUEUES
    queued = any(is_queued(broker, queue) for queue in queues)
    lost = unfinished(UNFINISHED_AFTER, begun_only=queued, backlog=backlog)
    return sum(send_again(one.pli, job_again(backlog=backlog)) for one in lost)


class Relay(threading.Thread):
    """Relays and sweeps until told to stop. Any number may run beside each other."""

    def __init__(self, broker: Broker) -> None:
        super().__init__(name="relay", daemon=True)
        self._broker = broker
        self._stopping = threading.Event()

    def run(self) -> None:
        backoff_s, next_sweep = IDLE_S, time.monotonic()
        while not self._stopping.is_set():
            try:
                close_old_connections()
                if time.monotonic() >= next_sweep:
                    next_sweep = time.monotonic() + SWEEP_EVERY_S
                    again = sweep_once(self._broker)
                    if again:
                        log.warning("sent_again", plis=again)
                backoff_s = 0.0 if relay_once(self._broker) == BATCH else IDLE_S
            except WeatherError as error:
                backoff_s = min(max(backoff_s, IDLE_S) * 2, LAST_BACKOFF_S)
                log.warning("relay_waits", why=str(error), for_s=round(backoff_s, 1))
            except PliError as error:
                backoff_s = LAST_BACKOFF_S
                log.error("relay_failed", why=str(error))
            self._stopping.wait(backoff_s * random.uniform(0.7, 1.3))  # noqa: S311  # jitter, no secret
        connections.close_all()

    def stop(self) -> None:
        """Stop after the message at hand."""
        self._stopping.set()
        self.join(timeout=10)

"""Messages in the broker that nobody takes any more: dead letters, and what a former version left."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from dramatiq import Broker
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.common import dq_name, xq_name
from pika.exceptions import ChannelClosedByBroker

from workers.broker import broker_faults
from workers.queues import FORMER_QUEUES, OWN_QUEUES, SHARED_QUEUES

_NOT_FOUND = 404


@contextmanager
def _asked(broker: Broker) -> Iterator[None]:
    """Closes the broker at the end: each caller asks with one of its own."""
    try:
        with broker_faults():
            yield
    finally:
        broker.close()


def dead_letters(broker: Broker) -> dict[str, int]:
    """How many each queue has, ours and those of the hand-over; a queue that was never declared has none.

    On our own a message dies when its actor failed for a reason that is not the weather: a bug. The register asks again
    for what it told of. On a queue of the hand-over the consumer refused it. Raises WeatherError when the broker is
    away.
    """
    with _asked(broker):
        return {queue: _size(broker, xq_name(queue)) or 0 for queue in (*OWN_QUEUES, *SHARED_QUEUES)}


def forget_dead_letters(broker: Broker) -> int:
    """Remove those of our own queues; how many. Raises WeatherError when the broker is away."""
    with _asked(broker):
        return sum(_empty(broker, xq_name(queue)) for queue in OWN_QUEUES)


def former_queues(broker: Broker) -> list[str]:
    """Queues of a former version that RabbitMQ still has: nothing in them is missing. Raises WeatherError."""
    if not isinstance(broker, RabbitmqBroker):
        return []
    with _asked(broker):
        return [name for name in _with_their_own(FORMER_QUEUES) if _size(broker, name) is not None]


def _with_their_own(queues: Iterable[str]) -> list[str]:
    return [name for queue in queues for name in (queue, dq_name(queue), xq_name(queue))]


def _size(broker: Broker, name: str) -> int | None:
    if isinstance(broker, RedisBroker):
        return int(broker.client.zcard(f"{broker.namespace}:{name}"))
    assert isinstance(broker, RabbitmqBroker)
    try:
        return int(broker.channel.queue_declare(queue=name, passive=True).method.message_count)
    except ChannelClosedByBroker as error:
        del broker.channel
        if error.reply_code == _NOT_FOUND:
            return None
        raise


def _empty(broker: Broker, name: str) -> int:
    number = _size(broker, name) or 0
    if isinstance(broker, RedisBroker):
        broker.client.delete(f"{broker.namespace}:{name}", f"{broker.namespace}:{name}.msgs")
    elif number:
        assert isinstance(broker, RabbitmqBroker)
        broker.channel.queue_purge(name)
    return number

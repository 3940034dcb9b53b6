"""The queue: Dramatiq on RabbitMQ, Redis or Valkey, chosen by the URL.

The queue is never the truth, the register is: what it holds unfinished is sent again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from dramatiq import Broker, Message, Middleware
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import BrokerConnectionError
from dramatiq.middleware import AgeLimit, Retries, ShutdownNotifications, TimeLimit
from pika.exceptions import AMQPError
from redis import Redis
from redis.exceptions import RedisError

from dossier.errors import OurError, WeatherError
from workers.queues import OWN_QUEUES
from workers.rabbitmq import PliRabbitmqBroker
from workers.redis_broker import PliRedisBroker

# Under RabbitMQ's consumer_timeout of 30 minutes: past it the broker would give the message to a second worker.
TIME_LIMIT_MS = 25 * 60 * 1000
# A Redis or Valkey that is gone without a word (power, network) is noticed after half a minute. The library's own 5 s
# are too few for one that syncs each write on a busy disk; its former versions waited for ever.
ANSWERS_WITHIN_S, CONNECTS_WITHIN_S = 30.0, 10.0


def _is_weather(retries: int, error: BaseException) -> bool:
    del retries
    return isinstance(error, WeatherError)


def connect_broker(url: str, middleware: tuple[Middleware, ...] = ()) -> Broker:
    """A broker that sends with confirmation and survives a killed worker.

    Only the weather is retried by the queue; whatever else fails leaves the pli unfinished in the register, whose
    sweeper sends it again after a while, a counted number of times. Measured on Valkey: with the default heartbeat
    a killed worker's messages come back after minutes; with these values after about 10 s.
    Raises OurError on a URL of another kind.
    """
    stack = [
        AgeLimit(),
        TimeLimit(time_limit=TIME_LIMIT_MS),
        ShutdownNotifications(),
        Retries(min_backoff=5_000, max_backoff=600_000, retry_when=_is_weather),
        *middleware,
    ]
    scheme = urlsplit(url).scheme
    if scheme in {"amqp", "amqps"}:
        return PliRabbitmqBroker(url, stack)
    if scheme in {"redis", "rediss", "valkey"}:
        return PliRedisBroker(_redis_client(url), stack)
    raise OurError(f"no broker for a URL that begins with {scheme}://")


def _redis_client(url: str) -> Redis:
    """With limits for each wait; what the URL says of them goes before."""
    return Redis.from_url(
        url.replace("valkey://", "redis://", 1),
        socket_timeout=ANSWERS_WITHIN_S,
        socket_connect_timeout=CONNECTS_WITHIN_S,
        socket_keepalive=True,
    )


@contextmanager
def broker_faults() -> Iterator[None]:
    """Raises WeatherError when the broker is away."""
    try:
        yield
    except (BrokerConnectionError, RedisError, AMQPError, OSError) as error:
        raise WeatherError(f"the broker does not answer: {type(error).__name__}") from error


def send_message(broker: Broker, message: Message[object]) -> None:
    """Put one message on its queue; it is there when this returns. Raises WeatherError when the broker is away."""
    with broker_faults():
        broker.declare_queue(message.queue_name)
        broker.enqueue(message)


def is_queued(broker: Broker, queue: str) -> bool:
    """Whether messages wait on a queue that no worker holds, those to be tried later too.

    Raises WeatherError when the broker is away.
    """
    with broker_faults():
        if isinstance(broker, PliRedisBroker):
            return broker.has_waiting(queue)
        if isinstance(broker, RabbitmqBroker):
            try:
                ready, delayed, _ = broker.get_queue_message_counts(queue)
            except AMQPError:
                del broker.connection  # a dead one would be asked again and again until something is to be sent
                raise
            return bool(ready or delayed)
    raise OurError(f"no way to count the messages of a {type(broker).__name__}")


def ping_broker(broker: Broker) -> None:
    """Returns when the broker answers. Raises WeatherError when it does not."""
    try:
        with broker_faults():
            if isinstance(broker, RedisBroker):
                broker.client.ping()
            elif isinstance(broker, RabbitmqBroker):
                _ = broker.connection
    finally:
        broker.close()


def declare_queues(broker: Broker) -> None:
    """Make our own queues where they are not there yet, as a worker does when it starts.

    Raises WeatherError when the broker is away, OurError when a queue is there in another shape.
    """
    try:
        with broker_faults():
            if isinstance(broker, RabbitmqBroker):
                for queue in OWN_QUEUES:
                    broker.declare_queue(queue, ensure=True)
    finally:
        broker.close()

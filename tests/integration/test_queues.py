"""Our own queues on real brokers: replicated, their dead letters counted and kept; those of others as stock ones."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dramatiq
import pika
import pytest
from dramatiq import Broker, Message, Worker
from dramatiq.brokers.rabbitmq import RabbitmqBroker

from dossier.errors import OurError
from pli.checks import run_checks
from pli.embedded.valkey import Valkey
from pli.settings import Settings
from tests.servers.rabbitmq import RabbitMQ
from workers.broker import connect_broker, declare_queues, is_queued, send_message
from workers.dead_letters import dead_letters, forget_dead_letters, former_queues
from workers.queues import OWN_QUEUES, SCANS_QUEUE, SHARED_QUEUES

pytestmark = pytest.mark.integration


@pytest.fixture
def vhost(rabbitmq: RabbitMQ) -> str:
    return rabbitmq.new_vhost()


@pytest.fixture(params=["rabbitmq", "valkey"])
def broker_url(request: pytest.FixtureRequest) -> str:
    server = request.getfixturevalue(request.param)
    return str(server.new_vhost() if isinstance(server, RabbitMQ) else server.url)


@pytest.fixture
def make_broker() -> Iterator[Callable[[str], Broker]]:
    made: list[Broker] = []

    def make(url: str) -> Broker:
        made.append(connect_broker(url))
        return made[-1]

    yield make
    for broker in made:
        broker.close()


def _declared(rabbitmq: RabbitMQ, url: str) -> dict[str, tuple[str, str]]:
    """Each queue's type and arguments."""
    vhost = url.rpartition("/")[2]
    lines = rabbitmq.control("list_queues", "-p", vhost, "name", "type", "arguments", "--no-table-headers")
    rows = (line.split("\t", 2) for line in lines.splitlines() if "\t" in line)
    return {name: (kind, arguments) for name, kind, arguments in rows}


def test_our_queues_are_quorum_queues_whose_dead_letters_never_expire(rabbitmq: RabbitMQ, vhost: str) -> None:
    declare_queues(connect_broker(vhost))
    declared = _declared(rabbitmq, vhost)
    for queue in OWN_QUEUES:
        for name in (queue, f"{queue}.DQ", f"{queue}.XQ"):
            assert "quorum" in declared[name][0]
            assert "message-ttl" not in declared[name][1]


@pytest.mark.parametrize("queue", SHARED_QUEUES)
@pytest.mark.parametrize("ours_first", [True, False])
def test_a_queue_of_the_hand_over_is_declared_as_a_stock_broker_does(
    vhost: str, make_broker: Callable[[str], Broker], queue: str, *, ours_first: bool
) -> None:
    message: Message[Any] = Message(queue_name=queue, actor_name="a", args=(), kwargs={}, options={})
    stock = RabbitmqBroker(url=vhost, confirm_delivery=True)
    try:
        for broker in (make_broker(vhost), stock) if ours_first else (stock, make_broker(vhost)):
            send_message(broker, message)
        assert stock.get_queue_message_counts(queue)[0] == 2
    finally:
        stock.close()


def test_a_message_on_which_an_actor_fails_is_counted_and_kept_until_somebody_forgets_it(
    broker_url: str, make_broker: Callable[[str], Broker]
) -> None:
    forget_dead_letters(make_broker(broker_url))
    broker = make_broker(broker_url)

    def failing(pli: str) -> None:
        raise OurError(f"a bug on {pli}")

    dramatiq.actor(actor_name="lire_scan", queue_name=SCANS_QUEUE, broker=broker)(failing)
    worker = Worker(broker, worker_threads=1, worker_timeout=100)
    worker.start()
    try:
        send_message(
            broker, Message(queue_name=SCANS_QUEUE, actor_name="lire_scan", args=("p-1",), kwargs={}, options={})
        )
        worker.join()
        _until(lambda: dead_letters(make_broker(broker_url))[SCANS_QUEUE] == 1)
    finally:
        worker.stop()
    assert forget_dead_letters(make_broker(broker_url)) == 1
    assert set(dead_letters(make_broker(broker_url)).values()) == {0}


def test_a_queue_that_is_there_in_another_shape_is_told_with_what_to_do(vhost: str, tmp_path: Path) -> None:
    with pika.BlockingConnection(pika.URLParameters(vhost)) as connection:
        connection.channel().queue_declare(SCANS_QUEUE, durable=True)
    with pytest.raises(OurError, match=rf"rabbitmqctl delete_queue {SCANS_QUEUE}"):
        declare_queues(connect_broker(vhost))
    state, detail = _checked("file", vhost, tmp_path)
    assert state == "échec"
    assert "arrêtez les workers" in detail


def test_check_names_what_a_former_version_left_and_what_died(vhost: str, tmp_path: Path) -> None:
    with pika.BlockingConnection(pika.URLParameters(vhost)) as connection:
        channel = connection.channel()
        channel.queue_declare("pli_scans", durable=True)
        channel.queue_declare("instruction.XQ", durable=True, arguments={"x-message-ttl": 1000 * 60})
        channel.basic_publish("", "instruction.XQ", b"{}")
    assert former_queues(connect_broker(vhost)) == ["pli_scans"]
    state, detail = _checked("file", vhost, tmp_path)
    assert state == "ok"
    assert "pli_scans" in detail
    _until(lambda: _checked("messages", vhost, tmp_path)[0] == "échec")
    assert "1 dans instruction.XQ" in _checked("messages", vhost, tmp_path)[1]


def test_a_message_that_a_worker_holds_does_not_wait(valkey: Valkey, make_broker: Callable[[str], Broker]) -> None:
    """A connection that broke may have lost it on its way: who waited for it would never ask for its pli again."""
    broker, queue = make_broker(valkey.url), f"q{time.monotonic_ns()}"
    send_message(broker, Message(queue_name=queue, actor_name="a", args=(), kwargs={}, options={}))
    assert is_queued(broker, queue)
    consumer = broker.consume(queue, prefetch=1, timeout=1000)
    held = next(consumer)
    assert held is not None
    assert not is_queued(broker, queue)
    consumer.ack(held)


def _checked(part: str, url: str, data: Path) -> tuple[str, str]:
    results = run_checks(Settings.model_validate({"data": data, "broker_url": url}))
    return next((result.state, result.detail) for result in results if result.part == part)


def _until(true: Callable[[], bool], *, within_s: float = 20.0) -> None:
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)

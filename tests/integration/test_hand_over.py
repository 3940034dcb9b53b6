"""The hand-over reaches a separate program that is plain Dramatiq, and its answer comes back: each kind of broker."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from dramatiq import Message

from dossier.errors import WeatherError
from storage.register.ledger import begin_attempt, unsent
from storage.register.models import Dossier, Outbox, Pli
from tests.integration.running import running_consumer
from tests.servers.rabbitmq import RabbitMQ
from tests.workers.filings import file_something, register_something
from workers.actors import declare_actors
from workers.broker import connect_broker, is_queued
from workers.connections import DatabaseConnections
from workers.jobs import BACKLOG, MAIL, SCANS
from workers.queues import OWN_QUEUES
from workers.relay import UNFINISHED_AFTER, relay_once, sweep_once

pytestmark = pytest.mark.integration


def _until(true: Callable[[], bool], *, within_s: float = 60.0) -> None:
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture(params=["rabbitmq", "valkey"])
def broker_url(request: pytest.FixtureRequest) -> str:
    server = request.getfixturevalue(request.param)
    return str(server.new_vhost() if isinstance(server, RabbitMQ) else server.url)


@pytest.mark.usefixtures("register")
def test_a_separate_program_gets_each_dossier_and_its_answer_is_recorded(broker_url: str, tmp_path: Path) -> None:
    from dramatiq import Worker

    filed = [file_something(number).dossier.id for number in range(3)]
    log = tmp_path / "consumer.log"
    broker = connect_broker(broker_url, (DatabaseConnections(),))
    declare_actors(broker, handle=print, read_range=print)
    with running_consumer(broker_url, log):
        _until(lambda: relay_once(broker) == 0)
        assert Outbox.objects.filter(sent_at=None).count() == 0
        _until(lambda: all(f"{dossier} revision 1" in log.read_text() for dossier in filed))
        worker = Worker(broker, worker_threads=1)
        worker.start()
        try:
            _until(lambda: Dossier.objects.filter(stage="acknowledged").count() == len(filed))
        finally:
            worker.stop()
    broker.close()


@pytest.mark.usefixtures("register")
def test_a_pli_that_stands_in_a_long_queue_is_not_asked_for_again_and_a_lost_one_is(broker_url: str) -> None:
    broker = connect_broker(broker_url)
    for job in (MAIL, SCANS, BACKLOG):
        if is_queued(broker, job.queue):
            broker.flush(job.queue)
    waiting = register_something(7)
    long_ago = timezone.now() - UNFINISHED_AFTER * 2
    assert relay_once(broker) == 1
    Pli.objects.update(updated_at=long_ago)
    assert sweep_once(broker) == 0
    broker.flush(SCANS.queue)
    assert sweep_once(broker) == 1
    assert relay_once(broker) == 1
    begin_attempt(waiting, holder="killed")
    Pli.objects.update(held_until=long_ago)
    assert sweep_once(broker) == 1, "begun and silent: its worker died, however long the queue"
    broker.flush(SCANS.queue)
    broker.close()


@pytest.mark.usefixtures("register")
def test_todays_mail_that_was_lost_is_asked_for_again_while_a_backlog_stands_in_its_queue(broker_url: str) -> None:
    broker = connect_broker(broker_url)
    for queue in OWN_QUEUES:
        if is_queued(broker, queue):
            broker.flush(queue)
    old, today = register_something(8), register_something(9)
    assert relay_once(broker) == 2
    broker.flush(SCANS.queue)
    Pli.objects.filter(id=old).update(backlog=True)
    Pli.objects.update(updated_at=timezone.now() - UNFINISHED_AFTER * 2)
    broker.enqueue(Message(queue_name=BACKLOG.queue, actor_name=BACKLOG.actor, args=(), kwargs={}, options={}))
    assert sweep_once(broker) == 1
    assert [message.args["pli"] for message in unsent(10)] == [today]
    broker.flush(BACKLOG.queue)
    broker.close()


@pytest.mark.usefixtures("register")
def test_after_the_broker_was_restarted_the_sweeper_goes_on_though_nothing_is_to_be_sent(rabbitmq: RabbitMQ) -> None:
    broker = connect_broker(rabbitmq.new_vhost())
    sweep_once(broker)
    rabbitmq.settle()
    rabbitmq.kill()
    rabbitmq.start()
    with pytest.raises(WeatherError):
        sweep_once(broker)
    assert sweep_once(broker) == 0
    broker.close()

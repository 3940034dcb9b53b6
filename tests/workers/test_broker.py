"""A broker that does not answer is noticed: nobody waits for it for ever."""

import socket
import time
from collections.abc import Iterator

import pytest
from dramatiq import Message
from dramatiq.errors import ConnectionClosed

from dossier.errors import OurError, WeatherError
from workers import broker as brokers
from workers.broker import connect_broker, is_queued, ping_broker, send_message


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Somebody accepts connections there and never says a word, as a machine does whose power is cut later."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("scheme", ["redis", "valkey"])
def test_a_redis_server_that_says_nothing_any_more_is_noticed(
    silent_port: int, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brokers, "ANSWERS_WITHIN_S", 0.2)
    broker = connect_broker(f"{scheme}://127.0.0.1:{silent_port}/0")
    message: Message[object] = Message(queue_name="q", actor_name="a", args=(), kwargs={}, options={})
    began = time.monotonic()
    for ask in (lambda: ping_broker(broker), lambda: is_queued(broker, "q"), lambda: send_message(broker, message)):
        with pytest.raises(WeatherError, match="does not answer"):
            ask()
    assert time.monotonic() - began < 15, "each wait has its limit"


def test_a_consumer_takes_a_wait_that_ended_for_a_lost_connection(silent_port: int) -> None:
    """It is begun again then. On another error it ends for good where it holds messages for later."""
    broker = connect_broker(f"redis://127.0.0.1:{silent_port}/0?socket_timeout=0.1")
    with pytest.raises(ConnectionClosed):
        next(broker.consume("q"))


def test_a_limit_in_the_url_goes_before_ours(silent_port: int) -> None:
    broker = connect_broker(f"redis://127.0.0.1:{silent_port}/0?socket_timeout=0.2")
    began = time.monotonic()
    with pytest.raises(WeatherError):
        ping_broker(broker)
    assert time.monotonic() - began < 15


def test_a_url_of_no_broker_is_refused() -> None:
    with pytest.raises(OurError, match="begins with http://"):
        connect_broker("http://127.0.0.1:1/")

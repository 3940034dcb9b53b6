"""The relay while the broker is away: nothing is marked as sent, everything can be sent again at once."""

import pytest

from dossier.errors import WeatherError
from storage.register.ledger import unsent
from storage.register.models import Outbox
from tests.workers.filings import file_something
from workers.broker import connect_broker
from workers.relay import relay_once

pytestmark = pytest.mark.usefixtures("register")
NOBODY = {"rabbitmq": "amqp://127.0.0.1:9/", "valkey": "redis://127.0.0.1:9/0"}


@pytest.mark.parametrize("url", NOBODY.values(), ids=NOBODY)
def test_a_broker_that_is_away_is_the_weather_and_loses_nothing(url: str) -> None:
    filed = file_something(1)
    with pytest.raises(WeatherError):
        relay_once(connect_broker(url))
    assert Outbox.objects.exclude(sent_at=None).count() == 0
    waiting = {message.actor: message for message in unsent(10)}
    assert set(waiting) == {"lire_scan", "recevoir_dossier"}
    assert waiting["recevoir_dossier"].args["dossier"] == filed.dossier.id

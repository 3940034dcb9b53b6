"""Killed at any moment, the register has what it acknowledged."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from dossier.errors import WeatherError
from storage.register import models
from storage.register.ledger import counts
from tests.servers.postgresql import PostgreSQL
from tests.storage.samples import arrived

ROOT = Path(__file__).parents[3]
DOOR = """
import itertools, django
django.setup()
from tests.storage.samples import arrived
for number in itertools.count():
    print(arrived(f"{number}.pdf"), flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 7, 20])
def test_a_door_killed_mid_write_loses_nothing_that_it_acknowledged(register: str, acknowledged: int) -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "pli.django_settings", "PLI_DATABASE_URL": register}
    door = subprocess.Popen([sys.executable, "-c", DOOR], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert door.stdout is not None
    told = [door.stdout.readline().strip() for _ in range(acknowledged)]
    door.send_signal(signal.SIGKILL)
    told += door.communicate()[0].split()
    known = set(models.Pli.objects.values_list("id", flat=True))
    assert set(told) <= known
    assert len(known) <= len(told) + 1
    assert set(models.Outbox.objects.values_list("pli_id", flat=True)) == known
    assert set(models.Event.objects.values_list("subject", flat=True)) == known
    with sqlite3.connect(register.removeprefix("sqlite:///")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


def test_a_postgresql_that_was_killed_is_the_weather_and_has_everything_when_it_is_back(
    register_on_postgresql: str, postgresql: PostgreSQL
) -> None:
    arrived()
    postgresql.kill()
    with pytest.raises(WeatherError):
        counts()
    with pytest.raises(WeatherError):
        counts()
    postgresql.start()
    assert counts().plis.received == 1

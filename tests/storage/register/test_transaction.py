"""Whose fault it is when the register fails."""

import hashlib
import sqlite3
from pathlib import Path

import pytest

from dossier.errors import OurError, WeatherError
from storage.register import models
from storage.register.ledger import begin_attempt, counts, register_transaction
from tests.conftest import use_register
from tests.storage.samples import arrived


def test_a_busy_database_is_the_weather(register: str) -> None:
    from django.db import connection

    pli = arrived()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(register.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(WeatherError, match="locked"):
        begin_attempt(pli, holder="w")
    assert counts().plis.waiting == 1, "who only reads waits for no writer"
    other.rollback()
    other.close()
    attempt = begin_attempt(pli, holder="w")
    assert attempt is not None and attempt.number == 1


@pytest.mark.parametrize("url", ["sqlite:////nonexistent/register.sqlite3", "postgresql://pli:x@127.0.0.1:1/pli"])
def test_a_database_that_is_away_is_the_weather(url: str) -> None:
    with use_register(url), pytest.raises(WeatherError, match="does not answer"):
        counts()


def test_a_register_without_its_tables_says_so(tmp_path: Path) -> None:
    with use_register(f"sqlite:///{tmp_path / 'empty.sqlite3'}"), pytest.raises(OurError, match="not up to date"):
        counts()


def test_more_than_the_database_takes_is_not_the_weather(any_register: str) -> None:
    """Tried again it would be refused for ever."""
    arrived()
    with pytest.raises(OurError, match="refused"), register_transaction():
        if any_register.startswith("postgresql"):
            models.Pli.objects.update(message_id=hashlib.shake_128(b"").hexdigest(6_000))
        else:
            models.Pli.objects.filter(id__in=map(str, range(300_000))).update(pages=1)


def test_what_is_refused_inside_leaves_the_rest_of_an_outer_transaction_whole(any_register: str) -> None:
    arrived("1.pdf")
    with register_transaction():
        arrived("2.pdf")
        with pytest.raises(OurError, match="pli_channel_known"), register_transaction():
            models.Pli.objects.update(channel="pigeon")
    assert models.Pli.objects.filter(channel="post").count() == 2

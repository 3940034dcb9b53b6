"""Attempts are counted before the work, and unfinished work is asked for again."""

from datetime import timedelta

import pytest
from django.db import transaction

from dossier.errors import OurError
from storage.register import models
from storage.register.ledger import (
    begin_attempt,
    fetch_waiting,
    give_back_attempt,
    mark_sent,
    record_courrier,
    record_filing,
    record_quarantine,
    retry,
    send_again,
    still_working,
    unfinished,
    unsent,
)
from storage.register.transitions import Status
from tests.storage.samples import READ, a_courrier, a_dossier, a_quarantine, arrived, new_pli

AT_ONCE = timedelta(seconds=-5)  # everything is older than a moment ahead


def sent_all() -> None:
    mark_sent([message.id for message in unsent(100)])


def test_attempts_count_from_one(any_register: str) -> None:
    pli = arrived()
    assert [begin_attempt(pli), begin_attempt(pli)] == [1, 2]
    assert models.Pli.objects.get().attempts == 2


def test_an_attempt_that_the_weather_stopped_does_not_count(any_register: str) -> None:
    pli = arrived()
    begin_attempt(pli)
    give_back_attempt(pli)
    assert begin_attempt(pli) == 1


def test_an_attempt_is_committed_before_the_work_or_refused(any_register: str) -> None:
    pli = arrived()
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        begin_attempt(pli)
    assert models.Pli.objects.get().attempts == 0


def test_a_message_delivered_after_the_end_finds_nothing_to_do(any_register: str) -> None:
    pli = arrived()
    record_filing(pli, a_dossier(), manifest="m")
    assert begin_attempt(pli) == 0
    assert models.Pli.objects.get().attempts == 0


def test_a_pli_that_nobody_has_heard_of_is_our_error(any_register: str) -> None:
    with pytest.raises(OurError, match="knows no pli"):
        begin_attempt("p-unknown")


def test_a_worker_is_told_where_the_file_lies(any_register: str) -> None:
    new = new_pli()
    waiting = fetch_waiting(arrived())
    assert (waiting.id, waiting.key, waiting.sha256, waiting.name) == (new.id, new.key, new.sha256, new.name)


def test_a_pli_whose_message_was_sent_and_whose_worker_died_is_unfinished(any_register: str) -> None:
    pli = arrived()
    assert unfinished(AT_ONCE) == [], "its message is still in the outbox: the relay will send it"
    sent_all()
    begin_attempt(pli)
    assert [(one.pli, one.attempts, one.backlog) for one in unfinished(AT_ONCE)] == [(pli, 1, False)]
    assert unfinished(timedelta(minutes=1)) == []


def test_the_sweeper_asks_once(any_register: str) -> None:
    pli = arrived()
    sent_all()
    assert send_again(pli, READ)
    assert unfinished(AT_ONCE) == []
    assert [message.args for message in unsent(10)] == [{"pli": pli}]


def test_work_that_goes_on_is_not_unfinished(any_register: str) -> None:
    pli = arrived()
    sent_all()
    models.Pli.objects.update(updated_at=models.Pli.objects.get().updated_at - timedelta(hours=1))
    assert len(unfinished(timedelta(minutes=10))) == 1
    still_working(pli)
    assert unfinished(timedelta(minutes=10)) == []


def test_what_has_ended_is_not_asked_for_again(any_register: str) -> None:
    pli = arrived()
    record_courrier(a_courrier())
    assert not send_again(pli, READ)


def test_an_agent_takes_a_pli_out_of_quarantine(any_register: str) -> None:
    pli = arrived()
    begin_attempt(pli)
    record_quarantine(a_quarantine())
    retry(pli, READ, who="agent:7", why="mot de passe reçu")
    row = models.Pli.objects.get()
    assert (row.status, row.attempts) == (Status.WAITING, 0)
    assert models.Event.objects.latest("id").who == "agent:7"
    assert begin_attempt(pli) == 1


def test_a_filed_pli_is_not_read_again_behind_its_dossier(any_register: str) -> None:
    pli = arrived()
    record_filing(pli, a_dossier(), manifest="m")
    with pytest.raises(OurError, match="filed cannot become waiting"):
        retry(pli, READ, who="agent:7")

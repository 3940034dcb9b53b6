"""Attempts are counted before the work, and unfinished work is asked for again."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from dossier.errors import OurError, WeatherError
from storage.register import models
from storage.register.ledger import (
    Attempt,
    begin_attempt,
    fetch_waiting,
    give_back_attempt,
    keep_in_hand,
    let_go,
    mark_sent,
    note_failure,
    put_back,
    record_courrier,
    record_filing,
    record_quarantine,
    require_in_hand,
    retry,
    send_again,
    unfinished,
    unsent,
)
from storage.register.transitions import Status
from tests.storage.samples import READ, a_courrier, a_dossier, a_quarantine, arrived, new_pli

AT_ONCE = timedelta(seconds=-5)  # everything is older than a moment ahead


def sent_all() -> None:
    mark_sent([message.id for message in unsent(100)])


def begun(pli: str, holder: str = "w") -> Attempt:
    attempt = begin_attempt(pli, holder=holder)
    assert attempt is not None
    return attempt


def fall_silent(pli: str) -> None:
    """The worker that has the pli in hand was killed a while ago."""
    models.Pli.objects.filter(id=pli).update(held_until=timezone.now() - timedelta(seconds=1))


def test_attempts_count_from_one(any_register: str) -> None:
    pli = arrived()
    assert [begun(pli).number, begun(pli).number] == [1, 2]
    assert models.Pli.objects.get().attempts == 2


def test_an_attempt_that_the_weather_stopped_does_not_count(any_register: str) -> None:
    pli = arrived()
    begun(pli)
    give_back_attempt(pli)
    assert begun(pli).number == 1


def test_an_attempt_is_committed_before_the_work_or_refused(any_register: str) -> None:
    pli = arrived()
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        begin_attempt(pli, holder="w")
    assert models.Pli.objects.get().attempts == 0


def test_a_message_delivered_after_the_end_finds_nothing_to_do(any_register: str) -> None:
    pli = arrived()
    record_filing(pli, a_dossier(), manifest="m")
    assert begin_attempt(pli, holder="w") is None
    assert models.Pli.objects.get().attempts == 0


def test_a_pli_that_nobody_has_heard_of_is_our_error(any_register: str) -> None:
    with pytest.raises(OurError, match="knows no pli"):
        begin_attempt("p-unknown", holder="w")


def test_a_worker_is_told_where_the_file_lies(any_register: str) -> None:
    new = new_pli()
    waiting = fetch_waiting(arrived())
    assert (waiting.id, waiting.key, waiting.sha256, waiting.name) == (new.id, new.key, new.sha256, new.name)


def test_a_pli_whose_message_was_sent_and_whose_worker_died_is_unfinished(any_register: str) -> None:
    pli = arrived()
    assert unfinished(AT_ONCE) == [], "its message is still in the outbox: the relay will send it"
    sent_all()
    begun(pli)
    assert unfinished(AT_ONCE) == [], "a worker has it in hand"
    fall_silent(pli)
    for begun_only in (False, True):
        found = unfinished(timedelta(minutes=10), begun_only=begun_only)
        assert [(one.pli, one.attempts, one.backlog) for one in found] == [(pli, 1, False)]
    assert unfinished(timedelta(minutes=10), backlog=True) == []
    assert send_again(pli, READ)
    sent_all()
    assert unfinished(timedelta(minutes=10)) == [], "it was asked for again, once"


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
    begun(pli)
    fall_silent(pli)
    assert keep_in_hand(pli, holder="w")
    assert unfinished(timedelta(minutes=10)) == []
    assert not send_again(pli, READ)


def test_a_pli_is_in_one_workers_hands(any_register: str) -> None:
    pli = arrived()
    begun(pli, "first")
    with pytest.raises(WeatherError, match="in hand"):
        begin_attempt(pli, holder="second")
    fall_silent(pli)
    assert begun(pli, "second") == Attempt(number=2, failures=0, interruptions=1)
    assert not keep_in_hand(pli, holder="first")
    with pytest.raises(WeatherError, match="taken"):
        require_in_hand(pli, holder="first")
    let_go(pli, holder="first")
    require_in_hand(pli, holder="second")
    let_go(pli, holder="second")
    assert begun(pli, "third").number == 3


def test_what_has_ended_is_in_hand_too_and_no_attempt(any_register: str) -> None:
    pli = arrived()
    record_courrier(a_courrier())
    assert begin_attempt(pli, holder="first") is None
    with pytest.raises(WeatherError, match="in hand"):
        begin_attempt(pli, holder="second")
    with pytest.raises(WeatherError, match="taken"):
        require_in_hand(pli, holder="first")


def test_failures_and_interruptions_are_told_apart(any_register: str) -> None:
    pli = arrived()
    for _ in range(2):
        begun(pli)
        note_failure(pli)
    begun(pli)  # and the worker dies
    begun(pli)
    give_back_attempt(pli)
    assert begun(pli) == Attempt(number=4, failures=2, interruptions=1)
    for _ in range(5):
        give_back_attempt(pli)
    assert begun(pli) == Attempt(number=3, failures=2, interruptions=0), "what failed is never given back"


def test_a_pli_put_back_waits_as_if_it_had_not_been_begun(any_register: str) -> None:
    pli = arrived()
    sent_all()
    begun(pli)
    put_back(pli, READ)
    assert [message.args for message in unsent(10)] == [{"pli": pli}]
    let_go(pli, holder="w")
    assert begun(pli).number == 1
    record_courrier(a_courrier())
    sent_all()
    put_back(pli, READ)
    assert unsent(10) == []


def test_what_has_ended_is_not_asked_for_again(any_register: str) -> None:
    pli = arrived()
    record_courrier(a_courrier())
    assert not send_again(pli, READ)


def test_an_agent_takes_a_pli_out_of_quarantine(any_register: str) -> None:
    pli = arrived()
    begun(pli)
    record_quarantine(a_quarantine())
    retry(pli, READ, who="agent:7", why="mot de passe reçu")
    row = models.Pli.objects.get()
    assert (row.status, row.attempts) == (Status.WAITING, 0)
    assert models.Event.objects.latest("id").who == "agent:7"
    assert begun(pli).number == 1


def test_a_filed_pli_is_not_read_again_behind_its_dossier(any_register: str) -> None:
    pli = arrived()
    record_filing(pli, a_dossier(), manifest="m")
    with pytest.raises(OurError, match="filed cannot become waiting"):
        retry(pli, READ, who="agent:7")

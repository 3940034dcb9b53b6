"""The outbox: sent after the commit, under one id, never lost."""

from datetime import timedelta

from django.utils import timezone

from storage.register import models
from storage.register.ledger import (
    Priority,
    mark_sent,
    record_filing,
    record_revision,
    register_transaction,
    release,
    unsent,
)
from storage.register.outbox import CLAIM, post
from tests.storage.samples import a_dossier, arrived, next_revision


def put(dedup: str, priority: Priority = Priority.TODAY) -> None:
    with register_transaction():
        post("q", "a", {"n": dedup}, dedup=dedup, priority=priority)


def claims_are_over() -> None:
    models.Outbox.objects.update(claimed_at=timezone.now() - CLAIM - timedelta(seconds=1))


def test_the_most_urgent_goes_first_then_the_oldest(any_register: str) -> None:
    for dedup, priority in [
        ("fonds", Priority.BACKLOG),
        ("1", Priority.TODAY),
        ("2", Priority.TODAY),
        ("juge", Priority.ALERT),
        ("relu", Priority.RERUN),
    ]:
        put(dedup, priority)
    assert [message.args["n"] for message in unsent(4)] == ["juge", "1", "2", "relu"]
    assert [message.args["n"] for message in unsent(4)] == ["fonds"]


def test_what_one_relay_has_claimed_no_other_gets(any_register: str) -> None:
    put("1")
    assert len(unsent(10)) == 1
    assert unsent(10) == []


def test_a_message_whose_relay_was_killed_comes_back_as_the_same_message(any_register: str) -> None:
    put("1")
    [first] = unsent(10)
    claims_are_over()
    [second] = unsent(10)
    assert (first.message_id, first.attempts) == (second.message_id, 1)
    assert second.attempts == 2


def test_what_could_not_be_sent_is_given_back_at_once(any_register: str) -> None:
    put("1")
    put("2")
    first, second = unsent(10)
    mark_sent([first.id])
    release([first.id, second.id])
    assert [message.id for message in unsent(10)] == [second.id]


def test_a_sent_message_is_never_sent_again(any_register: str) -> None:
    put("1")
    mark_sent([message.id for message in unsent(10)])
    claims_are_over()
    assert unsent(10) == []


def test_the_same_message_asked_for_twice_is_one(any_register: str) -> None:
    put("1")
    put("1")
    assert models.Outbox.objects.count() == 1


def test_a_message_of_a_transaction_that_failed_does_not_exist(any_register: str) -> None:
    try:
        with register_transaction():
            post("q", "a", {}, dedup="1", priority=Priority.TODAY)
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    assert not models.Outbox.objects.exists()


def test_marking_twice_leaves_one_hand_over_in_the_history(any_register: str) -> None:
    record_filing(arrived(), a_dossier(), manifest="m")
    ids = [message.id for message in unsent(10)]
    mark_sent(ids)
    mark_sent(ids)
    assert models.Event.objects.filter(what="handed_over").count() == 1


def test_a_late_mark_of_an_old_revision_hands_over_nothing_newer(any_register: str) -> None:
    record_filing(arrived(), a_dossier(), manifest="m")
    ids = [message.id for message in unsent(10)]
    record_revision(next_revision(a_dossier()), manifest="m", who="agent:7")
    mark_sent(ids)
    assert models.Dossier.objects.get().handed_over_at is None

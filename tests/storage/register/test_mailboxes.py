"""One reader at a time for a mailbox, and when it was last read."""

import threading
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from storage.register import models
from storage.register.ledger import keep_mailbox, let_go_of_mailbox, mailbox_health, take_mailbox

BOX = ("depot@imap.test", "INBOX")
LONG = timedelta(seconds=90)


def _run_out() -> None:
    models.Mailbox.objects.update(held_until=timezone.now() - timedelta(seconds=1))


def test_a_mailbox_has_one_reader(any_register: str) -> None:
    assert take_mailbox(*BOX, holder="a", lease=LONG)
    assert not take_mailbox(*BOX, holder="b", lease=LONG)
    assert take_mailbox(*BOX, holder="a", lease=LONG)
    assert take_mailbox(BOX[0], "Autres", holder="b", lease=LONG), "another folder is another lease"


def test_who_lets_go_is_followed_at_once(any_register: str) -> None:
    take_mailbox(*BOX, holder="a", lease=LONG)
    let_go_of_mailbox(*BOX, holder="b")
    assert not take_mailbox(*BOX, holder="b", lease=LONG), "only the holder lets go"
    let_go_of_mailbox(*BOX, holder="a")
    assert take_mailbox(*BOX, holder="b", lease=LONG)


def test_a_lease_that_ran_out_goes_to_the_next_and_never_back(any_register: str) -> None:
    take_mailbox(*BOX, holder="a", lease=LONG)
    _run_out()
    assert take_mailbox(*BOX, holder="b", lease=LONG)
    assert not keep_mailbox(*BOX, holder="a", lease=LONG, success=True)
    assert models.Mailbox.objects.get().last_success_at is None, "who was overtaken tells nothing any more"
    assert keep_mailbox(*BOX, holder="b", lease=LONG)


def test_a_reader_that_was_slow_goes_on_while_nobody_followed(any_register: str) -> None:
    take_mailbox(*BOX, holder="a", lease=LONG)
    _run_out()
    assert keep_mailbox(*BOX, holder="a", lease=LONG)
    assert not take_mailbox(*BOX, holder="b", lease=LONG)


def test_of_many_that_ask_at_once_one_gets_it(any_register: str) -> None:
    got: list[bool] = []
    start = threading.Barrier(6)

    def ask(number: int) -> None:
        start.wait()
        try:
            got.append(take_mailbox(*BOX, holder=str(number), lease=LONG))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 5 + [True]


def test_silence_is_counted_from_the_last_success(any_register: str) -> None:
    assert mailbox_health() == ()
    take_mailbox(*BOX, holder="a", lease=LONG)
    models.Mailbox.objects.update(created_at=timezone.now() - timedelta(minutes=50))
    [never] = mailbox_health()
    assert never.last_success_at is None
    assert 2_990 < never.silent_s < 3_100
    keep_mailbox(*BOX, holder="a", lease=LONG, success=True)
    [read] = mailbox_health()
    assert read.last_success_at is not None
    assert abs((read.last_success_at - timezone.now()).total_seconds()) < 60
    assert read.silent_s < 60
    assert (read.account, read.folder, read.left) == (*BOX, 0)

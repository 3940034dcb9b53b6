"""The tray of messages that could not be taken in."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from dossier.mail import MailUid
from storage.register import models
from storage.register.ledger import forget_left, left_uids, mailbox_health, messages_left, note_left, take_mailbox
from storage.register.mail_left import LONGEST_REST, rest_after
from tests.storage.samples import NOON

MAIL = MailUid(account="depot@imap.test", folder="INBOX", uidvalidity=7, uid=41)
WHY = "Le serveur ne remet pas ce message."


def _tray(*uids: int, uidvalidity: int = 7) -> dict[int, bool]:
    return left_uids(MAIL.account, MAIL.folder, uidvalidity, uids)


def test_a_message_in_the_tray_rests_and_people_see_why(any_register: str) -> None:
    assert note_left(MAIL, code="refus", message=WHY, received_at=NOON) == 1
    assert note_left(replace(MAIL, uid=43), code="refus", message=WHY) == 1
    assert note_left(MAIL, code="refus", message=WHY) == 2
    assert _tray(41, 42, 43) == {41: True, 43: True}
    first, second = messages_left()
    assert (first.mail, first.attempts, first.received_at, first.message) == (MAIL, 2, NOON, WHY)
    assert second.mail.uid == 43
    take_mailbox(MAIL.account, MAIL.folder, holder="a", lease=timedelta(seconds=9))
    assert [box.left for box in mailbox_health()] == [2]


def test_its_time_comes_again(any_register: str) -> None:
    note_left(MAIL, code="refus", message=WHY)
    models.MailLeft.objects.update(try_again_at=timezone.now())
    assert _tray(41) == {41: False}
    assert len(messages_left()) == 1
    forget_left(MAIL.account, MAIL.folder, 7, [41])
    assert messages_left() == ()


def test_a_fault_that_may_be_another_s_is_forgiven_at_first(any_register: str) -> None:
    for resting in (False, False, True):
        note_left(MAIL, code="refus", message=WHY, free=2)
        assert _tray(41) == {41: resting}


@pytest.mark.parametrize(("uidvalidity", "uids"), [(7, (40, 42)), (8, (41,))], ids=["taken out", "numbered anew"])
def test_what_is_not_there_any_more_leaves_the_tray(any_register: str, uidvalidity: int, uids: tuple[int, ...]) -> None:
    note_left(MAIL, code="refus", message=WHY)
    note_left(replace(MAIL, folder="Autre"), code="refus", message=WHY)
    assert _tray(*uids, uidvalidity=uidvalidity) == {}
    assert [left.mail.folder for left in messages_left()] == ["Autre"]


@pytest.mark.parametrize(
    ("attempts", "rest"),
    [(0, timedelta()), (-2, timedelta()), (1, timedelta(minutes=1)), (3, timedelta(minutes=4)), (500, LONGEST_REST)],
)
def test_each_rest_is_twice_the_last_one_within_bounds(attempts: int, rest: timedelta) -> None:
    assert rest_after(attempts) == rest

"""What the door may rely on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dossier.errors import OurError
from dossier.mail import Arrival, MailUid
from storage.register import models
from storage.register.ledger import (
    arrivals_of,
    begin_attempt,
    is_registered,
    possible_doublon_of,
    record_arrival,
    record_filing,
    record_quarantine,
    registered_uids,
)
from storage.register.transitions import Status
from tests.storage.samples import NOON, READ, a_dossier, a_quarantine, arrived, new_pli

FIRST = Arrival(name="scan.pdf", received_at=NOON)
LATER = Arrival(name="copie.pdf", received_at=NOON + timedelta(days=1))


def test_a_new_file_is_a_waiting_pli_with_its_arrival_its_history_and_one_message(any_register: str) -> None:
    new = new_pli()
    registered = record_arrival(new, FIRST, READ)
    row = models.Pli.objects.get()
    message = models.Outbox.objects.get()
    assert (registered.pli, registered.known) == (new.id, False)
    assert (row.id, row.status, row.attempts, row.received_at) == (new.id, Status.WAITING, 0, NOON)
    assert (message.queue, message.actor, message.args, message.sent_at) == (
        READ.queue,
        READ.actor,
        {"pli": new.id},
        None,
    )
    assert [event.what for event in models.Event.objects.all()] == ["registered"]
    assert is_registered(new.id)


def test_the_same_bytes_again_add_an_arrival_and_ask_for_no_work(any_register: str) -> None:
    new = new_pli()
    record_arrival(new, FIRST, READ)
    again = record_arrival(replace(new, name="copie.pdf"), LATER, READ)
    assert (again.pli, again.known, again.again) == (new.id, True, False)
    assert arrivals_of(new.id) == (FIRST, LATER)
    assert models.Outbox.objects.count() == 1
    assert models.Pli.objects.get().name == "scan.pdf"


def test_a_door_that_was_killed_may_repeat_its_call(any_register: str) -> None:
    for _ in range(3):
        record_arrival(new_pli(), FIRST, READ)
    assert models.Arrival.objects.count() == models.Outbox.objects.count() == models.Event.objects.count() == 1


def test_a_pli_in_quarantine_is_tried_again_when_it_arrives_again(any_register: str) -> None:
    pli = arrived()
    begin_attempt(pli, holder="w")
    record_quarantine(a_quarantine())
    assert not record_arrival(new_pli(), FIRST, READ).again, "the same arrival told twice is no new one"
    assert record_arrival(new_pli(), LATER, READ).again
    row = models.Pli.objects.get()
    assert (row.status, row.attempts, row.fault_code) == (Status.WAITING, 0, None)
    assert models.Outbox.objects.count() == 2


def test_a_mailbox_knows_which_uids_are_registered_under_which_validity(any_register: str) -> None:
    mail = MailUid(account="depot@prefecture.test", folder="INBOX", uidvalidity=7, uid=41)
    for name, uid in (("a.eml", 41), ("b.eml", 42), ("a.eml", 43)):
        record_arrival(new_pli(name), Arrival(name=name, received_at=NOON), READ, mail=replace(mail, uid=uid))
    assert registered_uids(mail.account, mail.folder, 7, [40, 41, 42, 43]) == {41, 42, 43}
    assert registered_uids(mail.account, mail.folder, 7, [42]) == {42}
    assert registered_uids(mail.account, mail.folder, 8, [41, 42]) == set()
    assert registered_uids(mail.account, "Traités", 7, [41, 42]) == set()
    assert models.Pli.objects.count() == 2


def test_one_source_told_again_is_one_arrival_whatever_it_is_called_meanwhile(any_register: str) -> None:
    for arrival in (FIRST, LATER):
        record_arrival(new_pli(), arrival, READ, source="scan:a/b.pdf:17")
    assert arrivals_of(new_pli().id) == (FIRST,)
    record_arrival(new_pli(), FIRST, READ, source="scan:c.pdf:18")
    assert arrivals_of(new_pli().id) == (FIRST, FIRST)


def test_a_message_id_with_other_bytes_is_a_pli_of_its_own_flagged_for_a_person(any_register: str) -> None:
    first, second, other = (replace(new_pli(name), message_id="<1@x>") for name in ("a.eml", "b.eml", "c.eml"))
    for new in (first, second, first, replace(other, message_id="<2@x>")):
        record_arrival(new, FIRST, READ)
    assert models.Pli.objects.count() == 3
    assert [possible_doublon_of(one.id) for one in (first, second, other)] == [None, first.id, None]


def test_the_history_of_a_dossier_says_that_its_pli_may_be_a_doublon(any_register: str) -> None:
    record_arrival(new_pli("before.eml", message_id="<1@x>"), FIRST, READ)
    pli = record_arrival(new_pli(message_id="<1@x>"), FIRST, READ).pli
    dossier = a_dossier()
    record_filing(pli, dossier, manifest="dossiers/d/dossier.json")
    told = models.Event.objects.filter(kind="dossier", subject=dossier.id, what="possible_doublon")
    assert [event.why for event in told] == [new_pli("before.eml").id]


@pytest.mark.parametrize("subject", ["nul \0 byte", "lone \udce9 surrogate", "é 🙂 fine"])
def test_a_subject_that_no_database_can_hold_does_not_keep_its_message_out(any_register: str, subject: str) -> None:
    record_arrival(replace(new_pli(), subject=subject), FIRST, READ)
    kept = models.Pli.objects.get().subject
    assert kept == subject.replace("\0", "\ufffd").replace("\udce9", "\ufffd")


def test_what_the_database_refuses_is_our_error_and_quotes_nobody(any_register: str) -> None:
    with pytest.raises(OurError) as caught:
        record_arrival(replace(new_pli(), channel="pigeon", sender="aminata@diallo.test"), FIRST, READ)  # type: ignore[arg-type]  # on purpose
    assert "pli_channel_known" in str(caught.value)
    assert "diallo" not in str(caught.value)
    assert not models.Pli.objects.exists()
    assert not models.Outbox.objects.exists()

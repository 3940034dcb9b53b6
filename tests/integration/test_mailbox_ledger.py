"""The mailbox door with the real register behind it: what is registered is not fetched again, whatever happens."""

import imaplib
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from dossier.errors import WeatherError
from ingest.intake import Incoming
from ingest.mailbox import MailboxAccount, MailboxReader, parse_mailbox_url
from ingest.mailbox_book import LeaseLostError
from storage.directory_store import DirectoryStore
from storage.register.ledger import mailbox_health, messages_left, possible_doublon_of
from storage.register.models import Arrival, Mailbox, MailLedger, MailLeft, Outbox, Pli
from tests.servers.dovecot import Dovecot
from workers.intake import RegisterIntake
from workers.mailbook import RegisterMailbook

USER = "depot-sud"
FILED = '"Trait&AOk-s"'


def _message(number: int, body: str = "Bonjour") -> bytes:
    head = f"From: =?utf-8?q?Andr=C3=A9?= <A{number}@Example.org>\r\nSubject: =?utf-8?q?d=C3=A9p=C3=B4t?= {number}\r\n"
    return f"{head}Message-ID: <{number}@x>\r\n\r\n{body}\r\n".encode()


class Place:
    """The mailbox of a user, and readers of it that are each as good as a program started anew."""

    def __init__(self, dovecot: Dovecot, box: imaplib.IMAP4_SSL, folder: Path) -> None:
        self.box = box
        self.store = DirectoryStore(folder)
        self.intake = RegisterIntake(self.store)
        parsed = parse_mailbox_url(dovecot.url(USER))
        self.account = replace(parsed, password=dovecot.password, ca_file=dovecot.ca_file)

    def put(self, *messages: bytes, folder: str = "INBOX") -> None:
        for message in messages:
            assert self.box.append(folder, "", imaplib.Time2Internaldate(1_790_000_000), message)[0] == "OK"

    def reader(self, account: MailboxAccount | None = None) -> MailboxReader:
        account = account or self.account
        lease = timedelta(seconds=90)
        book = RegisterMailbook(account.account, account.folder, lease=lease, exclusive=not account.read_only)
        return MailboxReader(account, self.intake, book)

    def count(self, folder: str) -> int:
        status, answer = self.box.select(folder, readonly=True)
        return int(answer[0] or 0) if status == "OK" else 0


@pytest.fixture
def place(dovecot: Dovecot, register: str, tmp_path: Path) -> Iterator[Place]:
    with dovecot.login(USER) as box:
        for folder in (FILED, "INBOX"):
            if box.select(folder)[0] == "OK" and box.search(None, "ALL")[1][0]:
                box.store("1:*", "+FLAGS", r"(\Deleted)")
                box.expunge()
        yield Place(dovecot, box, tmp_path / "store")


def _without_move(monkeypatch: pytest.MonkeyPatch) -> None:
    known = IMAPClient.has_capability
    monkeypatch.setattr(IMAPClient, "has_capability", lambda self, name: name != "MOVE" and known(self, name))


def _forbid_fetching(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(*_: object) -> None:
        raise AssertionError("fetched again")

    monkeypatch.setattr(IMAPClient, "fetch", fetch)


def test_the_row_has_the_head_of_the_message_and_the_legal_date(place: Place) -> None:
    place.put(_message(1))
    place.reader().read_once()
    row = Pli.objects.get()
    assert (row.sender, row.subject, row.message_id) == ("a1@example.org", "dépôt 1", "<1@x>")
    assert (row.received_at.timestamp(), row.received_at_source) == (1_790_000_000, "imap")
    ledger = MailLedger.objects.get()
    assert (ledger.account, ledger.folder, ledger.pli_id) == (f"{USER}@127.0.0.1", "INBOX", row.id)


def test_what_is_registered_is_moved_without_being_fetched_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.put(_message(1), _message(2))
    place.reader(replace(place.account, read_only=True)).read_once()
    assert place.count("INBOX") == 2
    _forbid_fetching(monkeypatch)
    outcome = place.reader().read_once()
    assert (outcome.received, outcome.known, outcome.left) == (0, 2, 0)
    assert (place.count("INBOX"), place.count(FILED)) == (0, 2)


def test_a_server_without_move_keeps_its_messages_marked_and_they_are_not_fetched_twice(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_move(monkeypatch)
    place.put(_message(1), _message(2))
    assert place.reader().read_once().received == 2
    place.box.select("INBOX", readonly=True)
    assert place.box.search(None, "KEYWORD", "$PliEnregistre")[1][0].split() == [b"1", b"2"]
    _forbid_fetching(monkeypatch)
    reader = place.reader()
    assert [reader.read_once().known for _ in range(2)] == [2, 0]
    assert Outbox.objects.count() == 2


def test_a_folder_that_was_numbered_anew_files_nothing_twice_and_skips_nothing(
    dovecot: Dovecot, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_move(monkeypatch)
    place.put(_message(1), _message(2))
    place.reader().read_once()
    time.sleep(1.1)  # Dovecot numbers a mailbox by the second in which it makes it
    for pattern in ("dovecot-uidlist*", "dovecot.index*", "dovecot.list.index*", "dovecot-uidvalidity*"):
        for path in dovecot.maildir(USER).glob(pattern):
            path.unlink()
    with dovecot.login(USER) as fresh:
        fresh.append("INBOX", "", imaplib.Time2Internaldate(1_790_000_000), _message(3))
    outcome = place.reader().read_once()
    assert (outcome.received, outcome.known) == (1, 2)
    assert Pli.objects.count() == Outbox.objects.count() == Arrival.objects.count() == 3
    assert MailLedger.objects.values("uidvalidity").distinct().count() == 2
    assert MailLedger.objects.count() == 5


def test_a_mailbox_that_moved_to_another_server_files_nothing_twice(place: Place) -> None:
    for host in ("127.0.0.1", "localhost"):
        place.put(_message(1))
        place.reader(replace(place.account, host=host)).read_once()
    assert Pli.objects.count() == Outbox.objects.count() == Arrival.objects.count() == 1
    assert sorted(MailLedger.objects.values_list("account", flat=True)) == [f"{USER}@127.0.0.1", f"{USER}@localhost"]


def test_the_same_message_id_with_other_bytes_is_filed_and_flagged(place: Place) -> None:
    place.put(_message(1))
    place.reader().read_once()
    first = Pli.objects.get().id
    place.put(_message(1, "Bonjour encore"))
    place.reader().read_once()
    second = Pli.objects.exclude(id=first).get().id
    assert (possible_doublon_of(first), possible_doublon_of(second)) == (None, first)


def test_a_reader_that_lost_its_lease_touches_the_mailbox_no_more(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive = place.intake.receive_all

    def overtaken(incoming: list[Incoming]) -> object:
        outcome = receive(incoming)
        Mailbox.objects.update(holder="another", held_until=timezone.now() + timedelta(seconds=90))
        monkeypatch.setattr("workers.mailbook.time.monotonic", lambda: time.perf_counter() + 1e9)  # time to renew
        return outcome

    monkeypatch.setattr(place.intake, "receive_all", overtaken)
    place.put(_message(1))
    with pytest.raises(LeaseLostError):
        place.reader().read_once()
    place.box.select("INBOX", readonly=True)
    assert place.box.search(None, "UNKEYWORD", "$PliEnregistre")[1][0].split() == [b"1"]
    assert Mailbox.objects.get().holder == "another"
    assert Pli.objects.count() == 1, "what is stored is stored"


def test_the_filed_folder_is_made_again_when_somebody_removed_it(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    move = IMAPClient.move
    removed = threading.Event()

    def remove_first(self: IMAPClient, *words: object) -> object:
        if not removed.is_set():
            removed.set()
            place.box.delete(FILED)
        return move(self, *words)

    monkeypatch.setattr(IMAPClient, "move", remove_first)
    place.put(_message(1))
    place.reader().read_once()
    assert (place.count("INBOX"), place.count(FILED)) == (0, 1)


def test_a_server_that_refuses_to_move_loses_nothing_and_stops_nothing(dovecot: Dovecot, place: Place) -> None:
    place.put(_message(0))
    place.reader().read_once()  # so that the folder exists
    filed = next(path for path in dovecot.maildir(USER).iterdir() if path.name.startswith(".Trait"))
    place.put(_message(1), _message(2))
    shut = [filed, filed / "tmp", filed / "new", filed / "cur"]
    for folder in shut:
        folder.chmod(0o500)  # as a full quota would, the server answers NO
    try:
        reader = place.reader()
        assert reader.read_once().received == 2
        assert reader.read_once().received == 0
        assert place.count("INBOX") == 2
    finally:
        for folder in shut:
            folder.chmod(0o700)
    assert place.reader().read_once().known == 2
    assert (place.count("INBOX"), place.count(FILED)) == (0, 3)


def test_a_message_that_the_server_refuses_is_passed_over_shown_tried_again_and_received_in_the_end(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.put(_message(1), _message(2), _message(3))
    place.box.select("INBOX", readonly=True)
    bad = int(place.box.uid("search", "SUBJECT", "2")[1][0].split()[0])
    fetch = IMAPClient.fetch

    def refuse(self: IMAPClient, uids: list[int], data: list[str]) -> object:
        if bad in uids and "BODY" in data[0]:
            raise IMAPClientError("fetch failed: Internal error")
        return fetch(self, uids, data)

    with monkeypatch.context() as server:
        server.setattr(IMAPClient, "fetch", refuse)
        for received in (2, 0):
            outcome = place.reader().read_once()
            assert (outcome.received, outcome.left) == (received, 1)
    [left] = messages_left()
    assert (left.mail.uid, left.code, left.attempts) == (bad, "refus_du_serveur", 1)
    assert [health.left for health in mailbox_health()] == [1]
    MailLeft.objects.update(try_again_at=timezone.now())
    assert place.reader().read_once().received == 1
    assert messages_left() == ()
    assert Pli.objects.count() == 3


def test_a_server_that_refuses_to_search_is_the_weather(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise IMAPClientError("search failed: Internal error")

    monkeypatch.setattr(IMAPClient, "search", refuse)
    with pytest.raises(WeatherError, match="refuses"):
        place.reader().read_once()


def test_a_server_that_is_wrong_about_sizes_still_hands_over_every_byte(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = [_message(1, "x" * 70_000), _message(2, "y" * 1_300_000), _message(3)]
    place.put(*messages)
    fetch = IMAPClient.fetch

    def wrong(self: IMAPClient, uids: list[int], data: list[str]) -> object:
        answers = fetch(self, uids, data)
        for answer in answers.values():
            if b"RFC822.SIZE" in answer:
                answer[b"RFC822.SIZE"] = 17
        return answers

    monkeypatch.setattr(IMAPClient, "fetch", wrong)
    assert place.reader().read_once().received == 3
    stored = {place.store.get_bytes(row.key) for row in Pli.objects.all()}
    assert stored == set(messages)


def test_a_pass_is_a_success_and_a_failure_is_none(place: Place) -> None:
    with pytest.raises(WeatherError):
        place.reader(replace(place.account, port=1)).read_once()
    assert [health.last_success_at for health in mailbox_health()] == [None]
    place.reader(replace(place.account, read_only=True)).read_once()
    assert [health.last_success_at for health in mailbox_health()] == [None], "a trial is none either"
    place.reader().read_once()
    [health] = mailbox_health()
    assert health.last_success_at is not None

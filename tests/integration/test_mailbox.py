"""The mailbox door against a real Dovecot: none lost, none twice, nothing deleted, whatever happens when."""

import imaplib
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from dossier.errors import DocumentError, OurError, WeatherError
from dossier.mail import Channel, DateSource
from ingest.intake import FileArrival
from ingest.mailbox import MailboxAccount, MailboxPass, MailboxReader, check_mailbox, parse_mailbox_url
from storage.register.ledger import messages_left
from tests.ingest.folder_intake import FolderIntake
from tests.integration.cutting_proxy import CuttingProxy
from tests.servers.dovecot import Dovecot
from workers.mailbook import RegisterMailbook

FILED = "Traités"
FILED_WIRE = '"Trait&AOk-s"'  # the same in modified UTF-7 (RFC 3501, 5.1.3)
ARRIVED = datetime(2026, 3, 2, 8, 30, 15, tzinfo=UTC)


def _message(number: int, body: str = "Bonjour") -> bytes:
    text = (
        f"From: a{number}@example.org\nTo: pref@example.org\nSubject: n{number}\nMessage-ID: <{number}@x>\n\n{body}\n"
    )
    return text.replace("\n", "\r\n").encode()


@pytest.fixture
def box(dovecot: Dovecot) -> Iterator[imaplib.IMAP4_SSL]:
    """The mailbox, emptied before each test."""
    connection = dovecot.login()
    for folder in ("INBOX", FILED_WIRE):
        if connection.select(folder)[0] == "OK" and connection.search(None, "ALL")[1][0]:
            connection.store("1:*", "+FLAGS", r"(\Deleted)")
            connection.expunge()
    connection.select("INBOX")
    yield connection
    try:
        connection.logout()
    except imaplib.IMAP4.abort:  # a test killed the server
        connection.shutdown()


@pytest.fixture
def account(dovecot: Dovecot, box: imaplib.IMAP4_SSL) -> MailboxAccount:
    parsed = parse_mailbox_url(dovecot.url())
    return replace(parsed, password=dovecot.password, ca_file=dovecot.ca_file, filed=FILED, idle_s=20.0)


@pytest.fixture
def book(account: MailboxAccount, register: str) -> RegisterMailbook:
    return RegisterMailbook(account.account, account.folder, lease=timedelta(seconds=2))


@pytest.fixture
def intake(tmp_path: Path) -> FolderIntake:
    return FolderIntake(tmp_path / "store")


def _put(box: imaplib.IMAP4_SSL, *messages: bytes, flags: str = "") -> None:
    for message in messages:
        assert box.append("INBOX", flags, imaplib.Time2Internaldate(ARRIVED), message)[0] == "OK"


def _subjects(box: imaplib.IMAP4_SSL, folder: str) -> list[str]:
    status, _ = box.select(folder, readonly=True)
    if status != "OK":
        return []
    _, found = box.search(None, "ALL")
    subjects = []
    for number in found[0].split():
        _, data = box.fetch(number.decode(), "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
        part = data[0]
        assert isinstance(part, tuple)
        subjects.append(part[1].decode().removeprefix("Subject: ").strip())
    return sorted(subjects)


def test_messages_are_received_then_moved_with_their_date_of_arrival(
    box: imaplib.IMAP4_SSL, account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake
) -> None:
    messages = [_message(1), _message(2, "é" * 10), _message(3)]
    _put(box, *messages)
    outcome = MailboxReader(account, intake, book).read_once()
    assert (outcome.received, outcome.known, outcome.left) == (3, 0, 0)
    assert intake.contents == set(messages)
    assert _subjects(box, "INBOX") == []
    assert _subjects(box, FILED_WIRE) == ["n1", "n2", "n3"]
    first = intake.arrivals[0]
    assert (first.received_at, first.received_at_source) == (ARRIVED, DateSource.IMAP)
    assert first.received_at.tzinfo is not None
    assert first.channel is Channel.EMAIL
    assert account.password not in first.source


def test_a_second_pass_finds_nothing_more(
    box: imaplib.IMAP4_SSL, account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake
) -> None:
    _put(box, _message(1))
    reader = MailboxReader(account, intake, book)
    reader.read_once()
    assert reader.read_once().received == 0
    assert len(intake.arrivals) == 1


def test_a_large_message_comes_whole_and_unread(
    box: imaplib.IMAP4_SSL, account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake
) -> None:
    large = _message(1, "\n".join(f"{number:075d}" for number in range(45_000)))
    assert len(large) > 3 * 1024 * 1024
    _put(box, large)
    MailboxReader(account, intake, book).read_once()
    assert intake.contents == {large}
    box.select(FILED_WIRE, readonly=True)
    _, data = box.fetch("1", "(FLAGS)")
    assert isinstance(data[0], bytes)
    assert b"\\Seen" not in data[0]
    assert b"$PliEnregistre" in data[0]


def test_a_message_exactly_as_long_as_a_chunk_is_not_cut(
    box: imaplib.IMAP4_SSL, account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake
) -> None:
    start = _message(1, "")
    exact = start + b"x" * (1024 * 1024 - len(start) - 2) + b"\r\n"
    _put(box, exact)
    MailboxReader(account, intake, book).read_once()
    assert intake.contents == {exact}


def test_read_only_changes_nothing(
    box: imaplib.IMAP4_SSL, account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake
) -> None:
    _put(box, _message(1), _message(2))
    reader = MailboxReader(replace(account, read_only=True), intake, book)
    assert reader.read_once().received == 2
    assert reader.read_once().received == 0
    box.select("INBOX", readonly=True)
    _, data = box.fetch("1:*", "(FLAGS)")
    assert len(data) == 2
    assert not any(b"$Pli" in line or b"\\Seen" in line for line in data if isinstance(line, bytes))


def test_what_somebody_deleted_is_not_taken(
    box: imaplib.IMAP4_SSL, account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake
) -> None:
    _put(box, _message(1), flags=r"(\Deleted)")
    assert MailboxReader(account, intake, book).read_once().received == 0


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_crash_around_the_storing_files_it_once(
    box: imaplib.IMAP4_SSL, account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake, moment: str
) -> None:
    def crash(_: FileArrival) -> None:
        raise KeyboardInterrupt

    _put(box, _message(1), _message(2))
    setattr(intake, moment, crash)
    with pytest.raises(KeyboardInterrupt):
        MailboxReader(account, intake, book).read_once()
    assert _subjects(box, "INBOX") == ["n1", "n2"]
    setattr(intake, moment, lambda _: None)
    MailboxReader(account, intake, book).read_once()
    assert intake.contents == {_message(1), _message(2)}
    assert _subjects(box, FILED_WIRE) == ["n1", "n2"]
    assert len({arrival.mail for arrival in intake.arrivals}) == 2


def test_the_store_being_away_leaves_the_mail_where_it_is(
    box: imaplib.IMAP4_SSL, account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake
) -> None:
    def away(_: FileArrival) -> None:
        raise WeatherError("away")

    _put(box, _message(1))
    intake.before = away
    reader = MailboxReader(account, intake, book)
    with pytest.raises(WeatherError):
        reader.read_once()
    intake.before = lambda _: None
    assert reader.read_once().received == 1


@pytest.mark.parametrize("error", [DocumentError("refus", "Refusé."), OurError("a bug")])
def test_one_bad_message_never_blocks_the_box(
    box: imaplib.IMAP4_SSL, account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake, error: Exception
) -> None:
    def refuse(arrival: FileArrival) -> None:
        if arrival is not None and not refused:
            refused.append(arrival.name)
            raise error

    refused: list[str] = []
    _put(box, _message(1), _message(2), _message(3))
    intake.before = refuse
    reader = MailboxReader(account, intake, book)
    outcome = reader.read_once()
    assert (outcome.received, outcome.left) == (2, 1)
    assert _subjects(box, "INBOX") == ["n1"]
    assert reader.read_once().left == 1


def test_a_message_that_comes_back_is_known_and_only_moved(
    box: imaplib.IMAP4_SSL, account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake
) -> None:
    reader = MailboxReader(account, intake, book)
    for _ in range(2):
        _put(box, _message(1))
        outcome = reader.read_once()
    assert (outcome.received, outcome.known) == (0, 1)
    assert _subjects(box, FILED_WIRE) == ["n1", "n1"]


def test_renumbered_mailboxes_file_nothing_twice_and_skip_nothing(
    dovecot: Dovecot, box: imaplib.IMAP4_SSL, account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake
) -> None:
    reader = MailboxReader(replace(account, read_only=True), intake, book)
    _put(box, _message(1), _message(2))
    reader.read_once()
    before = box.status("INBOX", "(UIDVALIDITY)")
    time.sleep(1.1)  # Dovecot numbers a mailbox by the second in which it makes it
    for pattern in ("dovecot-uidlist*", "dovecot.index*", "dovecot.list.index*", "dovecot-uidvalidity*"):
        for path in dovecot.maildir().glob(pattern):
            path.unlink()
    with dovecot.login() as fresh:
        assert fresh.status("INBOX", "(UIDVALIDITY)") != before
        _put(fresh, _message(3))
    outcome = reader.read_once()
    assert (outcome.received, outcome.known) == (1, 2)
    assert intake.contents == {_message(1), _message(2), _message(3)}


def test_of_two_readers_at_once_one_works(
    box: imaplib.IMAP4_SSL, account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake
) -> None:
    messages = [_message(number) for number in range(30)]
    _put(box, *messages)
    outcomes: list[MailboxPass] = []

    def read() -> None:
        try:
            outcomes.append(MailboxReader(account, intake, book).read_once())
        finally:
            connection.close()

    readers = [threading.Thread(target=read) for _ in range(2)]
    for thread in readers:
        thread.start()
    for thread in readers:
        thread.join(timeout=60)
    assert sorted((outcome.busy, outcome.received) for outcome in outcomes) == [(False, 30), (True, 0)]
    MailboxReader(account, intake, book).read_once()
    assert intake.contents == set(messages)
    assert len(intake.arrivals) == 30
    assert _subjects(box, FILED_WIRE) == sorted(f"n{number}" for number in range(30))
    assert _subjects(box, "INBOX") == []


CUTS = [500, 2_000, 4_000, 5_000, 6_000, 8_000, 60_000, 150_000]


def test_connections_cut_anywhere_lose_nothing(
    dovecot: Dovecot, box: imaplib.IMAP4_SSL, account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake
) -> None:
    messages = [_message(number, "x" * 60_000 if number == 1 else "y") for number in range(5)]
    _put(box, *messages)
    with CuttingProxy(dovecot.port, CUTS) as proxy:
        reader = MailboxReader(replace(account, port=proxy.port), intake, book)
        broken = 0
        for _ in range(len(CUTS) + 1):
            try:
                reader.read_once()
            except WeatherError:
                broken += 1
    assert broken >= 5
    MailboxReader(
        account, intake, book
    ).read_once()  # a message that was hit three times rests; after a restart it does not
    assert intake.contents == set(messages)
    assert _subjects(box, "INBOX") == []
    assert set(_subjects(box, FILED_WIRE)) == {f"n{number}" for number in range(5)}
    assert len({arrival.mail for arrival in intake.arrivals}) == 5


def test_a_message_that_always_breaks_the_connection_is_left_after_a_while(
    dovecot: Dovecot, box: imaplib.IMAP4_SSL, account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake
) -> None:
    _put(box, _message(1, "x" * 900_000), _message(2))
    with CuttingProxy(dovecot.port, [50_000] * 5) as proxy:  # 100 at once, 12, then it alone, three times
        reader = MailboxReader(replace(account, port=proxy.port), intake, book)
        for _ in range(5):
            with pytest.raises(WeatherError):
                reader.read_once()
        outcome = reader.read_once()
    assert (outcome.received, outcome.left) == (1, 1)
    assert intake.contents == {_message(2)}
    [left] = messages_left()
    assert (left.code, left.attempts, left.message[:12]) == ("connexion_rompue", 3, "La connexion")


def test_watching_takes_new_mail_at_once_and_survives_a_restart_of_the_server(
    dovecot: Dovecot, account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake, box: imaplib.IMAP4_SSL
) -> None:
    stop = threading.Event()
    watcher = threading.Thread(target=MailboxReader(account, intake, book).watch, args=(stop,))
    watcher.start()
    try:
        time.sleep(0.5)
        _put(box, _message(1))
        _wait_until(lambda: len(intake.contents) == 1, seconds=10)
        dovecot.kill()
        dovecot.start()
        connection = dovecot.login()
        connection.append("INBOX", "", imaplib.Time2Internaldate(ARRIVED), _message(2))
        connection.logout()
        _wait_until(lambda: len(intake.contents) == 2, seconds=30)
    finally:
        stop.set()
        watcher.join(timeout=30)
    assert not watcher.is_alive()


def _wait_until(condition: object, seconds: float) -> None:
    assert callable(condition)
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "did not happen in time"
        time.sleep(0.05)


def test_a_wrong_password_is_told_without_repeating_it(
    account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake
) -> None:
    with pytest.raises(OurError) as caught:
        MailboxReader(replace(account, password="not-the-password"), intake, book).read_once()
    assert "not-the-password" not in str(caught.value)


def test_an_unknown_authority_is_refused(account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake) -> None:
    with pytest.raises(OurError, match="certificate"):
        MailboxReader(replace(account, ca_file=None), intake, book).read_once()


def test_a_missing_folder_is_told(account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake) -> None:
    with pytest.raises(OurError, match="no folder"):
        MailboxReader(replace(account, folder="Nulle part"), intake, book).read_once()


def test_no_server_is_the_weather(account: MailboxAccount, book: RegisterMailbook, intake: FolderIntake) -> None:
    with pytest.raises(WeatherError):
        MailboxReader(replace(account, port=1), intake, book).read_once()


def test_the_check_counts_and_changes_nothing(box: imaplib.IMAP4_SSL, account: MailboxAccount) -> None:
    _put(box, _message(1), _message(2))
    assert "2 message(s)" in check_mailbox(account)
    assert _subjects(box, "INBOX") == ["n1", "n2"]

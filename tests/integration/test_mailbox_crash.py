"""Readers of the mailbox as real processes, killed at every step of the claim: none lost, none twice."""

import hashlib
import imaplib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.register.models import Arrival, MailLedger, Outbox, Pli
from storage.s3_store import S3Store
from tests.integration.stopping_reader import STEPS
from tests.servers.dovecot import Dovecot

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parent.parent.parent
USER = "lecteurs"
FILED = '"Trait&AOk-s"'
MESSAGES = 130  # more than are worked on at once
LEASE_S = 3.0


class Readers:
    """Starts ``pli ingest imap`` on the mailbox, as processes whose output goes to ``log``."""

    def __init__(self, words: list[str], env: dict[str, str], log: Path) -> None:
        self._words = words
        self._env = env
        self.log = log

    def start(self, *more: str, module: tuple[str, ...] = ("pli.cli", "ingest", "imap")) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", *module, *self._words, *more]
        with self.log.open("ab") as out:
            return subprocess.Popen(command, cwd=ROOT, env=self._env, stdout=out, stderr=out)

    def said(self) -> str:
        return self.log.read_text()

    def wait(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 180
        while not true():
            assert time.monotonic() < deadline, self.said()[-3000:]
            time.sleep(0.2)


@pytest.fixture
def readers(dovecot: Dovecot, store_settings: dict[str, str], register: str, tmp_path: Path) -> Readers:
    password = tmp_path / "password"
    password.write_text(dovecot.password + "\n")
    words = ["--url", dovecot.url(USER), "--password-file", str(password), "--ca-file", str(dovecot.ca_file)]
    own = {"PLI_DATA": str(tmp_path / "data"), "PLI_DATABASE_URL": register, "PLI_MAILBOX_LEASE_S": str(LEASE_S)}
    env = {**os.environ, **store_settings, **own, "PLI_CONFIG": "/nonexistent/pli.toml"}
    return Readers(words, env, tmp_path / "readers.log")


@pytest.fixture
def box(dovecot: Dovecot) -> Iterator[imaplib.IMAP4_SSL]:
    """The mailbox, emptied before each test."""
    with dovecot.login(USER) as connection:
        for folder in (FILED, "INBOX"):
            if connection.select(folder)[0] == "OK" and connection.search(None, "ALL")[1][0]:
                connection.store("1:*", "+FLAGS", r"(\Deleted)")
                connection.expunge()
        yield connection


def _put(box: imaplib.IMAP4_SSL, count: int, first: int = 0) -> list[bytes]:
    messages = [
        f"From: a@example.org\r\nSubject: n{number}\r\nMessage-ID: <{number}@{id(box)}>\r\n\r\nBonjour\r\n".encode()
        for number in range(first, first + count)
    ]
    for message in messages:
        assert box.append("INBOX", "", imaplib.Time2Internaldate(1_790_000_000), message)[0] == "OK"
    return messages


def _in(box: imaplib.IMAP4_SSL, folder: str) -> Counter[bytes]:
    """The raw messages of a folder, each with how often it stands there."""
    if box.select(folder, readonly=True)[0] != "OK" or not box.search(None, "ALL")[1][0]:
        return Counter()
    _, answer = box.fetch("1:*", "(BODY.PEEK[])")
    return Counter(part[1] for part in answer if isinstance(part, tuple))


def _assert_each_once(messages: list[bytes], box: imaplib.IMAP4_SSL, store: S3Store) -> None:
    """In the store, the register, the ledger, the outbox and the filed folder."""
    digests = sorted(hashlib.sha256(message).hexdigest() for message in messages)
    rows = list(Pli.objects.values_list("id", "sha256", "key"))
    assert sorted(sha for _, sha, _ in rows) == digests
    assert all(hashlib.sha256(store.get_bytes(key)).hexdigest() == sha for _, sha, key in rows)
    assert Counter(Outbox.objects.values_list("pli_id", flat=True)) == dict.fromkeys((pli for pli, _, _ in rows), 1)
    assert Counter(Arrival.objects.values_list("pli_id", flat=True)) == dict.fromkeys((pli for pli, _, _ in rows), 1)
    assert MailLedger.objects.count() == len(messages)
    assert _in(box, "INBOX") == {}
    assert _in(box, FILED) == dict.fromkeys(messages, 1)


@pytest.mark.parametrize("step", STEPS)
def test_a_reader_killed_at_any_step_loses_and_doubles_nothing(
    step: str, readers: Readers, box: imaplib.IMAP4_SSL, store: S3Store
) -> None:
    messages = _put(box, MESSAGES)
    killed = readers.start("--once", module=("tests.integration.stopping_reader", step, "2"))
    assert killed.wait(180) == -signal.SIGKILL, readers.said()[-3000:]
    assert _in(box, "INBOX") + _in(box, FILED) == dict.fromkeys(messages, 1), "a message left the mailbox"
    time.sleep(LEASE_S)
    assert readers.start("--once").wait(180) == 0, readers.said()[-3000:]
    _assert_each_once(messages, box, store)


def test_a_second_reader_waits_says_so_once_and_takes_over_when_the_first_is_killed(
    readers: Readers, box: imaplib.IMAP4_SSL, store: S3Store
) -> None:
    messages = _put(box, 4)
    first = readers.start()
    readers.wait(lambda: Pli.objects.count() == 4)
    second = readers.start()
    try:
        readers.wait(lambda: "mailbox_has_another_reader" in readers.said())
        assert readers.start("--once").wait(180) == 0
        assert "un autre lecteur" in readers.said()
        first.kill()
        messages += _put(box, 3, first=4)
        readers.wait(lambda: Pli.objects.count() == 7 and not _in(box, "INBOX"))
        assert readers.said().count("mailbox_has_another_reader") == 1
        assert readers.said().count("mailbox_taken_over") == 1
    finally:
        second.terminate()
        first.kill()
        first.wait()
        assert second.wait(60) == 0
    _assert_each_once(messages, box, store)

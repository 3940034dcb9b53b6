"""Several mailboxes and folders of the settings, read by the command: by password and by OAuth2, one bad one apart."""

import imaplib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.register.ledger import mailbox_health
from storage.register.models import MailLedger
from tests.servers.dovecot import Dovecot
from tests.servers.token_endpoint import TokenEndpoint

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parent.parent.parent
FIRST, SECOND = "archives", "depot-sud"


@pytest.fixture
def endpoint(dovecot: Dovecot) -> Iterator[TokenEndpoint]:
    with TokenEndpoint(dovecot, user=SECOND) as started:
        yield started


@pytest.fixture
def env(
    dovecot: Dovecot, endpoint: TokenEndpoint, store_settings: dict[str, str], register: str, tmp_path: Path
) -> dict[str, str]:
    for name, content in (("password", dovecot.password), ("wrong", "wrong"), ("secret", endpoint.client_secret)):
        (tmp_path / name).write_text(content + "\n")
    config = tmp_path / "pli.toml"
    config.write_text(f"""
[[mailboxes]]
url = "{dovecot.url("depot")}"
password_file = "{tmp_path / "wrong"}"
ca_file = "{dovecot.ca_file}"

[[mailboxes]]
url = "{dovecot.url(FIRST)}"
folders = ["Avocats", "inbox"]
password_file = "{tmp_path / "password"}"
ca_file = "{dovecot.ca_file}"

[[mailboxes]]
url = "imap://{SECOND}@{dovecot.host}:{dovecot.starttls_port}/INBOX"
ca_file = "{dovecot.ca_file}"
[mailboxes.oauth]
token_url = "{endpoint.url}"
client_id = "pli"
client_secret_file = "{tmp_path / "secret"}"
ca_file = "{dovecot.ca_file}"
""")
    own = {"PLI_DATA": str(tmp_path / "data"), "PLI_DATABASE_URL": register, "PLI_CONFIG": str(config)}
    return {**os.environ, **store_settings, **own}


def _pli(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pli.cli", *words]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120)


def _fill(dovecot: Dovecot, user: str, *folders: str) -> None:
    with dovecot.login(user) as box:
        for folder in folders:
            box.create(folder)
            if box.select(folder)[0] == "OK" and box.search(None, "ALL")[1][0]:
                box.store("1:*", "+FLAGS", r"(\Deleted)")
                box.expunge()
            message = f"From: a@x.test\r\nSubject: {user} {folder}\r\n\r\nBonjour\r\n".encode()
            box.append(folder, "", imaplib.Time2Internaldate(1_790_000_000), message)


def test_all_of_them_are_read_and_one_that_refuses_us_keeps_no_other_from_it(
    dovecot: Dovecot, env: dict[str, str]
) -> None:
    _fill(dovecot, FIRST, "INBOX", "Avocats")
    _fill(dovecot, SECOND, "INBOX")
    answer = _pli(env, "ingest", "imap", "--once")
    assert answer.returncode == 1
    assert answer.stderr.count("1 reçu(s)") == 3
    assert "wrong user or password" in answer.stderr
    assert sorted(MailLedger.objects.values_list("account", "folder")) == [
        (f"{FIRST}@127.0.0.1", "Avocats"),
        (f"{FIRST}@127.0.0.1", "INBOX"),
        (f"{SECOND}@127.0.0.1", "INBOX"),
    ]
    assert _pli(env, "ingest", "imap", "--once", "--configured", "2").returncode == 0
    assert sum(health.last_success_at is not None for health in mailbox_health()) == 3
    check = [line for line in _pli(env, "check").stdout.splitlines() if "boîte" in line]
    assert [line.split()[0] for line in check] == ["échec", "ok", "ok", "ok"]


@pytest.mark.parametrize("words", [["--configured", "4"], ["--url", "imaps://a@b/c"]])
def test_words_that_name_no_mailbox_are_wrong_words(env: dict[str, str], words: list[str]) -> None:
    assert _pli(env, "ingest", "imap", "--once", *words).returncode == 2

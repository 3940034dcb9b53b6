"""The doors as commands, with the real store, register and mailbox behind them: in once, durable, never twice."""

import imaplib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storage.register.models import Pli
from storage.s3_store import S3Store
from tests.servers.dovecot import Dovecot
from tests.workers.mail import COVER, message

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def settings(store_settings: dict[str, str], register: str, tmp_path: Path) -> dict[str, str]:
    own = {"PLI_DATA": str(tmp_path / "data"), "PLI_DATABASE_URL": register, "PLI_SCAN_SETTLE_S": "0.2"}
    return store_settings | own


def _pli(settings: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pli.cli", *words],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _stats(settings: dict[str, str]) -> Any:
    return json.loads(_pli(settings, "stats", "--json").stdout)["plis"]


def test_a_mailbox_is_emptied_into_the_register_once(
    settings: dict[str, str], store: S3Store, dovecot: Dovecot, tmp_path: Path
) -> None:
    user = "archives"  # the other tests use the other boxes
    raw = [message(text=f"Bonjour, dossier {number}.") for number in range(3)]
    with dovecot.login(user) as box:
        for one in raw:
            box.append("INBOX", "", imaplib.Time2Internaldate(1_790_000_000), one)
    password = tmp_path / "password"
    password.write_text(dovecot.password + "\n")
    words = ["ingest", "imap", "--url", dovecot.url(user), "--password-file", str(password)]
    words += ["--ca-file", str(dovecot.ca_file), "--once"]

    looked = _pli(settings, *words, "--read-only")
    assert looked.returncode == 0, looked.stderr
    answer = _pli(settings, *words)
    assert answer.returncode == 0, answer.stderr
    assert dovecot.password not in answer.stderr
    assert _stats(settings)["received"] == 3
    rows = list(Pli.objects.order_by("id"))
    assert sorted(store.get_bytes(row.key) for row in rows) == sorted(one.replace(b"\n", b"\r\n") for one in raw)
    assert {(row.channel, row.received_at_source, row.received_at.timestamp()) for row in rows} == {
        ("email", "imap", 1_790_000_000)
    }
    with dovecot.login(user) as box:
        assert box.select("INBOX")[1] == [b"0"]


def test_a_scan_folder_is_taken_in_once_and_keeps_what_it_gave(
    settings: dict[str, str], tmp_path: Path, letter: Callable[..., bytes]
) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    (scans / "scan.pdf").write_bytes(letter(COVER))
    for _ in range(2):
        answer = _pli(settings, "ingest", "scans", str(scans), "--once")
        assert answer.returncode == 0, answer.stderr
    assert (scans / "done" / "scan.pdf").exists()
    assert _stats(settings)["received"] == 1


def test_a_backlog_goes_on_where_it_stopped_and_accounts_for_every_file(
    settings: dict[str, str], tmp_path: Path, letter: Callable[..., bytes]
) -> None:
    tree = tmp_path / "fonds" / "1998"
    tree.mkdir(parents=True)
    for number in range(3):
        (tree / f"{number}.pdf").write_bytes(letter(f"<p>{number}</p>"))
    first = _pli(settings, "backlog", str(tree.parent))
    assert first.returncode == 0, first.stderr
    assert "3 trouvé(s) = 3 reçu(s)" in first.stderr
    (tree / "copie.pdf").write_bytes((tree / "0.pdf").read_bytes())
    again = _pli(settings, "backlog", str(tree.parent))
    assert "4 trouvé(s) = 0 reçu(s) + 1 déjà connu(s) + 3 repris" in again.stderr
    assert "4 en attente de lecture" in again.stderr
    assert _stats(settings)["received"] == 3
    assert set(Pli.objects.values_list("backlog", flat=True)) == {True}


def test_a_door_without_its_store_fails_and_keeps_the_source(
    settings: dict[str, str], tmp_path: Path, letter: Callable[..., bytes]
) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    (scans / "scan.pdf").write_bytes(letter(COVER))
    answer = _pli({**settings, "PLI_S3_ENDPOINT": "127.0.0.1:9"}, "ingest", "scans", str(scans), "--once")
    assert answer.returncode == 1
    assert settings["PLI_S3_SECRET_KEY"] not in answer.stderr
    assert _stats(settings)["received"] == 0
    assert _pli(settings, "ingest", "scans", str(scans), "--once").returncode == 0
    assert _stats(settings)["received"] == 1

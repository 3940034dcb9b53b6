"""The command: its words, its exit statuses, its output on the right stream."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from pli.commands.up import tell_doors
from pli.settings import MailboxSettings, Settings

COMMANDS = (
    "process",
    "up",
    "ingest",
    "backlog",
    "worker",
    "separators",
    "check",
    "stats",
    "purge",
    "backup",
    "restore",
    "export",
)


def _pli(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pli.cli", *words], cwd=cwd, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture(autouse=True)
def _import_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent.parent))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, tmp_path: Path) -> None:
    answer = _pli(name, "--help", cwd=tmp_path)
    assert answer.returncode == 0
    assert name in answer.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("process", "missing.pdf", "--out", "out"),
        ("process", "--out", "out"),
        ("process", ".", "--out", "out", "--prefecture", "20"),
        ("process", ".", "--out", "out", "--channel", "fax"),
        ("process", ".", "--out", "out", "--received-on", "hier"),
        ("separators", "--count", "0", "--out", "x.pdf"),
        ("envoyer",),
    ],
)
def test_wrong_words_end_with_2(words: tuple[str, ...], tmp_path: Path) -> None:
    answer = _pli(*words, cwd=tmp_path)
    assert answer.returncode == 2
    assert answer.stdout == ""


def test_an_empty_folder_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    answer = _pli("process", "mail", "--out", "out", "--json", cwd=tmp_path)
    assert (answer.returncode, answer.stdout) == (0, "")


def test_quarantine_is_reported_on_stderr_and_dossiers_go_to_stdout(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "vide.pdf").write_bytes(b"")
    (tmp_path / "mail" / "a.eml").write_bytes(
        b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Demande de titre de sejour\r\n\r\n"
        b"Bonjour, je depose ma demande de titre de sejour car le site ne marche pas. Merci.\r\n"
    )
    answer = _pli("process", "mail", "--out", "out", "--json", "--received-on", "2026-11-20", cwd=tmp_path)
    assert answer.returncode == 0
    assert "vide.pdf" in answer.stderr
    [line] = answer.stdout.splitlines()
    [pli] = json.loads(line)["plis"]
    assert (pli["received_at"], pli["received_at_source"]) == ("2026-11-20T00:00:00+01:00", "agent")


def test_a_command_of_a_system_that_is_not_up_says_what_to_do(tmp_path: Path) -> None:
    answer = _pli("check", "--data", "nowhere", cwd=tmp_path)
    assert answer.returncode == 1
    assert "pli up --data" in answer.stdout


def test_a_place_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    answer = _pli("separators", "--count", "1", "--out", "file/sheets.pdf", cwd=tmp_path)
    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1
    assert "file" in answer.stderr


def test_a_mailbox_that_does_not_answer_is_a_failure_of_the_check_and_its_password_stays_secret(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("tres-secret\n")
    (tmp_path / "pli.toml").write_text(
        '[[mailboxes]]\nurl = "imaps://depot@127.0.0.1:9/INBOX"\npassword_file = "password"\n'
    )
    answer = _pli("check", "--data", "nowhere", cwd=tmp_path)
    [line] = [line for line in answer.stdout.splitlines() if "boîte" in line]
    assert line.startswith("échec")
    assert "127.0.0.1:9" in line
    assert "tres-secret" not in answer.stdout + answer.stderr
    assert answer.returncode == 1


def test_up_says_where_mail_is_taken_from_and_no_password(tmp_path: Path) -> None:
    box = MailboxSettings(
        url="imaps://depot:secret@mail.example.org/INBOX", folders=("Avocats",), password_file=tmp_path / "password"
    )
    said = io.StringIO()
    tell_doors(Console(file=said), Settings(data=tmp_path, mailboxes=(box,)))
    assert said.getvalue().splitlines() == [
        f"Dossier de scans : {tmp_path}/scans",
        "Boîte aux lettres : depot@mail.example.org/INBOX, Avocats",
    ]

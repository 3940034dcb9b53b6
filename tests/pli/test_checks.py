"""What ``pli check`` says of a mailbox that somebody should be reading."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

import ingest.mailbox
from dossier.errors import OurError
from dossier.mail import MailUid
from pli import checks
from pli.embedded.seaweedfs import SeaweedFS
from pli.settings import MailboxSettings, Settings, load_settings
from pli.wiring import open_store
from storage.register.ledger import keep_mailbox, note_left, take_mailbox
from storage.register.models import Mailbox

BOX = ("depot@imap.test", "INBOX")


@contextmanager
def _answering(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server's own answer is tried elsewhere, on a real one."""
    with monkeypatch.context() as patch:
        patch.setattr(ingest.mailbox, "check_mailbox", lambda account: account.name)
        yield


def _told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    password = tmp_path / "password"
    password.write_text("secret\n")
    box = MailboxSettings(url="imaps://depot@imap.test/INBOX", password_file=password, folders=("Avocats",))
    with _answering(monkeypatch):
        results = checks.run_checks(Settings(data=tmp_path, mailboxes=(box,)))
    return [(result.state, result.detail) for result in results if result.part == "boîte"]


def test_each_folder_has_a_line_and_one_that_nobody_reads_fails(
    register: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = _told(tmp_path, monkeypatch)
    assert [state for state, _ in lines] == ["échec", "échec"]
    assert "INBOX" in lines[0][1]
    assert "Avocats" in lines[1][1]
    assert "jamais relevée" in lines[0][1]


def test_a_mailbox_that_is_read_is_fine_and_says_what_was_left(
    register: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_mailbox(*BOX, holder="a", lease=timedelta(seconds=9))
    keep_mailbox(*BOX, holder="a", lease=timedelta(seconds=9), success=True)
    note_left(MailUid(account=BOX[0], folder=BOX[1], uidvalidity=1, uid=1), code="refus", message="Refusé.")
    state, detail = _told(tmp_path, monkeypatch)[0]
    assert state == "ok"
    assert "relevée il y a 0 min" in detail
    assert "1 message(s) laissé(s) de côté" in detail


@pytest.mark.parametrize("ever", [True, False])
def test_a_mailbox_that_is_silent_for_too_long_fails(
    register: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, ever: bool
) -> None:
    take_mailbox(*BOX, holder="a", lease=timedelta(seconds=9))
    long_ago = timezone.now() - timedelta(minutes=47)
    Mailbox.objects.update(created_at=long_ago, last_success_at=long_ago if ever else None)
    state, detail = _told(tmp_path, monkeypatch)[0]
    assert state == "échec"
    assert "aucune relève réussie depuis 47 min (alarme après 30 min)" in detail


def test_a_store_that_is_asked_for_nothing_has_no_protection_to_check(tmp_path: Path) -> None:
    assert checks._protection(Settings(data=tmp_path)).state == "absent"


@pytest.mark.parametrize(
    ("asked", "made", "state", "said"),
    [
        ({"s3_versioning": True}, {"s3_versioning": True}, "ok", "versions gardées"),
        ({"s3_versioning": True}, {}, "échec", "ne garde pas les versions"),
        ({"s3_lock_days": 9}, {"s3_lock_days": 9}, "ok", "verrouillés 9 jours (governance)"),
        ({"s3_lock_days": 9}, {"s3_versioning": True}, "échec", "n'a pas le verrou"),
        ({"s3_encryption": "s3"}, {}, "ok", "chiffrement s3"),
        ({"s3_purge_access_key": "test", "s3_purge_secret_key": "test-secret"}, {}, "échec", "peut effacer"),
    ],
)
def test_what_the_bucket_is_asked_to_do_is_looked_at(
    seaweedfs: SeaweedFS, tmp_path: Path, *, asked: dict[str, object], made: dict[str, object], state: str, said: str
) -> None:
    def settings(wanted: dict[str, object]) -> Settings:
        server = {
            "s3_endpoint": seaweedfs.endpoint,
            "s3_access_key": seaweedfs.access_key,
            "s3_secret_key": seaweedfs.secret_key,
            "s3_bucket": f"check-{abs(hash((str(asked), str(made)))):x}",
            "s3_secure": False,
        }
        return load_settings(data=tmp_path, **server, **wanted)

    open_store(settings(made)).make_bucket()
    result = checks._protection(settings(asked))
    assert (result.state, said in result.detail) == (state, True)


def test_a_protection_without_an_s3_server_is_refused_at_the_start() -> None:
    with pytest.raises(OurError, match="s3_endpoint"):
        load_settings(s3_lock_days=30)

"""The register in a file and back: of one instant, into an empty database only."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from dossier.errors import OurError
from storage.register import models
from storage.register.ledger import acknowledge, find_tampering, mark_sent, record_filing, record_quarantine, unsent
from storage.register.snapshots import load_register, named_objects, save_register, send_all_again
from tests.conftest import use_register
from tests.storage.samples import a_dossier, a_quarantine, arrived, new_pli, sha256


@pytest.fixture
def new_url(request: pytest.FixtureRequest, any_register: str, tmp_path: Path) -> str:
    """Of an empty database of the same kind."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{tmp_path / 'elsewhere' / 'register.sqlite3'}"
    url: str = request.getfixturevalue("postgresql").new_database()
    return url


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    folder = tmp_path / "backup"
    folder.mkdir()
    return folder


def _fill() -> None:
    """One that waits, one handed over, one acknowledged, one in quarantine; everything was sent."""
    arrived("waiting.pdf")
    for name in ("sent.pdf", "known.pdf"):
        record_filing(arrived(name), a_dossier(name), manifest=f"dossiers/{a_dossier(name).id}/dossier.json")
    arrived("bad.pdf")
    record_quarantine(a_quarantine("bad.pdf"))
    mark_sent(message.id for message in unsent(100))
    acknowledge(a_dossier("known.pdf").id, 1)


def test_a_saved_register_is_loaded_whole_elsewhere(any_register: str, new_url: str, backup: Path) -> None:
    _fill()
    before = [list(model.objects.order_by("pk").values()) for model in (models.Pli, models.Dossier, models.Event)]
    save_register(backup)
    arrived("later.pdf")
    with use_register(new_url):
        load_register(backup)
        after = [list(model.objects.order_by("pk").values()) for model in (models.Pli, models.Dossier, models.Event)]
        assert after == before
        assert not list(find_tampering())
        with pytest.raises(OurError):
            load_register(backup)


def test_what_nobody_is_known_to_have_is_sent_again_with_its_own_id(any_register: str) -> None:
    _fill()
    ids = set(models.Outbox.objects.values_list("message_id", flat=True))
    assert unsent(100) == []
    assert send_all_again() == 2
    again = unsent(100)
    assert {message.message_id for message in again} <= ids
    said = [message.args.get("dossier") or message.args["pli"] for message in again]
    assert sorted(said) == sorted([a_dossier("sent.pdf").id, new_pli("waiting.pdf").id])


def test_the_named_objects_are_those_that_a_backup_must_hold(any_register: str) -> None:
    _fill()
    models.Pli.objects.filter(id=new_pli("bad.pdf").id).update(purge_begun_at=datetime.now(UTC))
    named = dict(named_objects(datetime.now(UTC) + timedelta(seconds=1)))
    plis = {new_pli(name).key: sha256(name) for name in ("waiting.pdf", "sent.pdf", "known.pdf")}
    manifests = {f"dossiers/{a_dossier(name).id}/dossier.json": None for name in ("sent.pdf", "known.pdf")}
    assert named == plis | manifests
    assert not list(named_objects(datetime.now(UTC) - timedelta(hours=1)))


def test_a_backup_of_the_other_kind_is_refused(any_register: str, new_url: str, backup: Path) -> None:
    with use_register(new_url), pytest.raises(OurError, match="other kind"):
        load_register(backup)


def test_a_server_that_refuses_is_told_without_its_password(
    register_on_postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "wrong-secret")
    with pytest.raises(OurError, match="pg_dump failed") as error:
        save_register(tmp_path)
    assert "wrong-secret" not in str(error.value)


def test_a_backup_never_writes_over_the_register(register: str, tmp_path: Path) -> None:
    arrived()
    with pytest.raises(OurError, match="own"):
        save_register(tmp_path)
    assert models.Pli.objects.count() == 1

"""Purge: the store forgets what the register says; broken off anywhere, the next one ends it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dossier.errors import OurError, WeatherError
from dossier.mail import Channel, DateSource
from ingest.intake import FileArrival
from storage.directory_store import DirectoryStore
from storage.objects import ObjectLocked
from storage.register import models
from storage.register.ledger import Retained, acknowledge, counts, due_for_purge, find_tampering
from tests.workers.filings import NOW
from tests.workers.mail import message
from workers.handling import Handler
from workers.intake import RegisterIntake
from workers.purging import purge
from workers.reception import Tools

AT_ONCE = timedelta(0)


class _FailingStore(DirectoryStore):
    """Its disk fails after so many deletions."""

    def __init__(self, root: Path, deletions: int) -> None:
        super().__init__(root)
        self._left = deletions

    def delete(self, key: str) -> None:
        if not self._left:
            raise WeatherError("the disk failed")
        self._left -= 1
        super().delete(key)


class _LockedStore(DirectoryStore):
    """It keeps every original until then."""

    until = datetime(2031, 3, 12, tzinfo=UTC)

    def locked_until(self, key: str) -> datetime | None:  # type: ignore[override]  # a plain folder locks nothing
        return self.until if key.startswith("plis/") else None


class _NeverDeletes(DirectoryStore):
    """Our key may not delete there."""

    def delete(self, key: str) -> None:
        raise OurError(f"refused: {key}")


def _receive(tools: Tools, folder: Path, name: str, content: bytes) -> str:
    file = folder / name
    file.write_bytes(content)
    arrival = FileArrival(
        name=name, received_at=NOW, received_at_source=DateSource.IMAP, channel=Channel.EMAIL, source=f"imap:{name}"
    )
    pli = RegisterIntake(tools.store).receive(file, arrival).pli
    Handler(tools=tools, max_attempts=3).handle(pli)
    return pli


def _filed_and_acknowledged(tools: Tools, folder: Path, name: str = "a.eml") -> str:
    pli = _receive(tools, folder, name, message())
    dossier = models.Pli.objects.get(id=pli).dossier_id
    assert dossier is not None
    acknowledge(dossier, models.Dossier.objects.get(id=dossier).revision)
    return dossier


def _purge_all(store: DirectoryStore) -> list[int | None]:
    return [purge(due, AT_ONCE, store, who="ops") for due in due_for_purge(Retained.DOSSIER, AT_ONCE)]


@pytest.fixture
def store(tools: Tools) -> DirectoryStore:
    assert isinstance(tools.store, DirectoryStore)
    return tools.store


def test_nothing_of_a_purged_dossier_stays_in_the_store(
    any_register: str, tools: Tools, store: DirectoryStore, tmp_path: Path
) -> None:
    _filed_and_acknowledged(tools, tmp_path)
    there = list(store.keys(""))
    assert _purge_all(store) == [len(there)]
    assert list(store.keys("")) == []
    assert counts().plis.received == counts().plis.filed == 1


def test_what_is_not_due_keeps_all_its_objects(
    register: str, tools: Tools, store: DirectoryStore, tmp_path: Path
) -> None:
    _receive(tools, tmp_path, "b.eml", message(text="Madame, je dépose ma demande de titre de séjour, Paul Durand."))
    kept = set(store.keys(""))
    _filed_and_acknowledged(tools, tmp_path)
    _purge_all(store)
    assert set(store.keys("")) == kept


def test_a_purge_broken_off_at_any_deletion_is_ended_by_the_next(
    register: str, tools: Tools, store: DirectoryStore, tmp_path: Path
) -> None:
    _filed_and_acknowledged(tools, tmp_path)
    objects = len(list(store.keys("")))
    for _ in range(objects - 1):
        failing = _FailingStore(tmp_path / "out", deletions=1)
        with pytest.raises(WeatherError):
            _purge_all(failing)
        assert len(list(store.keys(""))) < objects
    _purge_all(store)
    assert list(store.keys("")) == []
    assert models.Dossier.objects.get().purged_at is not None
    assert not list(find_tampering())


def test_a_purged_file_that_arrives_again_is_filed_again_as_the_next_revision(
    register: str, tools: Tools, store: DirectoryStore, tmp_path: Path
) -> None:
    dossier = _filed_and_acknowledged(tools, tmp_path)
    _purge_all(store)
    pli = _receive(tools, tmp_path, "encore.eml", message())
    row = models.Dossier.objects.get(id=dossier)
    assert (row.revision, row.purged_at, row.stage) == (2, None, "filed")
    assert {f"dossiers/{dossier}/revisions/2.json", f"plis/{pli}/encore.eml"} <= set(store.keys(""))
    sent = models.Outbox.objects.filter(actor="recevoir_dossier").order_by("id")
    assert [message.args["revision"] for message in sent] == [1, 2]
    assert models.Arrival.objects.filter(pli=pli).count() == 2


def test_a_file_told_again_after_its_purge_leaves_nothing_in_the_store(
    register: str, tools: Tools, store: DirectoryStore, tmp_path: Path
) -> None:
    _filed_and_acknowledged(tools, tmp_path)
    _purge_all(store)
    arrival = FileArrival(
        name="a.eml", received_at=NOW, received_at_source=DateSource.IMAP, channel=Channel.EMAIL, source="imap:a.eml"
    )
    RegisterIntake(store).receive(tmp_path / "a.eml", replace(arrival, name="copie.eml"))
    assert list(store.keys("")) == []


def test_what_the_store_locks_stays_whole_and_says_until_when(
    register: str, tools: Tools, store: DirectoryStore, tmp_path: Path
) -> None:
    _filed_and_acknowledged(tools, tmp_path)
    there = set(store.keys(""))
    with pytest.raises(ObjectLocked) as refused:
        _purge_all(_LockedStore(tmp_path / "out"))
    assert refused.value.until == _LockedStore.until
    assert set(store.keys("")) == there
    assert models.Dossier.objects.get().purge_begun_at is None


def test_a_door_whose_key_may_not_delete_takes_a_purged_file_told_again(
    register: str, tools: Tools, store: DirectoryStore, tmp_path: Path
) -> None:
    _filed_and_acknowledged(tools, tmp_path)
    _purge_all(store)
    arrival = FileArrival(
        name="a.eml", received_at=NOW, received_at_source=DateSource.IMAP, channel=Channel.EMAIL, source="imap:a.eml"
    )
    receipt = RegisterIntake(_NeverDeletes(tmp_path / "out")).receive(tmp_path / "a.eml", arrival)
    assert receipt.known
    assert list(store.keys("")) == []

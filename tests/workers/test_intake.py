"""The door's other side: many files at once are as safe as one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dossier.errors import DocumentError, OurError, WeatherError
from dossier.mail import Channel, DateSource, MailUid
from ingest.intake import FileArrival, Incoming, Receipt
from storage.directory_store import DirectoryStore
from storage.objects import Stored
from storage.register.models import Arrival, MailLedger, Outbox, Pli
from storage.register.tombstones import veiled
from workers.intake import RegisterIntake

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


class Store(DirectoryStore):
    """``puts`` are the keys that were put; one that holds ``faulty`` fails by ``error``."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.puts: list[str] = []
        self.faulty = ""
        self.error: Exception = WeatherError("away")

    def put_file(self, key: str, path: Path, media_type: str) -> Stored:
        self.puts.append(key)
        if self.faulty and self.faulty in key:
            raise self.error
        return super().put_file(key, path, media_type)


@pytest.fixture
def store(register: str, tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def _incoming(folder: Path, uid: int, content: str | None = None) -> Incoming:
    file = folder / f"{uid}.eml"
    file.write_text(f"From: a@x.test\nSubject: s\nDate: Mon, 2 Mar 2026 08:00:00 +0100\n\n{content or uid}\n")
    arrival = FileArrival(
        name=f"message-{uid}.eml",
        received_at=NOW,
        received_at_source=DateSource.IMAP,
        channel=Channel.EMAIL,
        source=f"imap:{uid}",
        mail=MailUid(account="a@b", folder="INBOX", uidvalidity=1, uid=uid),
    )
    return Incoming(file=file, arrival=arrival)


def _known(outcome: Receipt | DocumentError | OurError) -> bool:
    assert isinstance(outcome, Receipt)
    return outcome.known


def test_many_at_once_are_each_stored_registered_and_asked_for(store: Store, tmp_path: Path) -> None:
    incoming = [_incoming(tmp_path, uid) for uid in range(9)]
    for known in (False, True):
        assert [_known(outcome) for outcome in RegisterIntake(store).receive_all(incoming)] == [known] * 9
    assert Pli.objects.count() == Outbox.objects.count() == MailLedger.objects.count() == Arrival.objects.count() == 9
    assert sorted(store.puts) == sorted(Pli.objects.values_list("key", flat=True)), "what is known is not put again"


def test_twins_among_them_are_one_pli_with_two_arrivals(store: Store, tmp_path: Path) -> None:
    twins = [_incoming(tmp_path, uid, "same") for uid in (1, 2)]
    assert [_known(outcome) for outcome in RegisterIntake(store).receive_all(twins)] == [False, True]
    assert len(store.puts) == Pli.objects.count() == 1
    assert Arrival.objects.count() == MailLedger.objects.count() == 2


def test_one_that_is_refused_keeps_no_other_out(store: Store, tmp_path: Path) -> None:
    store.faulty, store.error = "message-3", OurError("the store refuses")
    outcomes = RegisterIntake(store).receive_all([_incoming(tmp_path, uid) for uid in range(6)])
    assert [isinstance(outcome, OurError) for outcome in outcomes] == [uid == 3 for uid in range(6)]
    assert Pli.objects.count() == Outbox.objects.count() == 5


def test_nothing_is_registered_before_all_of_them_are_stored(store: Store, tmp_path: Path) -> None:
    store.faulty = "message-5"
    incoming = [_incoming(tmp_path, uid) for uid in range(6)]
    with pytest.raises(WeatherError):
        RegisterIntake(store).receive_all(incoming)
    assert Pli.objects.count() == 0
    store.faulty = ""
    assert [_known(outcome) for outcome in RegisterIntake(store).receive_all(incoming)] == [False] * 6


def _purge_all(store: Store) -> None:
    for pli in Pli.objects.values_list("id", "key"):
        store.delete(pli[1])
    Pli.objects.update(purge_begun_at=NOW, purged_at=NOW)
    for arrival in Arrival.objects.all():
        arrival.source = veiled(arrival.source)
        arrival.save()


def test_what_was_purged_and_is_told_again_among_others_is_not_stored_again(store: Store, tmp_path: Path) -> None:
    old = _incoming(tmp_path, 1)
    RegisterIntake(store).receive_all([old])
    _purge_all(store)
    store.puts.clear()
    RegisterIntake(store).receive_all([old, _incoming(tmp_path, 2)])
    assert [key.rpartition("/")[2] for key in store.puts] == ["message-2.eml"]


@pytest.mark.parametrize("order", [1, -1])
def test_what_was_purged_and_arrives_anew_beside_its_old_self_is_stored(
    store: Store, tmp_path: Path, order: int
) -> None:
    old, new = (_incoming(tmp_path, uid, "same") for uid in (1, 2))
    RegisterIntake(store).receive_all([old])
    _purge_all(store)
    RegisterIntake(store).receive_all([old, new][::order])
    row = Pli.objects.get()
    assert (row.status, row.purged_at) == ("waiting", None)
    assert store.exists(row.key)

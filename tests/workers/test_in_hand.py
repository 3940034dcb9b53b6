"""A pli is in one worker's hands; whoever was overtaken stores and records nothing any more."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from dossier.errors import DocumentError, WeatherError
from dossier.mail import Channel
from storage.directory_store import DirectoryStore
from storage.objects import Stored
from storage.register.ledger import Word, begin_attempt, find_tampering, let_go, say
from storage.register.models import Dossier, Event, Pli
from tests.workers.office import Office, hand_overs
from workers import in_hand
from workers.antivirus import NoAntivirus
from workers.handling import Handler
from workers.in_hand import InHand
from workers.jobs import job_for

pytestmark = pytest.mark.usefixtures("register")


def _fall_silent(pli: str) -> None:
    Pli.objects.filter(id=pli).update(held_until=timezone.now() - timedelta(seconds=1))


def test_a_message_that_comes_twice_is_not_read_twice_at_the_same_time(office: Office, filing: bytes) -> None:
    pli = office.receive(filing)
    with InHand(pli), pytest.raises(WeatherError, match="in hand"):
        office.handler.handle(pli)
    assert Pli.objects.get().attempts == 1
    office.settle()
    assert Dossier.objects.count() == 1


def test_signs_of_life_keep_a_pli_in_hand(office: Office, filing: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_hand, "SIGN_OF_LIFE_EVERY_S", 0.01)
    pli = office.receive(filing)
    with InHand(pli):
        _fall_silent(pli)
        before = Pli.objects.get().held_until
        while Pli.objects.get().held_until == before:
            pass
        with pytest.raises(WeatherError, match="in hand"):
            begin_attempt(pli, holder="another")
    assert begin_attempt(pli, holder="another") is not None


def test_a_slow_worker_that_was_overtaken_writes_over_nothing(office: Office, filing: bytes) -> None:
    """It wakes up after the pli was filed by another worker, and arrived once more: revision 2 is the latest."""
    pli = office.receive(filing, "un.eml")

    def asleep(dossier: str) -> None:
        _fall_silent(pli)
        office.settle()
        office.handler.handle(office.receive(filing, "deux.eml"))
        assert Dossier.objects.get(id=dossier).revision == 2

    slow = Handler(tools=replace(office.tools, numero=asleep), max_attempts=3)
    with pytest.raises(WeatherError, match="over"):
        slow.handle(pli)
    manifest = office.manifest(Dossier.objects.get().id)
    assert [arrival["name"] for arrival in manifest["plis"][0]["arrivals"]] == ["un.eml", "deux.eml"]
    assert [revision for _, revision, _ in hand_overs()] == [1, 2]
    assert Event.objects.filter(what="filed").count() == 1
    assert list(find_tampering()) == []


class Listening(DirectoryStore):
    """``puts`` are the keys that were put."""

    puts: list[str]

    def put_file(self, key: str, path: Path, media_type: str) -> Stored:
        self.puts.append(key)
        return super().put_file(key, path, media_type)

    def put_bytes(self, key: str, data: bytes, media_type: str) -> Stored:
        self.puts.append(key)
        return super().put_bytes(key, data, media_type)


def test_who_was_overtaken_stores_no_piece_over_those_that_are_filed(
    office: Office, filing: bytes, tmp_path: Path
) -> None:
    """A page that timed out for it, and not for the other, would make another file of the pièce under the same key."""
    pli, store = office.receive(filing), Listening(tmp_path / "out")
    store.puts = []

    def asleep(dossier: str) -> None:
        _fall_silent(pli)
        office.settle()
        store.puts.clear()

    slow = Handler(tools=replace(office.tools, store=store, numero=asleep), max_attempts=3)
    with pytest.raises(WeatherError, match="over"):
        slow.handle(pli)
    assert store.puts == []


def test_who_was_overtaken_puts_no_filed_pli_into_quarantine(office: Office, filing: bytes, tmp_path: Path) -> None:
    pli, store = office.receive(filing), Listening(tmp_path / "out")
    store.puts = []

    class Asleep(NoAntivirus):
        def examine(self, path: Path) -> None:
            _fall_silent(pli)
            office.settle()
            raise DocumentError("virus", "Un virus.")

    slow = Handler(tools=replace(office.tools, store=store, antivirus=Asleep()), max_attempts=3)
    with pytest.raises(WeatherError, match="over"):
        slow.handle(pli)
    assert store.puts == []


def test_who_was_overtaken_lists_no_arrival_of_a_courrier_that_is_filed_by_now(
    office: Office, late: bytes, tmp_path: Path
) -> None:
    """It read ``courrier.json``, fell asleep, and an agent had the pli filed meanwhile."""
    pli, store = office.read(late, "un.eml"), Listening(tmp_path / "out")
    store.puts = []

    def asleep(key: str) -> bytes:
        found = DirectoryStore.get_bytes(store, key)
        _fall_silent(pli)
        assert say(pli, Word.OWN, job_for(Channel.EMAIL, backlog=False), who="agent")
        office.settle()
        return found

    office.receive(late, "deux.eml")
    with pytest.MonkeyPatch.context() as patched, pytest.raises(WeatherError, match="over"):
        patched.setattr(store, "get_bytes", asleep)
        Handler(tools=replace(office.tools, store=store), max_attempts=3).handle(pli)
    assert store.puts == []
    assert Pli.objects.get(id=pli).status == "filed"
    assert not store.exists(f"courriers/{pli}/courrier.json")


def test_who_was_overtaken_takes_nothing_back(office: Office, filing: bytes) -> None:
    pli = office.receive(filing)
    begin_attempt(pli, holder="slow")
    _fall_silent(pli)
    with InHand(pli) as hand:
        let_go(pli, holder="slow")
        hand.require()

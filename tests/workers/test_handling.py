"""One pli in a worker's hands: what counts as an attempt, and where each kind of failure ends."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from dossier.errors import OurError, WeatherError
from dossier.mail import Channel, DateSource
from ingest.intake import FileArrival
from storage.directory_store import DirectoryStore
from storage.register.ledger import begin_attempt, counts
from storage.register.models import Dossier, Pli
from tests.workers.filings import NOW
from tests.workers.mail import ATTESTATION, COVER
from workers.batch import Door, process_all, receptions
from workers.handling import Handler
from workers.intake import RegisterIntake
from workers.reception import Tools

pytestmark = pytest.mark.usefixtures("register")
ARRIVAL = FileArrival(name="scan.pdf", received_at=NOW, received_at_source=DateSource.FILE, channel=Channel.POST)


class FaultyStore(DirectoryStore):
    """A store that fails when a worker fetches from it."""

    def __init__(self, root: Path, error: Exception) -> None:
        super().__init__(root)
        self._error = error

    def fetch_file(self, key: str, path: Path) -> None:
        del key, path
        raise self._error


@pytest.fixture
def pli(tools: Tools, tmp_path: Path, letter: Callable[..., bytes]) -> str:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(letter(COVER, ATTESTATION))
    return RegisterIntake(tools.store).receive(scan, ARRIVAL).pli


def _attempts(pli: str) -> int:
    return Pli.objects.get(id=pli).attempts


def test_a_pli_is_read_filed_and_not_read_again(tools: Tools, pli: str) -> None:
    handler = Handler(tools=tools, max_attempts=3)
    handler.handle(pli)
    handler.handle(pli)
    assert Dossier.objects.get().outcome == "recevable"
    assert _attempts(pli) == 1


def test_the_weather_costs_no_attempt(tools: Tools, pli: str, tmp_path: Path) -> None:
    away = FaultyStore(tmp_path / "out", WeatherError("the store does not answer"))
    for _ in range(5):
        with pytest.raises(WeatherError):
            Handler(tools=replace(tools, store=away), max_attempts=3).handle(pli)
    assert _attempts(pli) == 0
    Handler(tools=tools, max_attempts=3).handle(pli)
    assert counts().plis.filed == 1


def test_a_pli_that_fails_each_time_ends_in_front_of_a_person(tools: Tools, pli: str, tmp_path: Path) -> None:
    broken = FaultyStore(tmp_path / "out", OurError("a bug"))
    for _ in range(2):
        with pytest.raises(OurError):
            Handler(tools=replace(tools, store=broken), max_attempts=2).handle(pli)
    Handler(tools=tools, max_attempts=2).handle(pli)
    row = Pli.objects.get(id=pli)
    assert (row.status, row.fault_code) == ("quarantine", "trop_d_essais")
    assert tools.store.exists(f"quarantine/{pli}/reason.json")
    assert tools.store.exists(row.key)


def test_a_pli_that_meets_killed_workers_again_and_again_ends_in_front_of_a_person(tools: Tools, pli: str) -> None:
    """A worker that dies says nothing about the pli that it was reading; eight of them do."""
    handler = Handler(tools=tools, max_attempts=3, max_interruptions=8)
    for _ in range(8):
        assert begin_attempt(pli, holder="killed") is not None
    Pli.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    handler.handle(pli)
    row = Pli.objects.get(id=pli)
    assert (row.status, row.fault_code) == ("quarantine", "trop_d_interruptions")
    assert "pannes" in str(row.fault_message)


def test_a_pli_whose_worker_was_killed_thrice_is_read_all_the_same(tools: Tools, pli: str) -> None:
    for _ in range(3):
        assert begin_attempt(pli, holder="killed") is not None
    Pli.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    Handler(tools=tools, max_attempts=3).handle(pli)
    assert Pli.objects.get(id=pli).status == "filed"


def test_an_attempt_that_the_register_heard_no_end_of_was_interrupted(
    tools: Tools, pli: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The register goes away during the work: it cannot be told that the weather broke it off."""

    def away(_: str) -> None:
        raise WeatherError("the register does not answer")

    store = FaultyStore(tmp_path / "out", WeatherError("the store does not answer"))
    with monkeypatch.context() as patched, pytest.raises(WeatherError):
        patched.setattr("workers.handling.give_back_attempt", away)
        Handler(tools=replace(tools, store=store), max_attempts=1).handle(pli)
    assert (_attempts(pli), Pli.objects.get(id=pli).failures) == (1, 0)
    Handler(tools=tools, max_attempts=1).handle(pli)
    assert Pli.objects.get(id=pli).status == "filed"


def test_read_again_a_pli_gives_the_same_pieces(tools: Tools, pli: str, tmp_path: Path) -> None:
    Handler(tools=tools, max_attempts=3).handle(pli)
    row = Pli.objects.get(id=pli)
    keys = sorted(key for key in tools.store.keys("dossiers/") if "/pieces/" in key)
    before = [tools.store.get_bytes(key) for key in keys]
    other = tmp_path / "again" / "scan.pdf"
    other.parent.mkdir()
    tools.store.fetch_file(row.key, other)
    again = replace(tools, store=DirectoryStore(tmp_path / "other"))
    done = process_all(receptions([other], Door(received_on=NOW)), again, 1, lambda item: None)
    assert not done[0].failure
    assert [again.store.get_bytes(key) for key in keys] == before

"""The page of scanned lots: what is off is seen, and stays until an agent says that it was looked at."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from dossier.mail import Arrival, Channel, DateSource, LotRange
from storage.register.ledger import (
    CoverSheet,
    CutPli,
    NewPli,
    PlacedPli,
    record_arrival,
    record_division,
    record_places,
)
from storage.register.models import Event
from workers.jobs import SCANS

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def lot(agent: Client) -> str:
    """A lot of one envelope whose cover sheet announced three."""
    del agent
    sha256 = "a" * 64
    new = NewPli(
        id="p-lot",
        channel=Channel.POST,
        backlog=False,
        sha256=sha256,
        key="plis/p-lot/scan.pdf",
        name="scan.pdf",
        size_bytes=1,
        received_at=NOW,
        received_at_source=DateSource.FILE,
    )
    record_arrival(new, Arrival(name="scan.pdf", received_at=NOW), SCANS)
    where = LotRange(id="l-lot", position=1, first_page=2, last_page=3)
    child = CutPli(id="p-one", lot=where, sha256="b" * 64, key="plis/p-one/one.pdf", name="one.pdf", size_bytes=1)
    record_division("p-lot", [child], pages=3, job=None)
    cover = CoverSheet(number="K7Q2XN4B", expected=3, arrived_on=date(2026, 11, 16))
    record_places("p-lot", [cover], [PlacedPli(pli="p-one", batch="K7Q2XN4B", place=1, again=False)])
    return "K7Q2XN4B"


def test_a_count_that_differs_is_shown_until_it_was_looked_at(agent: Client, lot: str) -> None:
    assert "1 lot numérisé à vérifier" in agent.get("/").content.decode()
    shown = agent.get("/lots/").content.decode()
    assert "K7Q2 XN4B" in shown
    assert "Compte différent" in shown
    assert agent.get(f"/lots/{lot}/vu").status_code == 405
    assert agent.post(f"/lots/{lot}/vu").status_code == 302
    assert "lot numérisé à vérifier" not in agent.get("/").content.decode()
    assert "Marquer comme vu" not in agent.get("/lots/").content.decode()
    assert Event.objects.filter(subject="p-lot", what="count_seen", who="agent").exists()


def test_a_resumption_without_its_lot_is_shown(agent: Client, lot: str) -> None:
    record_places("p-lot", [], [PlacedPli(pli="p-lot", batch=None, place=None, again=True)])
    assert "Feuille de reprise sans la feuille de tête" in agent.get("/lots/").content.decode()


def test_without_lots_the_page_says_so(agent: Client) -> None:
    assert "Aucun lot" in agent.get("/lots/").content.decode()


@pytest.mark.parametrize("number", ["NOSUCHLT", "x" * 300])
def test_a_lot_that_nobody_knows_is_no_failure(agent: Client, number: str) -> None:
    assert agent.post(f"/lots/{number}/vu").status_code == 302

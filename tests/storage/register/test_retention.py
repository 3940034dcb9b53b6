"""What is due for purge, what keeps it, and what stays of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from dossier.errors import OurError, WeatherError
from dossier.mail import Arrival, Nature
from storage.register import models
from storage.register.arrivals import registered_plis
from storage.register.joining import in_tray
from storage.register.ledger import (
    Due,
    Retained,
    Word,
    acknowledge,
    begin_purge,
    counts,
    current_revision,
    dossier_of,
    due_for_purge,
    find_tampering,
    finish_purge,
    hold_dossier,
    hold_revision,
    record_arrival,
    record_courrier,
    record_division,
    record_filing,
    record_quarantine,
    record_revision,
    register_transaction,
    release_dossier,
    retry,
    say,
    unsent,
)
from tests.storage.register.test_division import cut
from tests.storage.samples import NOON, READ, a_courrier, a_dossier, a_quarantine, arrived, new_pli, next_revision

NOW = timedelta(0)
LATER = timedelta(days=1)
MANIFEST = "dossiers/d-1/dossier.json"


def acknowledged(name: str = "scan.pdf") -> str:
    """A dossier that the consumer has; its id."""
    pli, dossier = arrived(name), a_dossier(name)
    record_filing(pli, dossier, manifest=MANIFEST)
    acknowledge(dossier.id, 1)
    return dossier.id


def a_courrier_in_the_tray() -> str:
    pli = arrived("suite.pdf")
    record_courrier(a_courrier("suite.pdf", nature=Nature.COMPLEMENT))
    return pli


def due_dossiers(keep: timedelta | None = NOW) -> list[Due]:
    return due_for_purge(Retained.DOSSIER, keep)


def purge(kind: Retained = Retained.DOSSIER, keep: timedelta | None = NOW) -> int:
    gone = [due for due in due_for_purge(kind, keep) if begin_purge(due, keep, who="ops")]
    for due in gone:
        finish_purge(due, objects=3, who="ops")
    return len(gone)


def test_a_dossier_is_due_once_acknowledged_and_its_time_is_over(any_register: str) -> None:
    dossier = acknowledged()
    assert [due.id for due in due_dossiers()] == [dossier]
    assert due_dossiers()[0].size_bytes == 1234
    assert due_dossiers(LATER) == []
    assert due_dossiers(None) == []


def _not_acknowledged() -> None:
    record_filing(arrived(), a_dossier(), manifest=MANIFEST)


def _revised_since() -> None:
    acknowledged()
    record_revision(next_revision(a_dossier()), manifest=MANIFEST, who="agent")


def _held() -> None:
    hold_dossier(acknowledged(), why="contentieux", who="ops")


def _awaits_a_pli() -> None:
    dossier = acknowledged()
    say(a_courrier_in_the_tray(), Word.JOIN, READ, dossier=dossier, who="agent")


@pytest.mark.parametrize("state", [_not_acknowledged, _revised_since, _held, _awaits_a_pli])
def test_a_dossier_is_kept(state: Callable[[], None], any_register: str) -> None:
    state()
    assert due_dossiers() == []


def test_what_became_kept_since_it_was_listed_is_not_begun(any_register: str) -> None:
    dossier = acknowledged()
    [due] = due_dossiers()
    hold_dossier(dossier, why="contentieux", who="ops")
    assert not begin_purge(due, NOW, who="ops")
    assert release_dossier(dossier, who="ops")
    assert begin_purge(due, NOW, who="ops")


def test_a_hold_takes_the_arrival_number_too_and_is_an_event(any_register: str) -> None:
    dossier = acknowledged()
    models.Dossier.objects.update(numero="2026-000007")
    hold_dossier("2026-000007", why="contentieux", who="ops")
    assert release_dossier("2026-000007", who="ops")
    assert not release_dossier(dossier, who="ops")
    events = models.Event.objects.filter(kind="dossier", what__in=["held", "released"])
    assert list(events.values_list("what", "who", "why")) == [("held", "ops", "contentieux"), ("released", "ops", "")]
    with pytest.raises(OurError):
        hold_dossier("2026-000008", why="contentieux", who="ops")


def test_what_stays_of_a_purged_dossier_names_nobody(any_register: str) -> None:
    pli = record_arrival(new_pli(), Arrival(name="DIALLO Awa.pdf", received_at=NOON), READ, source="scan:DIALLO:1").pli
    record_arrival(new_pli(), Arrival(name="DIALLO.pdf", received_at=NOON), READ, source="scan:DIALLO:2")
    record_filing(pli, a_dossier(), manifest=MANIFEST)
    acknowledge(a_dossier().id, 1)
    before = counts()
    assert purge() == 1
    rows = [*models.Pli.objects.values(), *models.Dossier.objects.values(), *models.Arrival.objects.values()]
    assert len(rows) == 4
    assert "DIALLO" not in str(rows)
    assert counts().plis == before.plis
    assert not list(find_tampering())
    assert purge() == 0


def test_each_purge_is_an_event_of_the_dossier_and_of_its_plis(any_register: str) -> None:
    acknowledged()
    purge()
    events = models.Event.objects.filter(what__startswith="purge").order_by("kind", "position")
    assert [(event.kind, event.what) for event in events] == [
        ("dossier", "purge_begun"),
        ("dossier", "purged"),
        ("pli", "purge_begun"),
        ("pli", "purged"),
    ]


def test_a_purge_that_was_broken_off_is_due_again_whatever_the_delay(any_register: str) -> None:
    acknowledged()
    begin_purge(due_dossiers()[0], NOW, who="ops")
    assert [due.begun for due in due_dossiers(None)] == [True]
    assert purge(keep=None) == 1


@pytest.fixture
def begun(any_register: str) -> str:
    """A dossier whose objects are going."""
    dossier = acknowledged()
    begin_purge(due_dossiers()[0], NOW, who="ops")
    return dossier


def test_nobody_joins_holds_or_catches_up_with_what_goes(begun: str) -> None:
    assert dossier_of(new_pli().id) is None
    with pytest.raises(WeatherError), register_transaction():
        hold_revision(begun, 1)
    with pytest.raises(OurError):
        hold_dossier(begun, why="contentieux", who="ops")
    late = a_courrier_in_the_tray()
    with pytest.raises(OurError):
        say(late, Word.JOIN, READ, dossier=begun, who="agent")


def test_the_same_file_is_not_taken_in_while_it_goes(begun: str) -> None:
    with pytest.raises(WeatherError):
        record_arrival(new_pli(), Arrival(name="encore.pdf", received_at=NOON), READ)


def test_a_purged_file_that_arrives_again_is_received_again_with_both_arrivals(any_register: str) -> None:
    acknowledged()
    purge()
    assert registered_plis([new_pli().id]) == frozenset()
    again = record_arrival(new_pli(), Arrival(name="encore.pdf", received_at=NOON), READ)
    assert (again.known, again.again) == (False, True)
    row = models.Pli.objects.get()
    assert (row.status, row.purged_at, row.key) == ("waiting", None, new_pli().key)
    assert row.arrivals.count() == 2
    assert counts().plis.waiting == 1
    assert [message.args for message in unsent(10)][-1] == {"pli": row.id}
    record_filing(row.id, next_revision(a_dossier()), manifest=MANIFEST)
    assert current_revision(a_dossier().id) == 2
    assert models.Dossier.objects.get().purged_at is None


def test_what_the_door_did_not_store_again_is_not_received_after_a_purge(any_register: str) -> None:
    acknowledged()
    purge()
    with pytest.raises(WeatherError):
        record_arrival(replace(new_pli(), stored=False), Arrival(name="encore.pdf", received_at=NOON), READ)


def test_an_arrival_that_was_purged_and_is_told_again_is_no_new_one(any_register: str) -> None:
    arrival = Arrival(name="DIALLO.pdf", received_at=NOON)
    record_arrival(new_pli(), arrival, READ, source="scan:DIALLO:1")
    record_filing(new_pli().id, a_dossier(), manifest=MANIFEST)
    acknowledge(a_dossier().id, 1)
    purge()
    told = record_arrival(new_pli(), arrival, READ, source="scan:DIALLO:1")
    assert (told.known, told.purged) == (True, True)
    assert models.Pli.objects.get().status == "filed"


def test_courriers_go_but_not_those_that_wait_in_the_tray(any_register: str) -> None:
    for name, nature in (("a.pdf", Nature.CORRESPONDANCE), ("b.pdf", Nature.COMPLEMENT)):
        arrived(name)
        record_courrier(a_courrier(name, nature=nature))
    assert [due.id for due in due_for_purge(Retained.COURRIER, NOW)] == [new_pli("a.pdf").id]
    assert due_for_purge(Retained.COURRIER, LATER) == []
    say(new_pli("b.pdf").id, Word.NONE, READ, who="agent")
    assert purge(Retained.COURRIER) == 2
    assert not in_tray().exists()


def test_quarantine_goes_and_is_not_tried_again_then(any_register: str) -> None:
    pli = arrived()
    record_quarantine(a_quarantine())
    assert purge(Retained.QUARANTINE, LATER) == 0
    assert purge(Retained.QUARANTINE) == 1
    with pytest.raises(OurError):
        retry(pli, READ, who="agent")
    assert counts().plis.quarantine == 1


def test_a_lot_goes_when_all_its_plis_are_gone_and_comes_back_whole(any_register: str) -> None:
    lot = arrived("lot.pdf")
    children = [cut(1, 2, 4, "lot.pdf"), cut(2, 6, 6, "lot.pdf")]
    record_division(lot, children, pages=6, job=READ)
    for child, lots_due in zip(children, (0, 1), strict=True):
        record_quarantine(replace(a_quarantine(), pli=child.id))
        assert purge(Retained.QUARANTINE) == 1
        assert len(due_for_purge(Retained.LOT, None)) == lots_due
    assert due_for_purge(Retained.LOT, None)[0].lot == children[0].lot.id
    assert purge(Retained.LOT, None) == 1
    record_arrival(new_pli("lot.pdf"), Arrival(name="encore.pdf", received_at=NOON), READ)
    record_division(lot, children, pages=6, job=READ)
    waiting = models.Pli.objects.filter(status="waiting", purged_at=None)
    assert {row.id: row.arrivals.count() for row in waiting} == {child.id: 2 for child in children}

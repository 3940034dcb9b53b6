"""Lots as the mailroom counts them: places, counts, replacements and doubts, on both databases."""

from datetime import date

import pytest

from dossier.mail import LotRange
from storage.register.ledger import (
    CoverSheet,
    CutPli,
    Doubt,
    PlacedPli,
    batches_to_check,
    doubtful_places,
    doubts_in,
    earlier_at_place_of,
    latest_batches,
    record_division,
    record_doubt,
    record_places,
    record_replacement,
    scans_unread_before,
    see_batch,
)
from storage.register.models import Event
from tests.storage.samples import arrived

pytestmark = pytest.mark.usefixtures("any_register")

COVER = CoverSheet(number="K7Q2XN4B", expected=2, arrived_on=date(2026, 11, 16))


def scanned(name: str, *places: int, again: bool = False, batch: str | None = COVER.number) -> list[str]:
    """A lot with an envelope at each place; their plis."""
    lot = arrived(name)
    plis = [f"p-{name}-{place}" for place in places]
    cut = [
        CutPli(
            id=pli,
            lot=LotRange(id=f"l-{name}", position=position, first_page=2 * position, last_page=2 * position),
            sha256="c" * 64,
            key=f"plis/{pli}/c.pdf",
            name="c.pdf",
            size_bytes=1,
        )
        for position, pli in enumerate(plis, start=1)
    ]
    record_division(lot, cut, pages=9, job=None)
    placed = [PlacedPli(pli=pli, batch=batch, place=at, again=again) for pli, at in zip(plis, places, strict=True)]
    for _ in range(2):
        record_places(lot, [COVER] if batch else [], placed)
    return plis


def test_a_count_that_differs_waits_for_an_agent_until_the_rest_is_scanned() -> None:
    scanned("a", 1)
    assert batches_to_check() == 1
    assert Event.objects.filter(what="count_differs", why="1 / 2").count() == 1
    assert see_batch(COVER.number, who="agent")
    assert batches_to_check() == 0
    scanned("b", 2, again=True)
    [batch] = latest_batches()
    assert (batch.found, batch.count_differs, batch.seen_by) == (2, False, None)


def test_a_rescan_knows_what_stood_at_its_place_and_takes_it() -> None:
    first, _ = scanned("a", 1, 2)
    [again] = scanned("b", 1, again=True)
    assert [one.pli for one in earlier_at_place_of(again)] == [first]
    assert earlier_at_place_of(first) == []
    for _ in range(2):
        record_replacement(again, first)
    assert earlier_at_place_of(again) == []
    assert [batch.found for batch in latest_batches()] == [2]
    assert Event.objects.filter(subject=first, what="replaced", why=again).count() == 1


def test_the_same_place_without_a_resumption_sheet_is_a_doubt() -> None:
    scanned("a", 1, 2)
    scanned("b", 1)
    assert [(one.place, one.doubt) for one in doubts_in(COVER.number)] == [(1, Doubt.SCANNED_BEFORE)]
    [third] = scanned("c", 1, again=True)
    assert len(earlier_at_place_of(third)) == 2
    record_doubt(third, Doubt.SEVERAL)
    record_doubt(third, Doubt.SEVERAL)
    assert Event.objects.filter(subject=third, what="rescan_in_doubt").count() == 1


def test_a_resumption_without_a_lot_is_a_doubt_of_no_batch() -> None:
    [loose] = scanned("a", 1, again=True, batch=None)
    assert doubtful_places() == 1
    assert [one.pli for one in doubts_in(None)] == [loose]
    assert batches_to_check() == 0


def test_a_scan_that_came_before_and_is_not_read_is_known() -> None:
    arrived("unread")
    [again] = scanned("b", 1, again=True)
    assert scans_unread_before(again)
    assert not scans_unread_before("p-nobody")

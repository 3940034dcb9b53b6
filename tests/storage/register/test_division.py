"""A lot becomes plis; it counts no more, they do."""

from datetime import timedelta

import pytest

from dossier.errors import OurError
from dossier.ids import lot_id, lot_pli_id
from dossier.mail import Arrival, LotRange
from storage.register import models
from storage.register.ledger import (
    CutPli,
    arrivals_of,
    begin_attempt,
    counts,
    record_arrival,
    record_division,
    record_quarantine,
    register_transaction,
)
from storage.register.transitions import Status
from tests.storage.samples import NOON, READ, a_quarantine, arrived, new_pli, sha256


def cut(position: int, first: int, last: int, name: str = "scan.pdf") -> CutPli:
    id_ = lot_pli_id(sha256(name), first, last)
    return CutPli(
        id=id_,
        lot=LotRange(id=lot_id(sha256(name)), position=position, first_page=first, last_page=last),
        sha256=sha256(f"{name}{first}"),
        key=f"plis/{id_}/scan-p{first}.pdf",
        name=f"scan-p{first}.pdf",
        size_bytes=99,
    )


TWO = (cut(1, 2, 4), cut(2, 6, 6))


def test_each_pli_of_a_lot_waits_with_the_lot_s_arrivals_and_a_message_of_its_own(any_register: str) -> None:
    lot = arrived()
    record_division(lot, TWO, pages=6, key="lots/l-1/scan.pdf", job=READ)
    row = models.Pli.objects.get(id=lot)
    assert (row.status, row.pages, row.key) == (Status.DIVIDED, 6, "lots/l-1/scan.pdf")
    children = list(row.plis.order_by("lot_position"))
    assert [(c.id, c.status, c.first_page, c.last_page, c.pages) for c in children] == [
        (TWO[0].id, Status.WAITING, 2, 4, 3),
        (TWO[1].id, Status.WAITING, 6, 6, 1),
    ]
    assert arrivals_of(TWO[0].id) == arrivals_of(lot)
    assert [m.args["pli"] for m in models.Outbox.objects.order_by("id")] == [lot, TWO[0].id, TWO[1].id]


def test_a_division_told_twice_changes_nothing(any_register: str) -> None:
    lot = arrived()
    for _ in range(2):
        record_division(lot, TWO, pages=6, job=READ)
    assert models.Pli.objects.count() == models.Outbox.objects.count() == 3
    assert models.Event.objects.filter(what="divided").count() == 1


def test_a_worker_that_ends_the_plis_itself_does_all_in_one_transaction(any_register: str) -> None:
    lot = arrived()
    unknown = a_quarantine("not there")
    with pytest.raises(OurError), register_transaction():
        record_division(lot, TWO, pages=6, job=None)
        record_quarantine(unknown)
    assert models.Pli.objects.get().status == Status.WAITING


def test_a_lot_that_arrives_again_brings_its_plis_again(any_register: str) -> None:
    lot = arrived()
    record_division(lot, TWO, pages=6, job=READ)
    record_arrival(new_pli(), Arrival(name="encore.pdf", received_at=NOON + timedelta(hours=1)), READ)
    assert [arrival.name for arrival in arrivals_of(TWO[1].id)] == ["scan.pdf", "encore.pdf"]
    assert models.Outbox.objects.count() == 3


def test_a_divided_lot_is_not_read_again_and_does_not_count(any_register: str) -> None:
    lot = arrived()
    record_division(lot, TWO, pages=6, job=READ)
    assert begin_attempt(lot, holder="w") is None
    numbers = counts()
    assert (numbers.plis.received, numbers.plis.waiting) == (2, 2)
    assert numbers.pages.received == 4


@pytest.mark.parametrize("wrong", [cut(1, 4, 2), cut(0, 1, 2), cut(1, 0, 2)])
def test_a_range_that_cannot_be_is_refused(any_register: str, wrong: CutPli) -> None:
    with pytest.raises(OurError, match=r"pli_lot_range_whole|pages|first_page|position"):
        record_division(arrived(), [wrong], pages=6, job=READ)

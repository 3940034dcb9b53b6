"""A lot becomes plis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dossier.mail import Arrival, DateSource, LotRange
from storage.register.arrivals import note_arrival
from storage.register.history import append_event
from storage.register.models import Pli
from storage.register.models.event import Kind
from storage.register.outbox import Job
from storage.register.requests import ask_for_work
from storage.register.rows import locked_pli
from storage.register.text import storable
from storage.register.tombstones import revive
from storage.register.transaction import register_transaction
from storage.register.transitions import Status, require_transition


@dataclass(frozen=True, kw_only=True, slots=True)
class CutPli:
    """A pli cut from a lot; ``key`` is where its page range lies in the store as a file of its own.

    ``received_at`` is None where nothing says better than the lot's own date.
    """

    id: str
    lot: LotRange
    sha256: str
    key: str
    name: str
    size_bytes: int
    received_at: datetime | None = None
    received_at_source: DateSource | None = None


def record_division(
    lot: str, children: Sequence[CutPli], *, pages: int, key: str | None = None, job: Job | None, who: str = "worker"
) -> None:
    """A file turned out to be a lot: it is divided, and each of its plis waits, with the lot's arrivals.

    ``pages`` are those of the whole lot, ``key`` where the lot lies now if it was moved. ``job`` asks a worker for
    each pli; None when the caller ends them itself in the same transaction. Done twice it changes nothing.
    """
    with register_transaction():
        row = locked_pli(lot)
        if row.status != Status.DIVIDED:
            require_transition(Status(row.status), Status.DIVIDED)
            row.status = Status.DIVIDED
            row.pages = pages
            row.key = key or row.key
            row.save()
            append_event(Kind.PLI, lot, "divided", who=who, why=f"{len(children)} plis")
        for child in children:
            _register_child(row, child, job, who)


def _register_child(lot: Pli, child: CutPli, job: Job | None, who: str) -> None:
    row, created = Pli.objects.select_for_update().get_or_create(
        id=child.id,
        defaults={
            "channel": lot.channel,
            "backlog": lot.backlog,
            "sha256": child.sha256,
            "key": child.key,
            "name": storable(child.name),
            "size_bytes": child.size_bytes,
            "received_at": child.received_at or lot.received_at,
            "received_at_source": child.received_at_source or lot.received_at_source,
            "lot": lot,
            "lot_position": child.lot.position,
            "first_page": child.lot.first_page,
            "last_page": child.lot.last_page,
            "pages": child.lot.last_page - child.lot.first_page + 1,
        },
    )
    if row.purged_at is not None:
        revive(row, key=child.key, name=child.name, who=who)
    elif not created:
        return
    if created:
        append_event(Kind.PLI, row.id, "registered", who=who, why=f"cut from {lot.id}")
    for arrival in lot.arrivals.order_by("id"):
        note_arrival(row, Arrival(name=arrival.name, received_at=arrival.received_at), arrival.source)
    if job is not None:
        ask_for_work(row, job)

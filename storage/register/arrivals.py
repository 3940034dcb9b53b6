"""The door: a file that is stored becomes a pli with its arrival, its history and its message, in one transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from dossier.errors import OurError
from dossier.mail import Arrival, Channel, DateSource, MailUid
from storage.register import models
from storage.register.history import append_event
from storage.register.models.event import Kind
from storage.register.outbox import Job
from storage.register.requests import ask_for_work
from storage.register.text import storable, storable_or_none
from storage.register.tombstones import require_kept, revive, veiled
from storage.register.transaction import register_reading, register_transaction
from storage.register.transitions import Status

POSSIBLE_DOUBLON = "possible_doublon"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPli:
    """What the door knows of a file. ``key`` is where it lies in the store, verified before it is registered.

    ``stored`` False: nothing was stored now, since the register knew the file.
    """

    id: str
    channel: Channel
    backlog: bool
    sha256: str
    key: str
    name: str
    size_bytes: int
    received_at: datetime
    received_at_source: DateSource
    sender: str | None = None
    subject: str | None = None
    message_id: str | None = None
    stored: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Registered:
    """``known``: the same bytes had arrived before. ``again``: they had ended in quarantine, or were purged, and are
    read once more. ``purged``: this very arrival was purged: nothing is to be kept of it.
    """

    pli: str
    known: bool
    again: bool = False
    purged: bool = False


def record_arrival(
    new: NewPli, arrival: Arrival, job: Job, *, mail: MailUid | None = None, source: str = "", who: str = "ingest"
) -> Registered:
    """Register a file. New: pli, arrival, event and the worker's message. Known: the arrival only.

    ``source`` says where exactly the file lay: the same source told again is no new arrival, whatever name and date
    come with it; without one, name and date decide. A known pli in quarantine is tried again when this arrival is a
    new one (not the same call repeated). A Message-ID that another pli has with other bytes is noted as a possible
    doublon, for a person to look at. Safe to call again, and from two doors at once.

    What was purged and arrives anew is received again. Raises WeatherError while it is purged, or when it was after the
    door had looked: receive it again.
    """
    with register_transaction():
        row, created = models.Pli.objects.select_for_update().get_or_create(id=new.id, defaults=_fields(new))
        require_kept(row, stored=new.stored)
        purged = row.purged_at is not None
        first_seen = created or note_arrival(row, arrival, source)
        if mail is not None:
            _note_mail(row, mail)
        if created:
            row.arrivals.create(name=storable(arrival.name), received_at=arrival.received_at, source=storable(source))
            append_event(Kind.PLI, row.id, "registered", who=who)
            _note_possible_doublon(row, who)
            ask_for_work(row, job)
        elif first_seen and purged:
            revive(row, key=new.key, name=new.name, who=who)
            ask_for_work(row, job)
        elif first_seen:
            _note_arrival_again(row, arrival, source, job, who)
        again = not created and first_seen and row.status == Status.QUARANTINE
        if again:
            reopen(row, job, who=who, why="new arrival")
    revived = purged and first_seen
    return Registered(
        pli=new.id, known=not created and not revived, again=again or revived, purged=purged and not first_seen
    )


def registered_plis(ids: Collection[str]) -> frozenset[str]:
    """Those of ``ids`` that are registered and not purged, so that their files are in the store already."""
    with register_reading():
        return frozenset(models.Pli.objects.filter(id__in=ids, purged_at=None).values_list("id", flat=True))


def purged_plis(ids: Collection[str]) -> frozenset[str]:
    """Those of ``ids`` whose objects are gone, or go at this moment."""
    with register_reading():
        rows = models.Pli.objects.filter(id__in=ids).exclude(purge_begun_at=None)
        return frozenset(rows.values_list("id", flat=True))


def was_purged(pli: str, source: str) -> bool:
    """Whether the file that lay at ``source`` was received as this pli and purged: nothing of it is to be stored."""
    with register_reading():
        told = models.Arrival.objects.filter(pli=pli, source__in=[storable(source), veiled(storable(source))])
        return bool(source) and told.exclude(pli__purged_at=None).exists()


def reopen(row: models.Pli, job: Job, *, who: str, why: str) -> None:
    """Put a locked row back to waiting, its attempts forgotten, and ask for the work. Raises OurError when purged."""
    if row.purge_begun_at is not None:
        raise OurError(f"Pli {row.id} is purged: there is nothing to read again")
    row.status = Status.WAITING
    row.nature = None
    row.attempts = row.failures = 0
    row.fault_code = row.fault_message = None
    row.save()
    append_event(Kind.PLI, row.id, "reopened", who=who, why=why)
    ask_for_work(row, job)


def arrivals_of(pli: str) -> tuple[Arrival, ...]:
    """When and under which names a pli reached us, the first first."""
    with register_reading():
        rows = models.Arrival.objects.filter(pli=pli).order_by("id")
        return tuple(Arrival(name=row.name, received_at=row.received_at) for row in rows)


def possible_doublon_of(pli: str) -> str | None:
    """The pli that had the same Message-ID with other bytes when ``pli`` arrived; None when there was none."""
    with register_reading():
        events = models.Event.objects.filter(kind=Kind.PLI, subject=pli, what=POSSIBLE_DOUBLON)
        return events.values_list("why", flat=True).first()


def note_arrival(row: models.Pli, arrival: Arrival, source: str = "") -> bool:
    """Add an arrival to a locked row; False when it is there."""
    name = storable(arrival.name)
    if source and row.arrivals.filter(source=veiled(storable(source))).exists():
        return False
    if not source:
        return row.arrivals.get_or_create(name=name, received_at=arrival.received_at, source="")[1]
    said = {"name": name, "received_at": arrival.received_at}
    return row.arrivals.get_or_create(source=storable(source), defaults=said)[1]


def _fields(new: NewPli) -> dict[str, object]:
    return {
        "channel": new.channel,
        "backlog": new.backlog,
        "sha256": new.sha256,
        "key": new.key,
        "name": storable(new.name),
        "size_bytes": new.size_bytes,
        "received_at": new.received_at,
        "received_at_source": new.received_at_source,
        "sender": storable_or_none(new.sender),
        "subject": storable_or_none(new.subject),
        "message_id": storable_or_none(new.message_id),
    }


def _note_mail(row: models.Pli, mail: MailUid) -> None:
    models.MailLedger.objects.get_or_create(
        account=mail.account, folder=mail.folder, uidvalidity=mail.uidvalidity, uid=mail.uid, defaults={"pli": row}
    )


def _note_possible_doublon(row: models.Pli, who: str) -> None:
    """A Message-ID is given once (RFC 5322, 3.6.4): with other bytes it was sent again, or changed on its way."""
    if row.message_id:
        others = models.Pli.objects.filter(message_id=row.message_id).exclude(id=row.id).order_by("-created_at")
        if (other := others.values_list("id", flat=True).first()) is not None:
            append_event(Kind.PLI, row.id, POSSIBLE_DOUBLON, who=who, why=other)


def _note_arrival_again(row: models.Pli, arrival: Arrival, source: str, job: Job, who: str) -> None:
    """What is filed already will list it too. A lot that arrives again brings all its plis again."""
    append_event(Kind.PLI, row.id, "arrived_again", who=who)
    _ask_to_list_it(row, job)
    for child in row.plis.select_for_update().order_by("id"):
        note_arrival(child, arrival, source)
        append_event(Kind.PLI, child.id, "arrived_again", who=who)
        _ask_to_list_it(child, job)


def _ask_to_list_it(row: models.Pli, job: Job) -> None:
    if row.status in {Status.FILED, Status.COURRIER}:
        ask_for_work(row, job)

"""The door: a file that is stored becomes a pli with its arrival, its history and its message, in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from dossier.mail import Arrival, Channel, DateSource
from storage.register import models
from storage.register.history import append_event
from storage.register.models.event import Kind
from storage.register.outbox import Job
from storage.register.requests import ask_for_work
from storage.register.text import storable, storable_or_none
from storage.register.transaction import register_reading, register_transaction
from storage.register.transitions import Status


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPli:
    """What the door knows of a file. ``key`` is where it lies in the store, verified before it is registered."""

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


@dataclass(frozen=True, kw_only=True, slots=True)
class MailUid:
    """Where a message lay in a mailbox."""

    account: str
    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Registered:
    """``known``: the same bytes had arrived before. ``again``: they had ended in quarantine and are tried once more."""

    pli: str
    known: bool
    again: bool = False


def record_arrival(
    new: NewPli, arrival: Arrival, job: Job, *, mail: MailUid | None = None, who: str = "ingest"
) -> Registered:
    """Register a file. New: pli, arrival, event and the worker's message. Known: the arrival only.

    A known pli in quarantine is tried again when this arrival is a new one (not the same call repeated). Safe to call
    again, and from two doors at once.
    """
    with register_transaction():
        row, created = models.Pli.objects.select_for_update().get_or_create(id=new.id, defaults=_fields(new))
        first_seen = note_arrival(row, arrival)
        if mail is not None:
            _note_mail(row, mail)
        if created:
            append_event(Kind.PLI, row.id, "registered", who=who)
            ask_for_work(row, job)
        elif first_seen:
            _note_arrival_again(row, arrival, who)
        again = not created and first_seen and row.status == Status.QUARANTINE
        if again:
            reopen(row, job, who=who, why="new arrival")
    return Registered(pli=new.id, known=not created, again=again)


def reopen(row: models.Pli, job: Job, *, who: str, why: str) -> None:
    """Put a locked row back to waiting, its attempts forgotten, and ask for the work."""
    row.status = Status.WAITING
    row.nature = None
    row.attempts = 0
    row.fault_code = row.fault_message = None
    row.save()
    append_event(Kind.PLI, row.id, "reopened", who=who, why=why)
    ask_for_work(row, job)


def known_uids(account: str, folder: str, uidvalidity: int) -> set[int]:
    """The UIDs of this folder that are registered."""
    with register_reading():
        rows = models.MailLedger.objects.filter(account=account, folder=folder, uidvalidity=uidvalidity)
        return set(rows.values_list("uid", flat=True))


def arrivals_of(pli: str) -> tuple[Arrival, ...]:
    """When and under which names a pli reached us, the first first."""
    with register_reading():
        rows = models.Arrival.objects.filter(pli=pli).order_by("id")
        return tuple(Arrival(name=row.name, received_at=row.received_at) for row in rows)


def note_arrival(row: models.Pli, arrival: Arrival) -> bool:
    """Add an arrival to a locked row; False when it is there."""
    return row.arrivals.get_or_create(name=storable(arrival.name), received_at=arrival.received_at)[1]


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


def _note_arrival_again(row: models.Pli, arrival: Arrival, who: str) -> None:
    """A lot that arrives again brings all its plis again."""
    append_event(Kind.PLI, row.id, "arrived_again", who=who)
    for child in row.plis.select_for_update().order_by("id"):
        note_arrival(child, arrival)
        append_event(Kind.PLI, child.id, "arrived_again", who=who)

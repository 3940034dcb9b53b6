"""Work on a pli: counted before it begins, asked for again when it did not end."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from dossier.mail import Channel
from storage.register.arrivals import reopen
from storage.register.history import append_event
from storage.register.models import Outbox, PageRange, Pli
from storage.register.models.event import Kind
from storage.register.outbox import Job
from storage.register.requests import ask_for_work
from storage.register.rows import locked_pli
from storage.register.transaction import register_reading, register_transaction
from storage.register.transitions import Status, require_transition


@dataclass(frozen=True, kw_only=True, slots=True)
class Unfinished:
    """A pli that has waited too long: its message or its worker was lost."""

    pli: str
    channel: Channel
    backlog: bool
    attempts: int


def begin_attempt(pli: str, *, who: str = "worker") -> int:
    """Count an attempt and commit it before the work, so that a file that kills its worker cannot do so for ever.

    The number of this attempt, from 1; 0 when there is nothing to do because the pli does not wait any more (a
    message delivered twice). Raises OurError when nobody has heard of the pli.
    """
    with register_transaction(durable=True):
        row = locked_pli(pli)
        if row.status != Status.WAITING:
            return 0
        row.attempts += 1
        row.save(update_fields=["attempts", "updated_at"])
        append_event(Kind.PLI, pli, "attempt", who=who, why=str(row.attempts))
        return row.attempts


def still_working(pli: str) -> None:
    """Tell the sweeper that a long piece of work goes on."""
    with register_transaction():
        Pli.objects.filter(id=pli, status=Status.WAITING).update(updated_at=timezone.now())


def unfinished(older_than: timedelta, limit: int = 1000, *, begun_only: bool = False) -> list[Unfinished]:
    """Plis that wait since ``older_than`` without a sign of life and with no message left to send, oldest first.

    ``begun_only`` leaves out those that no worker has begun: they may just stand in a long queue.
    """
    with register_reading():
        still_to_send = Outbox.objects.filter(pli=OuterRef("id"), sent_at=None)
        rows = Pli.objects.filter(status=Status.WAITING, updated_at__lt=timezone.now() - older_than)
        rows = rows.exclude(Exists(still_to_send))
        if begun_only:
            begun_range = PageRange.objects.filter(pli=OuterRef("id"), read_at=None, attempts__gte=1)
            rows = rows.filter(Q(attempts__gte=1) | Exists(begun_range))
        return [
            Unfinished(pli=row.id, channel=Channel(row.channel), backlog=row.backlog, attempts=row.attempts)
            for row in rows.order_by("updated_at")[:limit]
        ]


def send_again(pli: str, job: Job, *, who: str = "sweeper") -> bool:
    """Ask again for the work on a pli that still waits; False when it does not."""
    with register_transaction():
        row = locked_pli(pli)
        if row.status != Status.WAITING:
            return False
        ask_for_work(row, job)
        append_event(Kind.PLI, pli, "sent_again", who=who)
        return True


def ask_to_catch_up(pli: str, job: Job) -> None:
    """Ask for a filed pli's manifest to be compared with the register: more arrivals are known than it lists."""
    with register_transaction():
        ask_for_work(locked_pli(pli), job)


def retry(pli: str, job: Job, *, who: str, why: str = "") -> None:
    """Take a pli out of quarantine, or a courrier out of its tray, and read it again, attempts counted from 0."""
    with register_transaction():
        row = locked_pli(pli)
        require_transition(Status(row.status), Status.WAITING)
        reopen(row, job, who=who, why=why)

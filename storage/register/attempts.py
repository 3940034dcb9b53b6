"""Work on a pli: counted before it begins, asked for again when it did not end."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from dossier.errors import WeatherError
from dossier.mail import Channel
from storage.register.arrivals import reopen
from storage.register.clock import from_now
from storage.register.history import append_event
from storage.register.models import Outbox, PageRange, Pli
from storage.register.models.event import Kind
from storage.register.outbox import Job
from storage.register.requests import ask_for_work
from storage.register.rows import locked_pli
from storage.register.transaction import register_reading, register_transaction
from storage.register.transitions import Status, require_transition

# How long a worker has a pli without a sign of life. A killed one costs its plis that much; it gives several in time.
HOLD = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Unfinished:
    """A pli that has waited too long: its message or its worker was lost."""

    pli: str
    channel: Channel
    backlog: bool
    attempts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One attempt at a pli: its ``number``, from 1, and how those before it ended. ``failures`` met an error of ours;
    ``interruptions`` ended without a word: the worker was killed, or the register was away when it had to say so.
    """

    number: int
    failures: int
    interruptions: int


def begin_attempt(pli: str, *, holder: str, who: str = "worker") -> Attempt | None:
    """Take a pli in hand and count an attempt, committed before the work, so that a file that kills its worker cannot
    do so for ever.

    None when it does not wait any more (a message delivered twice); it is in hand all the same. ``holder`` names one
    piece of work, never used again. It has the pli for ``HOLD``: ``keep_in_hand`` prolongs it, ``let_go`` ends it.
    Raises WeatherError while another holder has it, OurError when nobody has heard of the pli.
    """
    with register_transaction(durable=True):
        row = locked_pli(pli)
        free = Q(holder="") | Q(holder=holder) | Q(held_until__lt=Now())
        if not Pli.objects.filter(free, id=pli).update(holder=holder, held_until=from_now(HOLD)):
            raise WeatherError(f"another worker has pli {pli} in hand")
        if row.status != Status.WAITING:
            return None
        before = row.attempts
        row.attempts += 1
        row.save(update_fields=["attempts", "updated_at"])
        append_event(Kind.PLI, pli, "attempt", who=who, why=str(row.attempts))
        return Attempt(number=row.attempts, failures=row.failures, interruptions=before - row.failures)


def keep_in_hand(pli: str, *, holder: str) -> bool:
    """Whether ``holder`` still has the pli, for another ``HOLD`` from now."""
    with register_transaction():
        return bool(_held(pli, holder).update(held_until=from_now(HOLD)))


def still_working(pli: str) -> None:
    """Tell the sweeper that ranges of a pli are read, while nobody has the pli itself in hand."""
    with register_transaction():
        Pli.objects.filter(id=pli, status=Status.WAITING).update(updated_at=timezone.now())


def require_in_hand(pli: str, *, holder: str) -> None:
    """Raises WeatherError when another worker has taken the pli over, or it has ended meanwhile.

    Inside a transaction it stays so until that ends.
    """
    with register_transaction():
        row = locked_pli(pli)
        if row.holder != holder or row.status != Status.WAITING:
            raise WeatherError(f"another worker has taken pli {pli} over")


def let_go(pli: str, *, holder: str) -> None:
    """Somebody else may work on the pli at once."""
    with register_transaction():
        _held(pli, holder).update(holder="", held_until=None)


def give_back_attempt(pli: str, *, who: str = "worker") -> None:
    """The weather broke the work off: the attempt does not count, or a store away for an hour would fill quarantine."""
    with register_transaction():
        row = locked_pli(pli)
        if row.status == Status.WAITING and row.attempts > row.failures:
            row.attempts -= 1
            row.save(update_fields=["attempts", "updated_at"])
            append_event(Kind.PLI, pli, "attempt_given_back", who=who)


def note_failure(pli: str, *, who: str = "worker") -> None:
    """The attempt ended in an error of ours."""
    with register_transaction():
        row = locked_pli(pli)
        if row.status == Status.WAITING and row.attempts > row.failures:
            row.failures += 1
            row.save(update_fields=["failures", "updated_at"])
            append_event(Kind.PLI, pli, "attempt_failed", who=who)


def put_back(pli: str, job: Job, *, who: str = "worker") -> None:
    """Have a pli that waits read once more, whoever has it in hand now: the attempt that found out why does not count.

    Nothing when it does not wait.
    """
    with register_transaction():
        row = locked_pli(pli)
        if row.status == Status.WAITING:
            give_back_attempt(pli, who=who)
            row.refresh_from_db()
            ask_for_work(row, job)
            append_event(Kind.PLI, pli, "put_back", who=who)


def _held(pli: str, holder: str) -> QuerySet[Pli]:
    return Pli.objects.filter(id=pli, holder=holder)


def unfinished(
    older_than: timedelta, limit: int = 1000, *, begun_only: bool = False, backlog: bool | None = None
) -> list[Unfinished]:
    """Plis that wait without a sign of life and with no message left to send, oldest first: those whose worker fell
    silent, and those that nobody has in hand since ``older_than``.

    ``begun_only`` leaves out those that no worker has begun: they may just stand in a long queue. ``backlog`` asks for
    those of the backlog, or for the others, alone.
    """
    silent = Q(held_until__lt=Now()) & ~Q(holder="")
    forgotten = Q(holder="", updated_at__lt=timezone.now() - older_than)
    if begun_only:
        begun_range = PageRange.objects.filter(pli=OuterRef("id"), read_at=None, attempts__gte=1)
        forgotten &= Q(attempts__gte=1) | Q(Exists(begun_range))
    with register_reading():
        still_to_send = Outbox.objects.filter(pli=OuterRef("id"), sent_at=None)
        rows = Pli.objects.filter(silent | forgotten, status=Status.WAITING).exclude(Exists(still_to_send))
        rows = rows if backlog is None else rows.filter(backlog=backlog)
        return [
            Unfinished(pli=row.id, channel=Channel(row.channel), backlog=row.backlog, attempts=row.attempts)
            for row in rows.order_by("updated_at")[:limit]
        ]


def send_again(pli: str, job: Job, *, who: str = "sweeper") -> bool:
    """Ask again for the work on a pli that still waits; False when it does not, or a worker has it in hand.

    A worker that fell silent has lost it.
    """
    with register_transaction():
        row = locked_pli(pli)
        in_hand = Pli.objects.filter(id=pli, held_until__gte=Now()).exclude(holder="")
        if row.status != Status.WAITING or in_hand.exists():
            return False
        row.holder, row.held_until = "", None
        row.save(update_fields=["holder", "held_until"])
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

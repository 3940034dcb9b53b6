"""One reader at a time for a mailbox's folder, however many processes and machines; and when it was last read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from storage.register.clock import from_now
from storage.register.models import Mailbox, MailLedger, MailLeft
from storage.register.transaction import register_reading, register_transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class MailboxHealth:
    """How it goes with a mailbox that was read, or tried to be, at least once.

    ``first_tried_at`` is when a reader first asked for it; ``last_success_at`` is None when none has got through;
    ``silent_s`` the seconds since then, by the database's clock; ``left`` counts messages that could not be taken in.
    """

    account: str
    folder: str
    first_tried_at: datetime
    last_success_at: datetime | None
    silent_s: float
    left: int


def take_mailbox(account: str, folder: str, *, holder: str, lease: timedelta) -> bool:
    """Whether ``holder`` may read the folder now, and for ``lease``: nobody else has it, or their time is over.

    Times are the database's, so that machines whose clocks differ agree. ``holder`` names one reader, never used again
    after it: who was overtaken cannot come back.
    """
    with register_transaction():
        Mailbox.objects.get_or_create(account=account, folder=folder)
        free = Q(holder="") | Q(holder=holder) | Q(held_until__lt=Now())
        rows = Mailbox.objects.filter(free, account=account, folder=folder)
        return bool(rows.update(holder=holder, held_until=from_now(lease)))


def keep_mailbox(account: str, folder: str, *, holder: str, lease: timedelta, success: bool = False) -> bool:
    """Whether ``holder`` still has the folder, for another ``lease`` from now. ``success`` notes that it was read."""
    changes = {"held_until": from_now(lease)} | ({"last_success_at": Now()} if success else {})
    with register_transaction():
        return bool(_held(account, folder, holder).update(**changes))


def let_go_of_mailbox(account: str, folder: str, *, holder: str) -> None:
    """Somebody else may read the folder at once."""
    with register_transaction():
        _held(account, folder, holder).update(holder="", held_until=None)


def mailbox_health() -> tuple[MailboxHealth, ...]:
    """Every mailbox that a reader ever asked for, by name."""
    with register_reading():
        rows = list(Mailbox.objects.annotate(now=Now()).order_by("account", "folder"))
        left = list(MailLeft.objects.order_by().values_list("account", "folder"))
    return tuple(_health(row, left.count((row.account, row.folder))) for row in rows)


def registered_uids(account: str, folder: str, uidvalidity: int, uids: Collection[int]) -> frozenset[int]:
    """Those of ``uids`` that are registered."""
    with register_reading():
        rows = MailLedger.objects.filter(account=account, folder=folder, uidvalidity=uidvalidity, uid__in=uids)
        return frozenset(rows.values_list("uid", flat=True))


def _health(row: Mailbox, left: int) -> MailboxHealth:
    now: datetime = getattr(row, "now")  # noqa: B009  # annotated: the model does not know it
    return MailboxHealth(
        account=row.account,
        folder=row.folder,
        first_tried_at=row.created_at,
        last_success_at=row.last_success_at,
        silent_s=max(0.0, (now - (row.last_success_at or row.created_at)).total_seconds()),
        left=left,
    )


def _held(account: str, folder: str, holder: str) -> QuerySet[Mailbox]:
    return Mailbox.objects.filter(account=account, folder=folder, holder=holder)

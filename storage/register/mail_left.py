"""The tray of messages that could not be taken in: left where they lie, tried again later, seen by people meanwhile."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from dossier.mail import MailUid
from storage.register.models import MailLeft
from storage.register.transaction import register_reading, register_transaction

FIRST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftMessage:
    """A message in the tray; see :class:`storage.register.models.MailLeft`."""

    mail: MailUid
    received_at: datetime | None
    code: str
    message: str
    attempts: int
    since: datetime
    try_again_at: datetime


def note_left(mail: MailUid, *, code: str, message: str, received_at: datetime | None = None, free: int = 0) -> int:
    """Put a message into the tray, or count one more attempt there; how many there were.

    It rests for a minute, then twice that, and so on up to ``LONGEST_REST``; the first ``free`` attempts not at all,
    for a fault that may not be its own.
    """
    with register_transaction():
        row = _at(mail).select_for_update().first() or MailLeft(**_place(mail))
        row.attempts += 1
        row.code, row.message = code, message
        row.received_at = received_at or row.received_at
        row.try_again_at = timezone.now() + rest_after(row.attempts - free)
        row.save()
        return row.attempts


def rest_after(attempts: int) -> timedelta:
    """How long a message rests after so many failed attempts."""
    return min(FIRST_REST * 2 ** min(attempts - 1, 20), LONGEST_REST) if attempts > 0 else timedelta()


def forget_left(account: str, folder: str, uidvalidity: int, uids: Collection[int]) -> None:
    """These were taken in after all."""
    with register_transaction():
        MailLeft.objects.filter(account=account, folder=folder, uidvalidity=uidvalidity, uid__in=uids).delete()


def left_uids(account: str, folder: str, uidvalidity: int, uids: Collection[int]) -> dict[int, bool]:
    """Those of ``uids`` that are in the tray, and whether each rests now.

    ``uids`` are all that the folder holds: what is not among them leaves the tray, for a person has taken it out of the
    folder, or the folder was numbered anew.
    """
    with register_reading():
        rows = list(MailLeft.objects.filter(account=account, folder=folder))
    held = set(uids)
    gone = [row.id for row in rows if row.uidvalidity != uidvalidity or row.uid not in held]
    if gone:
        with register_transaction():
            MailLeft.objects.filter(id__in=gone).delete()
    now = timezone.now()
    return {row.uid: row.try_again_at > now for row in rows if row.id not in gone}


def messages_left(limit: int = 1000) -> tuple[LeftMessage, ...]:
    """The tray, those tried most often first."""
    with register_reading():
        rows = MailLeft.objects.order_by("-attempts", "created_at")[:limit]
        return tuple(
            LeftMessage(
                mail=MailUid(account=row.account, folder=row.folder, uidvalidity=row.uidvalidity, uid=row.uid),
                received_at=row.received_at,
                code=row.code,
                message=row.message,
                attempts=row.attempts,
                since=row.created_at,
                try_again_at=row.try_again_at,
            )
            for row in rows
        )


def _at(mail: MailUid) -> QuerySet[MailLeft]:
    return MailLeft.objects.filter(account=mail.account, folder=mail.folder, uidvalidity=mail.uidvalidity, uid=mail.uid)


def _place(mail: MailUid) -> dict[str, str | int]:
    return {"account": mail.account, "folder": mail.folder, "uidvalidity": mail.uidvalidity, "uid": mail.uid}

"""The outbox: a message is committed together with what it tells of, and sent afterwards. Never before, never lost."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import Any

from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from storage.register.history import append_event
from storage.register.models import Dossier, Outbox
from storage.register.models.event import Kind
from storage.register.transaction import register_transaction
from storage.register.transitions import Stage

HAND_OVER_QUEUE = "instruction"
URGENT_QUEUE = "instruction_urgente"
HAND_OVER_ACTOR = "recevoir_dossier"
CLAIM = timedelta(seconds=30)


class Priority(IntEnum):
    """What is sent first: the highest, as AMQP has it (0..9)."""

    BACKLOG = 1
    RERUN = 3
    TODAY = 5
    ALERT = 9


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """Which actor works on a pli, on which queue. The message's only argument is ``pli``, its id."""

    queue: str
    actor: str
    priority: Priority = Priority.TODAY


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A message to send. Sent again it keeps its ``message_id``; ``attempts`` counts this time too."""

    id: int
    queue: str
    actor: str
    args: Mapping[str, Any]
    message_id: str
    priority: int
    attempts: int


def post(
    queue: str, actor: str, args: Mapping[str, Any], *, dedup: str, priority: Priority, pli: str | None = None
) -> None:
    """Put a message in the outbox, in the caller's transaction. The same ``dedup`` twice is one message."""
    content = {"queue": queue, "actor": actor, "args": dict(args), "priority": priority, "pli_id": pli}
    Outbox.objects.get_or_create(dedup=dedup, defaults=content | {"message_id": str(uuid.uuid4())})


def unsent(limit: int) -> list[Message]:
    """Messages to send now, the most urgent first, claimed for ``CLAIM``: no other relay gets them meanwhile.

    The claim is a committed date and no open transaction: a broker that is slow or away holds no lock. After a relay
    was killed its messages come back when the claim is over.
    """
    now = timezone.now()
    with register_transaction():
        free = Outbox.objects.filter(Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM), sent_at=None)
        ordered = free.order_by("-priority", "id")
        if connection.features.has_select_for_update_skip_locked:
            ordered = ordered.select_for_update(skip_locked=True)
        rows = list(ordered[:limit])
        Outbox.objects.filter(id__in=[row.id for row in rows]).update(claimed_at=now, attempts=F("attempts") + 1)
    return [
        Message(
            id=row.id,
            queue=row.queue,
            actor=row.actor,
            args=row.args,
            message_id=row.message_id,
            priority=row.priority,
            attempts=row.attempts + 1,
        )
        for row in rows
    ]


def mark_sent(ids: Iterable[int]) -> None:
    """The broker confirmed these messages; a dossier whose hand-over is among them is handed over."""
    now = timezone.now()
    with register_transaction():
        rows = list(Outbox.objects.select_for_update().filter(id__in=list(ids), sent_at=None).order_by("id"))
        Outbox.objects.filter(id__in=[row.id for row in rows]).update(sent_at=now)
        handed_over = {
            (str(row.args["dossier"]), int(row.args["revision"])) for row in rows if row.actor == HAND_OVER_ACTOR
        }
        for dossier, revision in sorted(handed_over):
            _note_hand_over(dossier, revision)


def release(ids: Iterable[int]) -> None:
    """These could not be sent: give them back at once instead of after ``CLAIM``."""
    with register_transaction():
        Outbox.objects.filter(id__in=list(ids), sent_at=None).update(claimed_at=None)


def _note_hand_over(dossier: str, revision: int) -> None:
    row = Dossier.objects.select_for_update().get(id=dossier)
    if row.revision != revision or row.stage != Stage.FILED:
        return
    row.stage = Stage.HANDED_OVER
    row.handed_over_at = timezone.now()
    row.save(update_fields=["stage", "handed_over_at", "updated_at"])
    append_event(Kind.DOSSIER, dossier, "handed_over", who="relay", why=f"revision {revision}")

"""What is worth watching, read from the register when somebody asks: true of all workers together."""

from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils import timezone

from dossier.mail import Channel
from storage.register.models import Dossier, Pli
from storage.register.transaction import register_reading
from storage.register.transitions import Stage, Status


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """Plis of one kind that wait: how many, for how long the oldest does, how many were tried more than once."""

    channel: Channel
    backlog: bool
    plis: int
    oldest_s: float
    retried: int


def waiting_now() -> list[Waiting]:
    """One for each kind of which any waits."""
    now = timezone.now()
    with register_reading():
        rows = list(
            Pli.objects.filter(status=Status.WAITING)
            .order_by()
            .values_list("channel", "backlog")
            .annotate(number=Count("*"), since=Min("created_at"), tried=Count("id", filter=Q(attempts__gte=2)))
        )
    return [
        Waiting(
            channel=Channel(channel),
            backlog=backlog,
            plis=number,
            oldest_s=(now - since).total_seconds(),
            retried=tried,
        )
        for channel, backlog, number, since, tried in rows
    ]


def oldest_unanswered_s() -> float:
    """For how long the oldest hand-over has waited for its acknowledgement; 0 when none waits."""
    with register_reading():
        rows = Dossier.objects.filter(stage=Stage.HANDED_OVER, purge_begun_at=None)
        since = rows.aggregate(since=Min("handed_over_at"))["since"]
    return (timezone.now() - since).total_seconds() if since else 0.0

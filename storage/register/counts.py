"""The numbers of ``pli stats``: where every pli and every page is."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Sum

from dossier.recevabilite import Outcome
from storage.register.models import Dossier, Outbox, Pli
from storage.register.transaction import register_reading
from storage.register.transitions import Status


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """received = filed + courriers + waiting + quarantine. Divided lots do not count, their plis do."""

    received: int
    filed: int
    courriers: int
    waiting: int
    quarantine: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcomes:
    recevable: int
    a_verifier: int
    irrecevable: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """``pages`` counts those known so far: a pli that waits has none until it was read.

    ``handed_over`` are dossiers whose latest revision's message the broker confirmed, ``acknowledged`` those that the
    consumer has; ``unsent`` are messages in the outbox; ``oldest_waiting`` is when the pli that waits longest was
    registered.
    """

    plis: Tally
    pages: Tally
    dossiers: Outcomes
    handed_over: int
    acknowledged: int
    unsent: int
    oldest_waiting: datetime | None


def counts() -> Counts:
    """Plis and pages are of one instant, the rest of the next ones."""
    with register_reading():
        rows = list(
            Pli.objects.exclude(status=Status.DIVIDED)
            .order_by()
            .values_list("status")
            .annotate(number=Count("*"), page_sum=Sum("pages"), oldest=Min("created_at"))
        )
        dossiers = list(Dossier.objects.order_by().values_list("outcome", "stage").annotate(number=Count("*")))
        unsent = Outbox.objects.filter(sent_at=None).count()
    oldest = {status: since for status, _, _, since in rows}
    return Counts(
        plis=_tally({status: number for status, number, _, _ in rows}),
        pages=_tally({status: pages or 0 for status, _, pages, _ in rows}),
        dossiers=_outcomes(dossiers),
        handed_over=sum(number for _, stage, number in dossiers if stage != "filed"),
        acknowledged=sum(number for _, stage, number in dossiers if stage == "acknowledged"),
        unsent=unsent,
        oldest_waiting=oldest.get(Status.WAITING),
    )


def _tally(by_status: dict[str, int]) -> Tally:
    return Tally(
        received=sum(by_status.values()),
        filed=by_status.get(Status.FILED, 0),
        courriers=by_status.get(Status.COURRIER, 0),
        waiting=by_status.get(Status.WAITING, 0),
        quarantine=by_status.get(Status.QUARANTINE, 0),
    )


def _outcomes(dossiers: list[tuple[str, str, int]]) -> Outcomes:
    number = {outcome: sum(n for named, _, n in dossiers if named == outcome) for outcome in Outcome}
    return Outcomes(
        recevable=number[Outcome.RECEVABLE],
        a_verifier=number[Outcome.A_VERIFIER],
        irrecevable=number[Outcome.IRRECEVABLE],
    )


def received_files() -> tuple[int, int]:
    """(files received, those of them not read yet). A lot is one file, whatever number of plis it becomes."""
    with register_reading():
        files = Pli.objects.filter(lot=None)
        return files.count(), files.filter(status=Status.WAITING).count()

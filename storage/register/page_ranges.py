"""Large plis: who reads which range of pages, what was read, and the count that says when the last one is done."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Sum
from django.utils import timezone

from dossier.mail import Channel
from dossier.page_range import PageRange, Portion, SourceFile
from storage.register import models
from storage.register.attempts import Attempt
from storage.register.history import append_event
from storage.register.models.event import Kind
from storage.register.outbox import Job, post
from storage.register.requests import ask_for_work
from storage.register.rows import locked_pli
from storage.register.transaction import register_reading, register_transaction
from storage.register.transitions import Status


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeWork:
    """A range to read now; ``attempt`` says which try it is and how those before it ended."""

    pli: str
    channel: Channel
    backlog: bool
    range: PageRange
    attempt: Attempt


def ask_for_ranges(pli: str, ranges: Sequence[PageRange], job: Job, *, who: str = "worker") -> int:
    """Have these ranges read by ``job`` and the pli after them; how many were new.

    The attempt that found them does not count: it came as far as it could.
    """
    with register_transaction():
        row = locked_pli(pli)
        if row.status != Status.WAITING:
            return 0
        new = 0
        for one in ranges:
            asked, created = models.PageRange.objects.get_or_create(
                pli=row,
                mark=_mark(one),
                defaults={
                    "portions": _written(one.portions),
                    "source": one.source.key,
                    "source_name": one.source.name,
                    "source_sha256": one.source.sha256,
                    "pages": one.pages,
                },
            )
            if created:
                _post(asked, job)
                new += 1
        append_event(Kind.PLI, pli, "pages_shared_out", who=who, why=f"{new} ranges")
        row.attempts = max(row.attempts - 1, 0)
        row.save(update_fields=["attempts", "updated_at"])
        return new


def ranges_missing(pli: str, job: Job, silent_for: timedelta) -> bool:
    """Whether a pli has to wait for ranges that are not read yet; those silent for so long are asked for again.

    False when the pli itself does not wait.
    """
    unread = models.PageRange.objects.filter(pli=pli, read_at=None)
    with register_reading():
        if not unread.exists():
            return False
    with register_transaction():
        row = locked_pli(pli)
        if row.status != Status.WAITING or not unread.exists():
            return False
        for lost in unread.filter(updated_at__lt=timezone.now() - silent_for):
            _post(lost, job)
        return True


def files_given_up(pli: str) -> frozenset[str]:
    """The keys of the stored files of which a range was tried as often as allowed and is not read: the pli's own, or
    one of the dossier that it was to join."""
    with register_reading():
        given_up = models.PageRange.objects.filter(pli=pli, read_at=None, given_up=True)
        return frozenset(given_up.values_list("source", flat=True))


def begin_range(number: int) -> RangeWork | None:
    """Count an attempt at a range and commit it before the work. None when it is read already, or not wanted."""
    with register_transaction(durable=True):
        row = _locked(number)
        if row is None or row.read_at is not None:
            return None
        row.attempts += 1
        row.save(update_fields=["attempts", "updated_at"])
        row.pli.save(update_fields=["updated_at"])
        return RangeWork(
            pli=row.pli_id,
            channel=Channel(row.pli.channel),
            backlog=row.pli.backlog,
            range=_range(row),
            attempt=Attempt(number=row.attempts, failures=row.failures, interruptions=row.attempts - 1 - row.failures),
        )


def give_back_range(number: int) -> None:
    """The weather broke the reading off: the attempt does not count."""
    with register_transaction():
        row = _locked(number)
        if row is not None and row.read_at is None and row.attempts > row.failures:
            row.attempts -= 1
            row.save(update_fields=["attempts", "updated_at"])


def note_range_failure(number: int) -> None:
    """The attempt ended in an error of ours."""
    with register_transaction():
        row = _locked(number)
        if row is not None and row.read_at is None and row.attempts > row.failures:
            row.failures += 1
            row.save(update_fields=["failures", "updated_at"])


def finish_range(number: int, content: bytes, job: Job) -> bool:
    """Keep what was read. True for the last one of its pli, and only for it: ``job`` then reads the whole."""
    with register_transaction():
        row = _locked(number)
        if row is None or row.read_at is not None:
            return False
        row.content, row.read_at = content, timezone.now()
        row.save(update_fields=["content", "read_at", "updated_at"])
        last = not models.PageRange.objects.filter(pli=row.pli, read_at=None).exists()
        if last:
            ask_for_work(row.pli, job)
        else:
            row.pli.save(update_fields=["updated_at"])
        return last


def give_up_range(number: int, job: Job) -> None:
    """A range was tried as often as allowed: the pli goes before a person, through ``job``."""
    with register_transaction():
        row = _locked(number)
        if row is not None and row.read_at is None:
            row.given_up = True
            row.save(update_fields=["given_up", "updated_at"])
            ask_for_work(row.pli, job)


def ranges_read(pli: str, source: str) -> list[tuple[PageRange, bytes]]:
    """What was read for a pli of the file ``source``, in the order in which it was asked for."""
    with register_reading():
        rows = list(models.PageRange.objects.filter(pli=pli, source=source).exclude(read_at=None).order_by("id"))
    return [(_range(row), bytes(row.content)) for row in rows if row.content is not None]


def forget_range(pli: str, unclear: PageRange) -> None:
    """What was kept of this range cannot be made out: it is not read."""
    with register_transaction():
        models.PageRange.objects.filter(pli=pli, mark=_mark(unclear)).delete()


def forget_ranges(pli: str) -> None:
    """The pli has ended: what was read of it is filed, or not wanted. Nothing while it waits."""
    with register_transaction():
        models.PageRange.objects.filter(pli=pli).exclude(pli__status=Status.WAITING).delete()


def pages_shared_out() -> tuple[int, int]:
    """(pages of large plis that were read, those that are still to read)."""
    with register_reading():
        rows = models.PageRange.objects
        read = rows.exclude(read_at=None).aggregate(number=Sum("pages"))["number"] or 0
        unread = rows.filter(read_at=None).aggregate(number=Sum("pages"))["number"] or 0
        return read, unread


def _locked(number: int) -> models.PageRange | None:
    """The range with its pli, both locked: the pli first, as everywhere."""
    pli = models.PageRange.objects.filter(id=number).values_list("pli", flat=True).first()
    if pli is None:
        return None
    row = locked_pli(pli)
    found = models.PageRange.objects.select_for_update().filter(id=number).first()
    if found is not None:
        found.pli = row
    return found


def _post(row: models.PageRange, job: Job) -> None:
    row.messages += 1
    row.save(update_fields=["messages", "updated_at"])
    dedup = f"{job.actor}:{row.id}:{row.messages}"
    post(job.queue, job.actor, {"plage": row.id}, dedup=dedup, priority=job.priority, pli=row.pli_id)


def _range(row: models.PageRange) -> PageRange:
    source = SourceFile(key=row.source, name=row.source_name, sha256=row.source_sha256)
    return PageRange(source=source, portions=_read(row.portions))


def _mark(one: PageRange) -> str:
    return hashlib.sha256(f"{one.source.key} {_written(one.portions)}".encode()).hexdigest()


def _written(portions: Sequence[Portion]) -> str:
    return " ".join(f"{portion.original}:{portion.first}-{portion.last}" for portion in portions)


def _read(written: str) -> tuple[Portion, ...]:
    return tuple(_portion(one) for one in written.split(" "))


def _portion(written: str) -> Portion:
    original, _, pages = written.partition(":")
    first, _, last = pages.partition("-")
    return Portion(original=original, first=int(first), last=int(last))

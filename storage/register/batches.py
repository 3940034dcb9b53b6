"""Lots as the mailroom counts them: what their cover sheets announced, what was found, what replaces what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from storage.register.history import append_event
from storage.register.models import Batch, LotPlace, Pli
from storage.register.models.event import Kind
from storage.register.rows import locked_pli
from storage.register.transaction import register_reading, register_transaction
from storage.register.transitions import Status

_RECENT = timedelta(days=60)


class Doubt(StrEnum):
    """What only a person can tell of an envelope that was scanned again."""

    SCANNED_BEFORE = "deja_numerise"  # its place was scanned before, and no resumption sheet says that it is the same
    OTHER_PERSON = "autre_personne"  # what it would replace is another person's
    SEVERAL = "plusieurs_plis"  # several plis stand at its place
    NO_LOT = "sans_feuille_de_tete"  # a resumption sheet without the cover sheet of its lot
    NOT_JOINED = "non_remplace"  # the new scan could not take the place of the old one


@dataclass(frozen=True, kw_only=True, slots=True)
class CoverSheet:
    number: str
    expected: int
    arrived_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedPli:
    """A pli of a lot and its place; ``batch`` and ``place`` are None after a resumption sheet without its lot."""

    pli: str
    batch: str | None
    place: int | None
    again: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchCount:
    """A batch as people look at it: ``found`` envelopes scanned of ``expected``, ``doubts`` to be told by a person."""

    number: str
    expected: int
    arrived_on: date
    found: int
    doubts: int
    seen_by: str | None

    @property
    def count_differs(self) -> bool:
        return self.found != self.expected

    @property
    def to_check(self) -> bool:
        """Whether something is off that nobody has looked at since."""
        return self.seen_by is None and (self.count_differs or self.doubts > 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class DoubtfulPli:
    """A pli whose place only a person can tell; ``dossier`` and ``numero`` of where it is filed, if it is."""

    pli: str
    place: int | None
    doubt: str
    dossier: str | None
    numero: str | None
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """A pli that was scanned before at the place of another."""

    pli: str
    status: Status
    dossier: str | None


def record_places(lot: str, covers: Sequence[CoverSheet], places: Sequence[PlacedPli], *, who: str = "worker") -> None:
    """What the cover sheets in a lot announce and where its plis stand. Done twice it changes nothing.

    The caller has registered the plis. The lot's history says when a count differs.
    """
    with register_transaction():
        for cover in covers:
            Batch.objects.get_or_create(
                number=cover.number, defaults={"expected": cover.expected, "arrived_on": cover.arrived_on}
            )
        known = set(LotPlace.objects.filter(pli__in=[one.pli for one in places]).values_list("pli", flat=True))
        for one in places:
            if one.pli not in known:
                LotPlace.objects.create(
                    pli_id=one.pli, batch_id=one.batch, place=one.place, again=one.again, doubt=_doubt(one, lot)
                )
        if len(known) < len(places) or not places:
            _note_counts(lot, [cover.number for cover in covers], who)


def _doubt(one: PlacedPli, lot: str) -> str | None:
    if one.batch is None:
        return Doubt.NO_LOT
    if not one.again and _standing(one.batch, one.place).exclude(pli__lot=lot).exists():
        return Doubt.SCANNED_BEFORE
    return None


def _standing(batch: str | None, place: int | None) -> QuerySet[LotPlace]:
    return LotPlace.objects.filter(batch=batch, place=place, replaced_by=None, batch__isnull=False)


def _note_counts(lot: str, numbers: Sequence[str], who: str) -> None:
    locked_pli(lot)
    for batch in _counted(Batch.objects.filter(number__in=list(numbers))):
        Batch.objects.filter(number=batch.number).update(seen_by=None, seen_at=None, updated_at=timezone.now())
        if batch.count_differs:
            append_event(Kind.PLI, lot, "count_differs", who=who, why=f"{batch.found} / {batch.expected}")


def _counted(batches: QuerySet[Batch]) -> list[BatchCount]:
    standing = Q(places__replaced_by=None)
    doubtful = standing & Q(places__doubt__isnull=False)
    rows = batches.annotate(found=Count("places", filter=standing), doubts=Count("places", filter=doubtful))
    fields = ("number", "expected", "arrived_on", "found", "doubts", "seen_by")
    return [BatchCount(**dict(zip(fields, row, strict=True))) for row in rows.values_list(*fields)]


def latest_batches(limit: int = 100) -> list[BatchCount]:
    """The batches scanned last, the latest first."""
    with register_reading():
        latest = Batch.objects.order_by("-updated_at", "number").values_list("number", flat=True)[:limit]
        return _counted(Batch.objects.filter(number__in=list(latest)).order_by("-updated_at", "number"))


def batches_to_check() -> int:
    """How many batches of the last two months are off, that nobody has looked at since."""
    since = timezone.now() - _RECENT
    with register_reading():
        return sum(batch.to_check for batch in _counted(Batch.objects.filter(seen_at=None, updated_at__gte=since)))


def doubtful_places() -> int:
    """How many resumption sheets came without their lot, that no batch counts."""
    with register_reading():
        return LotPlace.objects.filter(batch=None, replaced_by=None, doubt__isnull=False).count()


def doubts_in(number: str | None) -> list[DoubtfulPli]:
    """The plis of a batch that a person must look at; of no batch for None."""
    with register_reading():
        rows = LotPlace.objects.filter(batch=number, replaced_by=None, doubt__isnull=False).order_by("place", "pli")
        found = rows.values_list("pli", "place", "doubt", "pli__dossier", "pli__dossier__numero", "pli__name")
        return [
            DoubtfulPli(pli=pli, place=place, doubt=doubt or "", dossier=dossier, numero=numero, name=name)
            for pli, place, doubt, dossier, numero, name in found
        ]


def see_batch(number: str, *, who: str) -> bool:
    """An agent has looked at a batch; False when somebody had before."""
    with register_transaction():
        seen = Batch.objects.filter(number=number, seen_at=None).update(seen_by=who, seen_at=timezone.now())
        lots = LotPlace.objects.filter(batch=number).values_list("pli__lot", flat=True).distinct()
        for lot in sorted(one for one in lots if one) if seen else ():
            locked_pli(lot)
            append_event(Kind.PLI, lot, "count_seen", who=who, why=number)
        return bool(seen)


def is_rescanned(pli: str) -> bool:
    """Whether a resumption sheet lay before the pli."""
    with register_reading():
        return LotPlace.objects.filter(pli=pli, again=True).exists()


def earlier_at_place_of(pli: str) -> list[Earlier]:
    """What was scanned before at the place of a rescanned pli and nothing has replaced yet, the last first."""
    with register_reading():
        places = LotPlace.objects.select_related("pli", "pli__lot")
        row = places.filter(pli=pli, again=True, batch__isnull=False, pli__lot__isnull=False).first()
        if row is None or row.pli.lot is None:
            return []
        before = Q(pli__lot__created_at__lt=row.pli.lot.created_at)
        before |= Q(pli__lot=row.pli.lot, pli__lot_position__lt=row.pli.lot_position)
        others = _standing(row.batch_id, row.place).exclude(pli=pli).filter(before)
        ordered = others.order_by("-pli__lot__created_at", "-pli__lot_position")
        found = ordered.values_list("pli", "pli__status", "pli__dossier")
        return [Earlier(pli=one, status=Status(status), dossier=dossier) for one, status, dossier in found]


def scans_unread_before(pli: str) -> bool:
    """Whether scans that came before this one's lot still wait to be read: what it replaces may be among them."""
    with register_reading():
        row = Pli.objects.select_related("lot").filter(id=pli).first()
        since = row.lot.created_at if row and row.lot else None
        waiting = Pli.objects.filter(status=Status.WAITING, channel="post", backlog=False, lot=None)
        return since is not None and waiting.filter(created_at__lt=since).exists()


def record_replacement(new: str, old: str, *, who: str = "worker") -> None:
    """The later scan of an envelope stands for the earlier one from now on; both histories say so."""
    with register_transaction():
        if LotPlace.objects.filter(pli=old, replaced_by=None).update(replaced_by=new):
            locked_pli(old)
            append_event(Kind.PLI, old, "replaced", who=who, why=new)
            LotPlace.objects.filter(pli=new).update(doubt=None)


def record_doubt(pli: str, doubt: Doubt, *, who: str = "worker") -> None:
    """Only a person can tell what a rescanned pli replaces."""
    with register_transaction():
        if LotPlace.objects.filter(pli=pli).exclude(doubt=doubt).update(doubt=doubt):
            locked_pli(pli)
            append_event(Kind.PLI, pli, "rescan_in_doubt", who=who, why=doubt.value)

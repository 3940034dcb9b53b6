"""How long things are kept: what is due, what is held, and how it goes, in two steps that may be broken off anywhere.

First the register says that a thing goes; from then on nobody joins it, reads it or receives it. Then its objects are
deleted, by the caller. Then the register says that they are gone, and forgets whom they named. Killed in between, the
next purge begins with what was left.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from dossier.errors import OurError
from dossier.ids import lot_id
from storage.register.history import append_event
from storage.register.models import Dossier, JoiningKeys, JoiningWord, Pli
from storage.register.models.event import Kind
from storage.register.tombstones import forget_dossier, forget_pli
from storage.register.transaction import register_reading, register_transaction
from storage.register.transitions import Stage, Status


class Retained(StrEnum):
    """What is kept for a time of its own. A lot goes when all plis that were cut from it are gone."""

    DOSSIER = "dossier"
    COURRIER = "courrier"
    QUARANTINE = "quarantine"
    LOT = "lot"


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """Something whose time is over: ``id`` of a dossier or a pli, ``plis`` whose objects go with it.

    ``since`` is when its time began, ``size_bytes`` what its plis weighed as received. ``lot`` is the id that the
    objects of a lot lie under. ``begun``: an earlier purge was broken off.
    """

    kind: Retained
    id: str
    plis: tuple[str, ...]
    since: datetime
    size_bytes: int
    lot: str | None = None
    begun: bool = False


def due_for_purge(kind: Retained, keep: timedelta | None) -> list[Due]:
    """What is due now, the oldest first. ``keep`` None: only what was begun; for lots it does not count.

    A dossier: its latest revision was acknowledged ``keep`` ago, nobody holds it, and no pli waits to join it. A
    courrier or a pli in quarantine: nothing happened to it for ``keep``, and it is not in the tray « à rattacher ».
    """
    with register_reading():
        if kind is Retained.DOSSIER:
            return [_due_dossier(row) for row in _dossiers(keep).order_by("acknowledged_at").prefetch_related("plis")]
        return [_due_pli(kind, row) for row in _plis(kind, keep).order_by("updated_at")]


def begin_purge(due: Due, keep: timedelta | None, *, who: str) -> bool:
    """Say that it goes; False when it is not due any more: held, read again, or arrived again meanwhile."""
    with register_transaction():
        if due.kind is Retained.DOSSIER:
            dossier = _dossiers(keep).select_for_update().filter(id=due.id).first()
            if dossier is None:
                return False
            rows = list(Pli.objects.select_for_update().filter(dossier=dossier).order_by("id"))
            if {row.id for row in rows} != set(due.plis):
                return False
            _begin_dossier(dossier, who)
        else:
            rows = list(_plis(due.kind, keep).select_for_update().filter(id=due.id))
        for row in rows:
            _begin_pli(row, who)
        return bool(rows)


def finish_purge(due: Due, *, objects: int, who: str) -> None:
    """Its objects are gone: forget whom it named. ``objects`` were deleted now. Done twice it changes nothing."""
    now = timezone.now()
    with register_transaction():
        for row in Pli.objects.select_for_update().filter(id__in=due.plis, purged_at=None).order_by("id"):
            row.purged_at = now
            forget_pli(row)
            append_event(Kind.PLI, row.id, "purged", who=who)
        for dossier in Dossier.objects.select_for_update().filter(id=due.id, purged_at=None):
            dossier.purged_at = now
            forget_dossier(dossier)
            append_event(Kind.DOSSIER, dossier.id, "purged", who=who, why=f"{objects} objects")


def hold_dossier(dossier: str, *, why: str, who: str) -> None:
    """Keep a dossier whatever its age. Raises OurError when there is none, or it is purged."""
    with register_transaction():
        row = _kept_dossier(dossier)
        row.held_at, row.held_by, row.held_why = timezone.now(), who, why
        row.save()
        append_event(Kind.DOSSIER, row.id, "held", who=who, why=why)


def release_dossier(dossier: str, *, who: str) -> bool:
    """Its own time counts again; False when nobody held it. Raises OurError when there is none."""
    with register_transaction():
        row = _kept_dossier(dossier)
        if row.held_at is None:
            return False
        row.held_at = row.held_by = row.held_why = None
        row.save()
        append_event(Kind.DOSSIER, row.id, "released", who=who)
        return True


def _dossiers(keep: timedelta | None) -> QuerySet[Dossier]:
    begun = Q(purge_begun_at__isnull=False, purged_at=None)
    if keep is None:
        return Dossier.objects.filter(begun)
    awaited = JoiningWord.objects.filter(dossier=OuterRef("id"), pli__status__in=[Status.WAITING, Status.COURRIER])
    due = Q(stage=Stage.ACKNOWLEDGED, acknowledged_at__lt=timezone.now() - keep, held_at=None, purge_begun_at=None)
    return Dossier.objects.filter(begun | (due & ~Exists(awaited)))


def _plis(kind: Retained, keep: timedelta | None) -> QuerySet[Pli]:
    if kind is Retained.LOT:
        cut = Pli.objects.filter(lot=OuterRef("id"))
        return Pli.objects.filter(
            Exists(cut), ~Exists(cut.filter(purged_at=None)), status=Status.DIVIDED, purged_at=None
        )
    status = Status.COURRIER if kind is Retained.COURRIER else Status.QUARANTINE
    rows = Pli.objects.filter(status=status, purged_at=None)
    if keep is None:
        return rows.exclude(purge_begun_at=None)
    set_aside = JoiningWord.objects.filter(pli=OuterRef("id"), word="none")
    in_tray = Q(status=Status.COURRIER, nature="complement") & ~Exists(set_aside)
    return rows.filter(Q(purge_begun_at__isnull=False) | (Q(updated_at__lt=timezone.now() - keep) & ~in_tray))


def _due_dossier(row: Dossier) -> Due:
    plis = list(row.plis.all())
    return Due(
        kind=Retained.DOSSIER,
        id=row.id,
        plis=_ids(plis),
        since=row.acknowledged_at or row.updated_at,
        size_bytes=sum(pli.size_bytes for pli in plis),
        begun=row.purge_begun_at is not None,
    )


def _due_pli(kind: Retained, row: Pli) -> Due:
    return Due(
        kind=kind,
        id=row.id,
        plis=(row.id,),
        since=row.updated_at,
        size_bytes=row.size_bytes,
        lot=lot_id(row.sha256) if kind is Retained.LOT else None,
        begun=row.purge_begun_at is not None,
    )


def _ids(rows: Iterable[Pli]) -> tuple[str, ...]:
    return tuple(sorted(row.id for row in rows))


def _begin_dossier(row: Dossier, who: str) -> None:
    if row.purge_begun_at is None:
        row.purge_begun_at = timezone.now()
        row.save()
        append_event(Kind.DOSSIER, row.id, "purge_begun", who=who)


def _begin_pli(row: Pli, who: str) -> None:
    """Nothing is joined to it from here on."""
    if row.purge_begun_at is None:
        row.purge_begun_at = timezone.now()
        row.save()
        append_event(Kind.PLI, row.id, "purge_begun", who=who)
        JoiningKeys.objects.filter(pli=row).delete()


def _kept_dossier(dossier: str) -> Dossier:
    """By its id, or by its arrival number when only one has it."""
    rows = list(Dossier.objects.select_for_update().filter(Q(id=dossier) | Q(numero=dossier))[:2])
    if len(rows) != 1:
        raise OurError(f"The register knows {'no' if not rows else 'more than one'} dossier {dossier}")
    if rows[0].purge_begun_at is not None:
        raise OurError(f"Dossier {dossier} is purged")
    return rows[0]

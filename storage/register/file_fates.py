"""Where received files stand by now: what a bulk feed reports at its end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.register.models import Pli
from storage.register.transaction import register_reading
from storage.register.transitions import Status

_AT_ONCE = 500  # SQLite takes 999 values in a query, PostgreSQL more


@dataclass(frozen=True, kw_only=True, slots=True)
class FileFate:
    """A received file's ``status``; a lot counts as the worst of its plis. ``message``: why it is in quarantine."""

    pli: str
    status: Status
    message: str = ""


def file_fates(plis: Sequence[str]) -> Iterator[FileFate]:
    """One for each of ``plis`` that the register knows, in no order."""
    for at in range(0, len(plis), _AT_ONCE):
        part = list(plis[at : at + _AT_ONCE])
        with register_reading():
            rows = list(Pli.objects.filter(id__in=part).values_list("id", "status", "fault_message"))
            cut = list(Pli.objects.filter(lot__in=part).values_list("lot_id", "status", "fault_message"))
        yield from (_fate(pli, status, message, cut) for pli, status, message in rows)


def _fate(pli: str, status: str, message: str | None, cut: Sequence[tuple[str, str, str | None]]) -> FileFate:
    of_lot = [(Status(inside), why or "") for lot, inside, why in cut if lot == pli]
    for worst in (Status.QUARANTINE, Status.WAITING):
        for inside, why in of_lot:
            if inside is worst:
                return FileFate(pli=pli, status=worst, message=why)
    own = Status.FILED if status == Status.DIVIDED else Status(status)
    return FileFate(pli=pli, status=own, message=(message or "") if own is Status.QUARANTINE else "")

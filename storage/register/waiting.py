"""What a worker needs to know of a pli before it reads it."""

from dataclasses import dataclass
from datetime import datetime

from dossier.ids import dossier_id, lot_id
from dossier.mail import Channel, DateSource, LotRange
from storage.register.models import Dossier, Pli
from storage.register.rows import known_pli
from storage.register.transaction import register_reading
from storage.register.transitions import Status


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitingPli:
    """A pli that waits to be read; ``key`` is where the file as received lies in the store.

    ``lot`` says which part of which lot it is: ``key`` is then what was cut out of it.
    """

    id: str
    key: str
    name: str
    sha256: str
    channel: Channel
    backlog: bool
    received_at: datetime
    received_at_source: DateSource
    lot: LotRange | None = None


def fetch_waiting(pli: str) -> WaitingPli:
    """Raises OurError when nobody has heard of the pli."""
    with register_reading():
        row = known_pli(pli)
        lot = _lot_of(row)
    return WaitingPli(
        id=row.id,
        key=row.key,
        name=row.name,
        sha256=row.sha256,
        channel=Channel(row.channel),
        backlog=row.backlog,
        received_at=row.received_at,
        received_at_source=DateSource(row.received_at_source),
        lot=lot,
    )


def _lot_of(row: Pli) -> LotRange | None:
    if row.lot is None or row.lot_position is None or row.first_page is None or row.last_page is None:
        return None
    return LotRange(
        id=lot_id(row.lot.sha256), position=row.lot_position, first_page=row.first_page, last_page=row.last_page
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where a pli stands. ``key`` is where its file as received lies, ``sha256`` that of its bytes; ``faulty``: one of
    its originals, or all of it, could not be read; ``opened_dossier``: the dossier that bears its own id was filed.
    """

    status: Status
    key: str
    sha256: str
    faulty: bool
    opened_dossier: bool


def standing_of(pli: str) -> Standing:
    """Raises OurError when nobody has heard of the pli."""
    with register_reading():
        row = known_pli(pli)
        opened = Dossier.objects.filter(id=dossier_id(pli)).exists()
    return Standing(
        status=Status(row.status),
        key=row.key,
        sha256=row.sha256,
        faulty=row.fault_code is not None,
        opened_dossier=opened,
    )


def is_registered(pli: str) -> bool:
    """Whether the register knows the pli, so that its file is in the store already."""
    with register_reading():
        return Pli.objects.filter(id=pli).exists()


def dossier_of(pli: str) -> str | None:
    """The dossier that a pli is filed in; None when it is not filed, or purged."""
    with register_reading():
        return Pli.objects.filter(id=pli, purge_begun_at=None).values_list("dossier_id", flat=True).first()

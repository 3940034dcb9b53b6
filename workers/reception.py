"""One file as it reached us, before anybody has looked inside; and what the steps work with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dossier.mail import Arrival, Channel, DateSource
from dossier.settings import Limits
from ocr.reader import ReadSettings
from storage.objects import ObjectStore
from workers.sandbox import Sandbox

RECEIVED = "received"  # the name of a received file in the folder where it is worked on


@dataclass(frozen=True, kw_only=True, slots=True)
class Reception:
    """A file to read. ``id`` is the pli's, derived from the content; ``path`` a local copy of the bytes.

    ``channel`` None lets the content decide: messages are e-mail, the rest is post. ``received_at_source`` FILE means
    that a better date, found inside (a Received header), replaces ``received_at``. ``key`` is where the file lies in
    the store already, None when it is not stored yet.
    """

    id: str
    path: Path
    name: str
    sha256: str
    received_at: datetime
    received_at_source: DateSource
    arrivals: tuple[Arrival, ...]
    channel: Channel | None = None
    backlog: bool = False
    key: str | None = None


def no_numero(dossier: str) -> str | None:
    """Where there is no register, nobody gives out arrival numbers."""
    del dossier
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What the steps work with. ``prefecture`` is the receiving préfecture's département code.

    ``on_pages(n)`` hears of pages found, ``on_page()`` of each page read: they move the progress bar.
    ``numero(dossier)`` gives the arrival number for people.
    """

    sandbox: Sandbox
    store: ObjectStore
    reading: ReadSettings
    limits: Limits
    zone: ZoneInfo
    version: str
    prefecture: str | None = None
    now: Callable[[], datetime]
    numero: Callable[[str], str | None] = no_numero
    on_pages: Callable[[int], None] = field(default=lambda count: None)
    on_page: Callable[[], None] = field(default=lambda: None)

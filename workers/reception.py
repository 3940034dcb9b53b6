"""One file as it reached us, before anybody has looked inside; and what the steps work with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from dossier.joining import Verdict
from dossier.mail import Arrival, Channel, DateSource, LotRange
from dossier.settings import Limits
from ocr.reader import ReadSettings
from storage.objects import ObjectStore
from workers.antivirus import Antivirus, NoAntivirus
from workers.joining import Newcomer
from workers.lot_list import LotPlace
from workers.page_cache import PageCache
from workers.page_ranges import NoRanges, PageRanges
from workers.sandbox import Sandbox
from workers.signatures import Signatures, UncheckedSignatures
from workers.spans import Spans, no_spans

RECEIVED = "received"  # the name of a received file in the folder where it is worked on


@dataclass(frozen=True, kw_only=True, slots=True)
class Reception:
    """A file to read. ``id`` is the pli's, derived from the content; ``path`` a local copy of the bytes.

    ``channel`` None lets the content decide: messages are e-mail, the rest is post. ``received_at_source`` FILE means
    that a better date, found inside (a Received header), replaces ``received_at``. ``key`` is where the file lies in
    the store already, None when it is not stored yet. ``lot`` is set on what was cut out of a lot before.
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
    lot: LotRange | None = None


def no_numero(dossier: str) -> str | None:
    """Where there is no register, nobody gives out arrival numbers."""
    del dossier
    return None


class Dossiers(Protocol):
    """What is known of the dossiers that were filed before."""

    def verdict(self, new: Newcomer) -> Verdict:
        """The dossier that a pli continues, if any."""
        ...

    def defers(self, place: LotPlace) -> bool:
        """Whether a pli that is cut from a lot now must be registered before it is known what it continues."""
        ...

    def revision(self, dossier: str) -> int:
        """The number of a dossier's latest revision; 0 when it was never filed."""
        ...

    def arrivals(self, pli: str) -> tuple[Arrival, ...]:
        """When and under which names a pli reached us, the first first."""
        ...


class NoDossiers:
    """Where there is no register, nothing is joined: each filing is a dossier of its own."""

    def verdict(self, new: Newcomer) -> Verdict:
        del new
        return Verdict()

    def defers(self, place: LotPlace) -> bool:
        del place
        return False

    def revision(self, dossier: str) -> int:
        del dossier
        return 0

    def arrivals(self, pli: str) -> tuple[Arrival, ...]:
        del pli
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What the steps work with. ``prefecture`` is the receiving préfecture's département code, ``channels`` by which
    it takes filings.

    ``on_pages(n)`` hears of pages found, ``on_page()`` of each page read: they move the progress bar.
    ``numero(dossier)`` gives the arrival number for people; ``dossiers`` are those that a pli may continue.
    ``by_itself``: whatever dossier the pli continues, it is read without it, and an agent told.
    ``on_cut(plis)`` hears of the plis that a lot becomes, before anything of them is stored.
    ``require_in_hand()`` raises WeatherError when another worker has taken the pli over: nothing of it may be stored
    any more. ``page_cache`` keeps pages that were read, None keeps none; ``ranges`` knows those that other jobs have
    read. ``span`` hears of each step.
    """

    sandbox: Sandbox
    store: ObjectStore
    reading: ReadSettings
    limits: Limits
    zone: ZoneInfo
    version: str
    prefecture: str | None = None
    channels: frozenset[Channel] = frozenset(Channel)
    now: Callable[[], datetime]
    numero: Callable[[str], str | None] = no_numero
    dossiers: Dossiers = field(default_factory=NoDossiers)
    by_itself: bool = False
    antivirus: Antivirus = field(default_factory=NoAntivirus)
    signatures: Signatures = field(default_factory=UncheckedSignatures)
    page_cache: PageCache | None = None
    require_in_hand: Callable[[], None] = field(default=lambda: None)
    on_cut: Callable[[Sequence[str]], None] = field(default=lambda plis: None)
    ranges: PageRanges = field(default_factory=NoRanges)
    span: Spans = no_spans
    on_pages: Callable[[int], None] = field(default=lambda count: None)
    on_page: Callable[[], None] = field(default=lambda: None)

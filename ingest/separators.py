"""How separator sheets divide a scan into plis."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.separator_codes import Sheet, SheetKind, sheet_of
from ingest.separator_sheets import print_sheets

__all__ = ["Batch", "Division", "PageRange", "Sheet", "SheetKind", "divide", "print_sheets", "sheet_of"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PageRange:
    """Pages ``first`` to ``last`` of a scan, from 1, both included.

    ``lot`` is the number on the cover sheet that they come after (None before the first), ``place`` which envelope of
    that lot they are, from 1. ``again``: they come after a resumption sheet, so that they stand for what was scanned
    at this place before.
    """

    first: int
    last: int
    lot: str | None = None
    place: int | None = None
    again: bool = False

    @property
    def pages(self) -> range:
        return range(self.first, self.last + 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """A cover sheet and what came after it: ``found`` envelopes of ``expected``, or ``again``: part of a lot."""

    lot: str
    expected: int
    arrived_on: date
    found: int = 0
    again: bool = False

    @property
    def count_differs(self) -> bool:
        """Whether another number of envelopes was found than announced: somebody must look."""
        return not self.again and self.found != self.expected


@dataclass(frozen=True, kw_only=True, slots=True)
class Division:
    """A scan divided. Each page of the scan stands exactly once, in one of ``plis`` or in ``separators``.

    ``separators`` are the pages of our sheets and their blank backs; ``batches`` the lots whose cover sheets lie in it.
    """

    plis: tuple[PageRange, ...]
    separators: tuple[int, ...]
    batches: tuple[Batch, ...] = ()

    def batch(self, lot: str | None) -> Batch | None:
        return next((batch for batch in self.batches if batch.lot == lot), None)


def divide(sheets: Sequence[Sheet | None], blank: Sequence[bool] = (), crowded: Sequence[bool] = ()) -> Division:
    """Divides a scan: ``sheets[i]`` is the sheet that page i + 1 is, None for a page of mail; ``blank[i]`` whether
    nothing is on it; ``crowded[i]`` whether more is on it than our sheet (all False when not given).

    Pages before the first separator are a pli of their own, several separators in a row count as one, a blank page
    right behind a separator is its back. One right before it is its other side when the sheet lay face down: an odd
    page, so that a duplex scan took both as one sheet. A crowded sheet begins a pli and is its first page: something
    lay on it, or it is a copy that somebody sent, and a person must see it.
    """
    ours = _our_pages(sheets, blank)
    kept = {number for number, is_crowded in enumerate(crowded, start=1) if is_crowded} & ours
    walk = _Walk()
    for page in range(1, len(sheets) + 1):
        sheet = sheets[page - 1]
        if sheet is not None:
            walk.pass_sheet(sheet)
        if page not in ours or page in kept:
            walk.take(page, joined=page not in kept)
    plis = tuple(walk.plis)
    return Division(
        plis=plis,
        separators=tuple(sorted(ours - kept)),
        batches=tuple(_counted(batch, plis) for batch in walk.batches.values()),
    )


class _Walk:
    """A walk over the pages of a scan: which envelope of which lot comes now."""

    def __init__(self) -> None:
        self.plis: list[PageRange] = []
        self.batches: dict[str, Batch] = {}
        self._lot: str | None = None
        self._next_place: dict[str, int] = {}
        self._again = False

    def pass_sheet(self, sheet: Sheet) -> None:
        if sheet.kind is SheetKind.BATCH and sheet.lot and sheet.expected is not None and sheet.arrived_on:
            fresh = Batch(lot=sheet.lot, expected=sheet.expected, arrived_on=sheet.arrived_on)
            self.batches.setdefault(sheet.lot, fresh)
            self._again = self._again and self._lot == sheet.lot
            self._lot = sheet.lot
        elif sheet.kind is SheetKind.RESUME:
            self._again = True
            if self._lot is not None:
                self._next_place[self._lot] = sheet.number

    def take(self, page: int, *, joined: bool) -> None:
        if joined and self.plis and self.plis[-1].last == page - 1:
            self.plis[-1] = replace(self.plis[-1], last=page)
            return
        place = None
        if self._lot is not None:
            place = self._next_place.get(self._lot, 1)
            self._next_place[self._lot] = place + 1
        self.plis.append(PageRange(first=page, last=page, lot=self._lot, place=place, again=self._again))


def _counted(batch: Batch, plis: Sequence[PageRange]) -> Batch:
    mine = [pli for pli in plis if pli.lot == batch.lot]
    return replace(batch, found=len(mine), again=any(pli.again for pli in mine))


def _our_pages(sheets: Sequence[Sheet | None], blank: Sequence[bool]) -> set[int]:
    """The numbers of the pages that are our sheets, or a blank side of one."""
    ours = {number for number, sheet in enumerate(sheets, start=1) if sheet is not None}
    blanks = {number for number, is_blank in enumerate(blank, start=1) if is_blank} - ours
    backs = {number + 1 for number in ours} & blanks
    fronts = {number - 1 for number in ours if number % 2 == 0 and number + 1 not in backs} & blanks
    return ours | backs | fronts

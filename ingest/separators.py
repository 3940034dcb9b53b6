"""How separator sheets divide a scan into plis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ingest.separator_codes import Sheet, SheetKind, sheet_of
from ingest.separator_sheets import print_sheets

__all__ = ["Division", "PageRange", "Sheet", "SheetKind", "divide", "print_sheets", "sheet_of"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PageRange:
    """Pages ``first`` to ``last`` of a scan, from 1, both included."""

    first: int
    last: int

    @property
    def pages(self) -> range:
        return range(self.first, self.last + 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Division:
    """A scan divided. Each page of the scan stands exactly once, in one of ``plis`` or in ``separators``.

    ``separators`` are the pages of our sheets and their blank backs. ``expected`` is how many plis the cover sheets
    announce (None without one), ``printed_on`` the date of the first.
    """

    plis: tuple[PageRange, ...]
    separators: tuple[int, ...]
    expected: int | None = None
    printed_on: date | None = None

    @property
    def found(self) -> int:
        return len(self.plis)

    @property
    def count_differs(self) -> bool:
        """Whether a cover sheet announced another number of plis than were found: somebody must look."""
        return self.expected is not None and self.expected != self.found


def divide(sheets: Sequence[Sheet | None], blank: Sequence[bool] = ()) -> Division:
    """Divides a scan: ``sheets[i]`` is the sheet that page i + 1 is, None for a page of mail; ``blank[i]`` whether
    nothing is on it (all False when not given).

    Pages before the first separator are a pli of their own, several separators in a row count as one, a blank page
    right behind a separator is its back. One right before it is its other side when the sheet lay face down: an odd
    page, so that a duplex scan took both as one sheet.
    """
    ours = _our_pages(sheets, blank)
    plis: list[PageRange] = []
    for page in range(1, len(sheets) + 1):
        if page in ours:
            continue
        if plis and plis[-1].last == page - 1:
            plis[-1] = PageRange(first=plis[-1].first, last=page)
        else:
            plis.append(PageRange(first=page, last=page))
    batches = [sheet for sheet in sheets if sheet is not None and sheet.kind is SheetKind.BATCH]
    distinct = list(dict.fromkeys(batches)) if _adjacent_twice(sheets) else batches
    return Division(
        plis=tuple(plis),
        separators=tuple(sorted(ours)),
        expected=sum(batch.expected or 0 for batch in distinct) if batches else None,
        printed_on=batches[0].printed_on if batches else None,
    )


def _our_pages(sheets: Sequence[Sheet | None], blank: Sequence[bool]) -> set[int]:
    """The numbers of the pages that are our sheets, or a blank side of one."""
    ours = {number for number, sheet in enumerate(sheets, start=1) if sheet is not None}
    blanks = {number for number, is_blank in enumerate(blank, start=1) if is_blank} - ours
    backs = {number + 1 for number in ours} & blanks
    fronts = {number - 1 for number in ours if number % 2 == 0 and number + 1 not in backs} & blanks
    return ours | backs | fronts


def _adjacent_twice(sheets: Sequence[Sheet | None]) -> bool:
    """Whether a cover sheet stands right behind itself: printed on both sides, it is one sheet."""
    return any(
        sheet is not None and sheet.kind is SheetKind.BATCH and sheet == following
        for sheet, following in pairwise(sheets)
    )

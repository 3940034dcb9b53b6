"""Step 3: a scan in which separator sheets lie is a lot; it becomes one pli for each envelope."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path

import pikepdf

from dossier.ids import lot_id, lot_pli_id
from dossier.mail import LotRange
from dossier.page import Page
from ingest.pages import PagedFile
from ingest.separator_text import is_crowded, sheet_by_words
from ingest.separators import Batch, Division, PageRange, divide, sheet_of
from workers.files import sha256_of
from workers.lot_list import LotPlace
from workers.originals import OpenedOriginal
from workers.reception import Reception, Tools


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenedPli:
    """One pli, opened and read: its originals and, for each of them, its pages.

    ``arrived_at`` is when its lot's cover sheet says that it arrived, None without one.
    """

    id: str
    originals: tuple[OpenedOriginal, ...]
    pages: tuple[tuple[Page, ...], ...]
    lot: LotRange | None = None
    place: LotPlace | None = None
    arrived_at: datetime | None = None


def division_of(pages: Sequence[Page]) -> Division | None:
    """How separator sheets divide these pages; None where there is no separator sheet."""
    sheets = [sheet_of(page.barcodes) or sheet_by_words(page.words) for page in pages]
    if not any(sheets):
        return None
    crowded = [sheet is not None and is_crowded(page.words) for sheet, page in zip(sheets, pages, strict=True)]
    return divide(sheets, blank=[page.blank for page in pages], crowded=crowded)


def cut_lot(reception: Reception, scan: OpenedPli, division: Division, tools: Tools, work: Path) -> list[OpenedPli]:
    """The plis of a lot, each with its page range extracted without loss as its original.

    ``scan`` is the whole scan; what is embedded in it stays out (:func:`with_extras`).
    """
    original, pages = scan.originals[0], scan.pages[0]
    plis = []
    for position, cut_range in enumerate(division.plis, start=1):
        first, last = cut_range.first, cut_range.last
        plis.append(
            OpenedPli(
                id=lot_pli_id(reception.sha256, first, last),
                originals=(_extract(original, first, last, work),),
                pages=(tuple(_page(page, number) for number, page in enumerate(pages[first - 1 : last], start=1)),),
                lot=LotRange(id=lot_id(reception.sha256), position=position, first_page=first, last_page=last),
                place=_place(cut_range),
                arrived_at=_arrived_at(division.batch(cut_range.lot), reception, tools),
            )
        )
    return plis


def _page(page: Page, number: int) -> Page:
    """A page of a pli. Our sheet with more on it is a page of mail now: nobody skips it for its code."""
    codes = tuple(code for code in page.barcodes if sheet_of([code]) is None)
    return replace(page, number=number, barcodes=codes)


def _place(cut_range: PageRange) -> LotPlace | None:
    if cut_range.lot is None and not cut_range.again:
        return None
    return LotPlace(lot=cut_range.lot, place=cut_range.place, again=cut_range.again)


def _arrived_at(batch: Batch | None, reception: Reception, tools: Tools) -> datetime | None:
    """The day on the cover sheet, at the hour of the scan where it is the same day, else at its beginning.

    None for a day that has not come yet: a sheet printed for tomorrow says nothing of today's mail.
    """
    if batch is None or batch.arrived_on > tools.now().astimezone(tools.zone).date():
        return None
    scanned = reception.received_at.astimezone(tools.zone)
    if scanned.date() == batch.arrived_on:
        return scanned
    return datetime.combine(batch.arrived_on, time(), tzinfo=tools.zone)


def _extract(original: OpenedOriginal, first: int, last: int, work: Path) -> OpenedOriginal:
    assert original.paged is not None  # a lot has pages: division_of read them
    pages = f"p{first:04}-{last:04}.pdf"
    path = work / f"cut-{pages}"  # the scan's own name may be as long as the file system bears
    with pikepdf.open(original.paged.pdf) as lot, pikepdf.new() as pli:
        pli.pages.extend(lot.pages[first - 1 : last])
        pli.save(path, deterministic_id=True)
    file = replace(
        original.file,
        name=f"{Path(original.file.name).stem}-{pages}",
        path=path,
        media_type="application/pdf",
        sha256=sha256_of(path),
        size_bytes=path.stat().st_size,
    )
    paged = PagedFile(pdf=path, pages=last - first + 1, parts=(0,) * (last - first + 1))
    return OpenedOriginal(file=file, paged=paged, fault=None)


def with_extras(pli: OpenedPli, originals: Sequence[OpenedOriginal], pages: Sequence[tuple[Page, ...]]) -> OpenedPli:
    """Files embedded in a lot belong to no envelope: they go with its first pli rather than to nobody."""
    return replace(pli, originals=(*pli.originals, *originals), pages=(*pli.pages, *pages))

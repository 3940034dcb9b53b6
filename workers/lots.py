"""Step 3: a scan in which separator sheets lie is a lot; it becomes one pli for each envelope."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf

from dossier.ids import lot_id, lot_pli_id
from dossier.mail import LotRange
from dossier.page import Page
from ingest.pages import PagedFile
from ingest.separators import Division, divide, sheet_of
from workers.files import sha256_of
from workers.originals import OpenedOriginal
from workers.reception import Reception


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenedPli:
    """One pli, opened and read: its originals and, for each of them, its pages."""

    id: str
    originals: tuple[OpenedOriginal, ...]
    pages: tuple[tuple[Page, ...], ...]
    lot: LotRange | None = None


def division_of(pages: Sequence[Page]) -> Division | None:
    """How separator sheets divide these pages; None where there is no separator sheet."""
    sheets = [sheet_of(page.barcodes) for page in pages]
    if not any(sheets):
        return None
    return divide(sheets, blank=[page.blank for page in pages])


def cut_lot(
    reception: Reception, original: OpenedOriginal, pages: Sequence[Page], division: Division, work: Path
) -> list[OpenedPli]:
    """The plis of a lot, each with its page range extracted without loss as its original."""
    plis = []
    for position, cut_range in enumerate(division.plis, start=1):
        first, last = cut_range.first, cut_range.last
        cut = _extract(original, first, last, work)
        numbered = tuple(replace(page, number=number) for number, page in enumerate(pages[first - 1 : last], start=1))
        plis.append(
            OpenedPli(
                id=lot_pli_id(reception.sha256, first, last),
                originals=(cut,),
                pages=(numbered,),
                lot=LotRange(id=lot_id(reception.sha256), position=position, first_page=first, last_page=last),
            )
        )
    return plis


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


def lot_bytes(reception: Reception, plis: Sequence[OpenedPli]) -> bytes:
    """``lot.json``: the plis of a lot, in order."""
    listed = {"schema": "pli.lot/1", "id": lot_id(reception.sha256), "plis": [pli.id for pli in plis]}
    return json.dumps(listed, indent=1).encode()

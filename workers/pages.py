"""Step 2: every page of every original becomes words, on all cores at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace

from dossier.errors import DocumentError
from dossier.page import Page
from dossier.page_range import PageRange, Portion, SourceFile
from ocr.reader import read_page
from workers.originals import OpenedOriginal
from workers.page_cache import read_once
from workers.page_ranges import Place
from workers.reception import Tools
from workers.sandbox import result_of

_A4_PT = (595.28, 841.89)


def read_pages(originals: Sequence[OpenedOriginal], tools: Tools) -> list[tuple[Page, ...]]:
    """The pages of each original, in order. A duplicate's are its twin's, read once.

    A page that cannot be read is there all the same, marked ``unread``: a person looks at it. Raises PagesElsewhere
    when they are too many for one job and others have not read them yet.
    """
    at_hand = tools.ranges.require(_stored(originals))
    tools.on_pages(sum(original.pages for original in originals if original.same_as is None))
    asked = [
        {} if original.same_as is not None else ask_for_pages(original, _all_but(original, at_hand), tools)
        for original in originals
    ]
    read: list[tuple[Page, ...]] = []
    with none_left_behind(asked):
        for original, futures in zip(originals, asked, strict=True):
            if original.same_as is not None:
                read.append(read[original.same_as])
            else:
                here = {number: answered_page(original, number, future, tools) for number, future in futures.items()}
                places = ((original.file.sha256, number) for number in range(1, original.pages + 1))
                read.append(tuple(here[place[1]] if place[1] in here else at_hand[place] for place in places))
    if tools.page_cache is not None:
        tools.page_cache.trim()
    return read


@contextmanager
def none_left_behind(asked: "Iterable[Mapping[int, Future[Page]]]") -> Iterator[None]:
    """When the block fails (its time is over, say), nobody waits for these pages any more: the sandbox is free again
    for other plis."""
    try:
        yield
    except BaseException:
        for future in [future for futures in asked for future in futures.values()]:
            future.cancel()
        raise


def ask_for_pages(original: OpenedOriginal, numbers: Iterable[int], tools: Tools) -> "dict[int, Future[Page]]":
    """Have these pages (from 1) of an original read by the sandbox."""
    if original.paged is None:
        return {}
    pdf, timeout_s, cache = original.paged.pdf, tools.limits.page_seconds, tools.page_cache
    if cache is None:
        return {one: tools.sandbox.submit(read_page, pdf, one, tools.reading, timeout_s=timeout_s) for one in numbers}
    entries = {number: cache.entry(original.file.sha256, number, tools.reading) for number in numbers}
    return {
        number: tools.sandbox.submit(read_once, pdf, number, tools.reading, entry, timeout_s=timeout_s)
        for number, entry in entries.items()
    }


def answered_page(original: OpenedOriginal, number: int, future: "Future[Page]", tools: Tools) -> Page:
    """The page, once it was read; marked ``unread`` where that failed."""
    try:
        page = result_of(future)
    except DocumentError:
        width, height = _A4_PT
        page = Page(number=number, width_pt=width, height_pt=height, unread=True)
    tools.on_page()  # here and not in the future's callback: that runs in the pool's own thread, and this may write
    lost = original.paged is not None and number in original.paged.lost
    return replace(page, blank=False, unread=True) if lost else page


def _stored(originals: Sequence[OpenedOriginal]) -> list[PageRange]:
    """The stored files among these, each with all pages to be read of what came out of it, every page once."""
    files: dict[SourceFile, dict[Portion, None]] = {}
    for original in originals:
        if original.source is not None and original.same_as is None and original.pages:
            whole = Portion(original=original.file.sha256, first=1, last=original.pages)
            files.setdefault(original.source, {})[whole] = None
    return [PageRange(source=source, portions=tuple(portions)) for source, portions in files.items()]


def _all_but(original: OpenedOriginal, at_hand: Mapping[Place, Page]) -> list[int]:
    numbers = range(1, original.pages + 1)
    return [number for number in numbers if (original.file.sha256, number) not in at_hand]

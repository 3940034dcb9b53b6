"""Step 2: every page of every original becomes words, on all cores at once."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace

from dossier.errors import DocumentError
from dossier.page import Page
from ocr.reader import read_page
from workers.originals import OpenedOriginal
from workers.page_cache import read_once
from workers.reception import Tools
from workers.sandbox import result_of

_A4_PT = (595.28, 841.89)


def read_pages(originals: Sequence[OpenedOriginal], tools: Tools) -> list[tuple[Page, ...]]:
    """The pages of each original, in order. A duplicate's are its twin's, read once.

    A page that cannot be read is there all the same, marked ``unread``: a person looks at it.
    """
    tools.on_pages(sum(original.pages for original in originals if original.same_as is None))
    asked = [_ask(original, tools) if original.same_as is None else [] for original in originals]
    read: list[tuple[Page, ...]] = []
    for original, futures in zip(originals, asked, strict=True):
        if original.same_as is not None:
            read.append(read[original.same_as])
        else:
            lost = original.paged.lost if original.paged else frozenset()
            read.append(tuple(_answer(number, future, lost, tools) for number, future in enumerate(futures, start=1)))
    if tools.page_cache is not None:
        tools.page_cache.trim()
    return read


def _ask(original: OpenedOriginal, tools: Tools) -> "list[Future[Page]]":
    if original.paged is None:
        return []
    pdf, numbers, timeout_s = original.paged.pdf, range(1, original.paged.pages + 1), tools.limits.page_seconds
    cache = tools.page_cache
    if cache is None:
        return [tools.sandbox.submit(read_page, pdf, number, tools.reading, timeout_s=timeout_s) for number in numbers]
    entries = {number: cache.entry(original.file.sha256, number, tools.reading) for number in numbers}
    return [
        tools.sandbox.submit(read_once, pdf, number, tools.reading, entry, timeout_s=timeout_s)
        for number, entry in entries.items()
    ]


def _answer(number: int, future: "Future[Page]", lost: frozenset[int], tools: Tools) -> Page:
    try:
        page = result_of(future)
    except DocumentError:
        width, height = _A4_PT
        page = Page(number=number, width_pt=width, height_pt=height, unread=True)
    tools.on_page()  # here and not in the future's callback: that runs in the pool's own thread, and this may write
    return replace(page, blank=False, unread=True) if number in lost else page

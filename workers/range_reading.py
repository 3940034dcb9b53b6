"""What a worker does with one range of a large pli: count the attempt, open, read, keep; the last asks for the pli."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import structlog

from dossier.errors import OurError, WeatherError
from dossier.mail import DateSource
from dossier.page import Page
from dossier.page_range import PageRange, SourceFile
from storage.register.ledger import begin_range, finish_range, give_back_range, give_up_range, note_range_failure
from workers.jobs import job_for
from workers.opened_files import OpenedFiles
from workers.originals import OpenedOriginal, open_originals
from workers.page_ranges import pages_to_bytes
from workers.pages import answered_page, ask_for_pages, none_left_behind
from workers.reception import RECEIVED, Reception, Tools
from workers.signs_of_life import sign_of_life

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeReader:
    """Reads ranges with ``tools``. Tried too often, as :class:`Handler` counts, one brings its pli to quarantine; or to
    the tray, when it is a range of the dossier that the pli was to join.
    """

    tools: Tools
    files: OpenedFiles
    max_attempts: int
    max_interruptions: int = 8

    def read(self, number: int) -> None:
        """Read a range and keep its pages; nothing when that was done before, or its pli has ended.

        Raises WeatherError (try again; the attempt does not count), DocumentError or OurError.
        """
        work = begin_range(number)
        if work is None:
            return
        job = job_for(work.channel, backlog=work.backlog)
        if work.attempt.failures >= self.max_attempts or work.attempt.interruptions >= self.max_interruptions:
            give_up_range(number, job)
            return
        tools = replace(self.tools, on_page=sign_of_life(work.pli))
        try:
            with tools.span("range", work.pli), self.files.opened(work.range.source) as originals:
                pages = _read(work.range, originals, tools)
        except WeatherError:
            give_back_range(number)
            raise
        except BaseException:  # the job runner: whatever it was, this attempt failed, and said so
            note_range_failure(number)
            raise
        if tools.page_cache is not None:
            tools.page_cache.trim()
        last = finish_range(number, pages_to_bytes(pages), job)
        log.info("range_read", pli=work.pli, range=number, pages=len(pages), attempt=work.attempt.number, last=last)


def open_stored(source: SourceFile, folder: Path, tools: Tools) -> Sequence[OpenedOriginal]:
    """A stored file and what is packed in it, in an empty folder. Raises as ``open_originals`` does."""
    path = folder / RECEIVED
    tools.store.fetch_file(source.key, path)
    nobody_asks = datetime(1970, 1, 1, tzinfo=UTC)
    reception = Reception(
        id=source.sha256,
        path=path,
        name=source.name,
        sha256=source.sha256,
        received_at=nobody_asks,
        received_at_source=DateSource.FILE,
        arrivals=(),
        key=source.key,
    )
    return open_originals(reception, tools, folder)


def _read(wanted: PageRange, originals: Sequence[OpenedOriginal], tools: Tools) -> list[Page]:
    by_sha256 = {original.file.sha256: original for original in reversed(originals)}
    asked = []
    for portion in wanted.portions:
        original = by_sha256.get(portion.original)
        if original is None or original.pages < portion.last:
            raise OurError("a file does not open as it did when its pages were shared out")
        futures = ask_for_pages(original, range(portion.first, portion.last + 1), tools)
        asked.append((original, futures))
    with none_left_behind(futures for _, futures in asked):
        return [
            answered_page(original, number, future, tools)
            for original, futures in asked
            for number, future in futures.items()
        ]

"""What a worker does with one pli: count the attempt, fetch, process, record. The life of a pli outside ``process``."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from dossier.errors import DocumentError, WeatherError
from storage.register.ledger import (
    WaitingPli,
    arrivals_of,
    ask_for_ranges,
    begin_attempt,
    fetch_waiting,
    give_back_attempt,
    ranges_missing,
    tried_most,
)
from workers.catching_up import catch_up
from workers.filing import Ending, KeptFile, quarantine
from workers.jobs import pages_job
from workers.page_ranges import PagesElsewhere
from workers.pipeline import process
from workers.reception import RECEIVED, Reception, Tools
from workers.recording import record
from workers.registered_dossiers import RegisteredDossiers
from workers.registered_ranges import RegisteredRanges
from workers.relay import UNFINISHED_AFTER
from workers.signs_of_life import sign_of_life

log = structlog.get_logger()

TRIED_TOO_OFTEN = DocumentError(
    "trop_d_essais", "La lecture de ce pli a échoué plusieurs fois ; une personne doit l'ouvrir."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Handler:
    """Reads plis with ``tools``; after ``max_attempts`` a pli goes to quarantine instead.

    A pli of more than twice ``range_pages`` pages is shared out among jobs first, in ranges of so many; 0 reads every
    pli here. The last of them has it handled again.
    """

    tools: Tools
    max_attempts: int
    range_pages: int = 0

    def handle(self, pli: str) -> None:
        """Read a pli and record how it ended; when that was done before, only arrivals since then are listed.

        Raises WeatherError (try again; the attempt does not count) or OurError.
        """
        waiting = fetch_waiting(pli)
        pages = pages_job(backlog=waiting.backlog)
        failed = tried_most(pli) > self.max_attempts
        if not failed and ranges_missing(pli, pages, UNFINISHED_AFTER):
            return
        attempt = begin_attempt(pli)
        if attempt == 0:
            catch_up(pli, self.tools)
            return
        work = Path(tempfile.mkdtemp(prefix="pli-"))
        try:
            reception = self._fetch(waiting, work)
            endings = self._endings(reception, give_up=failed or attempt > self.max_attempts, work=work)
            record(waiting, endings, self.tools)
        except PagesElsewhere as large:
            ranges = ask_for_ranges(pli, large.ranges, pages)
            log.info("pages_shared_out", pli=pli, ranges=ranges)
            return
        except WeatherError:
            give_back_attempt(pli)
            raise
        finally:
            shutil.rmtree(work, ignore_errors=True)
        log.info("pli_handled", pli=pli, attempt=attempt, endings=[type(ending).__name__ for ending in endings])

    def _endings(self, reception: Reception, *, give_up: bool, work: Path) -> Sequence[Ending]:
        if give_up:
            return [quarantine(KeptFile.whole(reception), [(reception.name, TRIED_TOO_OFTEN)], self.tools)]
        tools = replace(self.tools, on_page=sign_of_life(reception.id), dossiers=RegisteredDossiers())
        if self.range_pages:
            tools = replace(tools, ranges=RegisteredRanges(pli=reception.id, size=self.range_pages))
        return process(reception, tools, work)

    def _fetch(self, waiting: WaitingPli, work: Path) -> Reception:
        path = work / RECEIVED
        self.tools.store.fetch_file(waiting.key, path)
        return Reception(
            id=waiting.id,
            path=path,
            name=waiting.name,
            sha256=waiting.sha256,
            received_at=waiting.received_at,
            received_at_source=waiting.received_at_source,
            arrivals=arrivals_of(waiting.id),
            channel=waiting.channel,
            backlog=waiting.backlog,
            key=waiting.key,
            lot=waiting.lot,
        )

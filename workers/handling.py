"""What a worker does with one pli: count the attempt, fetch, process, record. The life of a pli outside ``process``."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from dossier.errors import DocumentError, WeatherError
from storage.register.ledger import (
    Attempt,
    WaitingPli,
    arrivals_of,
    ask_for_ranges,
    fetch_waiting,
    files_given_up,
    give_back_attempt,
    note_failure,
    ranges_missing,
)
from workers.begun_lots import note_begun
from workers.catching_up import catch_up
from workers.filing import Ending, KeptFile, quarantine
from workers.in_hand import InHand
from workers.jobs import pages_job
from workers.page_ranges import PagesElsewhere
from workers.pipeline import process
from workers.reception import RECEIVED, Reception, Tools
from workers.recording import record
from workers.registered_dossiers import RegisteredDossiers
from workers.registered_ranges import RegisteredRanges
from workers.relay import UNFINISHED_AFTER
from workers.tidying import tidy

log = structlog.get_logger()

TRIED_TOO_OFTEN = DocumentError(
    "trop_d_essais", "La lecture de ce pli a échoué plusieurs fois ; une personne doit l'ouvrir."
)
INTERRUPTED_TOO_OFTEN = DocumentError(
    "trop_d_interruptions",
    "Le programme s'est arrêté plusieurs fois pendant la lecture de ce pli, sans pouvoir dire pourquoi : une suite de"
    " pannes, ou un fichier qui l'épuise. Relancez la lecture ; si cela recommence, une personne doit l'ouvrir.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Handler:
    """Reads plis with ``tools``.

    After ``max_attempts`` that failed a pli goes to quarantine instead; so it does after ``max_interruptions`` attempts
    that ended without a word. The latter are more: a machine that is switched off says nothing about the pli that it
    was reading, and only one that meets this again and again is suspect. A pli of more than twice ``range_pages`` pages
    is shared out among jobs first, in ranges of so many; 0 reads every pli here. The last of them has it handled again.
    The last attempt of all joins nothing: a pli whose dossier cannot be read again waits for an agent.
    """

    tools: Tools
    max_attempts: int
    max_interruptions: int = 8
    range_pages: int = 0

    def handle(self, pli: str) -> None:
        """Read a pli and record how it ended; when that was done before, only arrivals since then are listed.

        Raises WeatherError (try again; the attempt does not count) or OurError.
        """
        with self.tools.span("pli", pli), InHand(pli) as hand:
            if hand.attempt is not None:
                self._attempt(hand, hand.attempt)
            else:
                catch_up(pli, self.tools, hand.keep)
            tidy(pli, self.tools, hand.keep)

    def _attempt(self, hand: InHand, attempt: Attempt) -> None:
        try:
            waiting = fetch_waiting(hand.pli)
            pages = pages_job(backlog=waiting.backlog)
            given_up = files_given_up(hand.pli)
            if not given_up and ranges_missing(hand.pli, pages, UNFINISHED_AFTER):
                give_back_attempt(hand.pli)
                return
            fault = TRIED_TOO_OFTEN if waiting.key in given_up else self._too_often(attempt)
            by_itself = bool(given_up) or self._is_last(attempt)
            self._read(waiting, hand, fault, replace(self.tools, by_itself=by_itself))
        except PagesElsewhere as large:
            ranges = ask_for_ranges(hand.pli, large.ranges, pages)
            log.info("pages_shared_out", pli=hand.pli, ranges=ranges)
        except WeatherError:
            give_back_attempt(hand.pli)
            raise
        except BaseException:  # the job runner: whatever it was, this attempt failed, and said so
            note_failure(hand.pli)
            raise

    def _read(self, waiting: WaitingPli, hand: InHand, fault: DocumentError | None, tools: Tools) -> None:
        tools = replace(
            tools,
            require_in_hand=hand.require,
            dossiers=RegisteredDossiers(),
            on_cut=lambda plis: note_begun(waiting.sha256, plis, tools.store),
        )
        if self.range_pages:
            tools = replace(tools, ranges=RegisteredRanges(pli=hand.pli, size=self.range_pages))
        with tempfile.TemporaryDirectory(prefix="pli-", ignore_cleanup_errors=True) as work:
            endings = self._endings(self._fetch(waiting, Path(work)), fault, tools, Path(work))
            with tools.span("record"):
                record(waiting, endings, tools)
        log.info("pli_handled", pli=hand.pli, endings=[type(ending).__name__ for ending in endings])

    def _endings(self, reception: Reception, fault: DocumentError | None, tools: Tools, work: Path) -> Sequence[Ending]:
        if fault is not None:
            return [quarantine(KeptFile.whole(reception), [(reception.name, fault)], tools)]
        return process(reception, tools, work)

    def _too_often(self, attempt: Attempt) -> DocumentError | None:
        if attempt.failures >= self.max_attempts:
            return TRIED_TOO_OFTEN
        return INTERRUPTED_TOO_OFTEN if attempt.interruptions >= self.max_interruptions else None

    def _is_last(self, attempt: Attempt) -> bool:
        """Whether it goes to quarantine if this attempt fails too, as others did. It is no late pli's fault when the
        dossier that it continues makes each of them fail: the last one leaves that alone.
        """
        return 0 < attempt.failures == self.max_attempts - 1 or 0 < attempt.interruptions == self.max_interruptions - 1

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

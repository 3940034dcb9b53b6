"""What a worker does with one pli: count the attempt, fetch, process, record. The life of a pli outside ``process``."""

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from dossier.errors import DocumentError, WeatherError
from storage.register.ledger import (
    WaitingPli,
    arrivals_of,
    begin_attempt,
    fetch_waiting,
    give_back_attempt,
    still_working,
)
from workers.catching_up import catch_up
from workers.filing import Ending, KeptFile, quarantine
from workers.pipeline import process
from workers.reception import RECEIVED, Reception, Tools
from workers.recording import record
from workers.registered_dossiers import RegisteredDossiers

log = structlog.get_logger()

SIGN_OF_LIFE_EVERY_S = 30.0
TRIED_TOO_OFTEN = DocumentError(
    "trop_d_essais", "La lecture de ce pli a échoué plusieurs fois ; une personne doit l'ouvrir."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Handler:
    """Reads plis with ``tools``; after ``max_attempts`` a pli goes to quarantine instead."""

    tools: Tools
    max_attempts: int

    def handle(self, pli: str) -> None:
        """Read a pli and record how it ended; when that was done before, only arrivals since then are listed.

        Raises WeatherError (try again; the attempt does not count) or OurError.
        """
        attempt = begin_attempt(pli)
        if attempt == 0:
            catch_up(pli, self.tools)
            return
        waiting = fetch_waiting(pli)
        work = Path(tempfile.mkdtemp(prefix="pli-"))
        try:
            endings = self._endings(waiting, attempt, work)
            record(waiting, endings, self.tools)
        except WeatherError:
            give_back_attempt(pli)
            raise
        finally:
            shutil.rmtree(work, ignore_errors=True)
        log.info("pli_handled", pli=pli, attempt=attempt, endings=[type(ending).__name__ for ending in endings])

    def _endings(self, waiting: WaitingPli, attempt: int, work: Path) -> list[Ending]:
        reception = self._fetch(waiting, work)
        if attempt > self.max_attempts:
            return [quarantine(KeptFile.whole(reception), [(reception.name, TRIED_TOO_OFTEN)], self.tools)]
        tools = replace(self.tools, on_page=_sign_of_life(waiting.id), dossiers=RegisteredDossiers())
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


def _sign_of_life(pli: str) -> Callable[[], None]:
    """Called at each page read: tells the register now and then that the work goes on."""
    last = time.monotonic()

    def on_page() -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > SIGN_OF_LIFE_EVERY_S:
            last = now
            try:
                still_working(pli)
            except WeatherError as error:  # one sign less; what is read already is not thrown away for it
                log.warning("sign_of_life_lost", pli=pli, why=str(error))

    return on_page

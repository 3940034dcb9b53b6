"""What a worker does with one pli: count the attempt, fetch, process, record. The life of a pli outside ``process``."""

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from dossier.errors import DocumentError, WeatherError
from storage.register.ledger import (
    CutPli,
    WaitingPli,
    arrivals_of,
    begin_attempt,
    fetch_waiting,
    give_back_attempt,
    record_courrier,
    record_division,
    record_filing,
    record_quarantine,
    register_transaction,
    still_working,
)
from workers.filing import Ending, Filed, KeptFile, Quarantined, SetAside, quarantine
from workers.pipeline import process
from workers.reception import RECEIVED, Reception, Tools

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
        """Read a pli and record how it ended; nothing when that was done before.

        Raises WeatherError (try again; the attempt does not count) or OurError.
        """
        attempt = begin_attempt(pli)
        if attempt == 0:
            return
        waiting = fetch_waiting(pli)
        work = Path(tempfile.mkdtemp(prefix="pli-"))
        try:
            endings = self._endings(waiting, attempt, work)
            _record(waiting, endings)
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
        tools = replace(self.tools, on_page=_sign_of_life(waiting.id))
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


def _record(waiting: WaitingPli, endings: Sequence[Ending]) -> None:
    """How everything in a received file ended, in one transaction."""
    with register_transaction():
        cut = [ending for ending in endings if ending.lot]
        if cut:
            pages = max(ending.lot.last_page for ending in cut if ending.lot)
            record_division(waiting.id, [_cut_pli(ending) for ending in cut], pages=pages, job=None)
        for ending in endings:
            _record_ending(ending)


def _record_ending(ending: Ending) -> None:
    match ending:
        case Filed():
            record_filing(ending.pli.id, ending.dossier, manifest=ending.manifest_key, faults=ending.faults)
        case SetAside():
            record_courrier(ending.courrier)
        case Quarantined():
            record_quarantine(ending.quarantine)


def _cut_pli(ending: Ending) -> CutPli:
    assert ending.lot is not None  # only the plis of a lot are asked for
    if isinstance(ending, Quarantined):
        kept, key = ending.kept, ending.quarantine.faults[0].key
        return CutPli(
            id=kept.pli,
            lot=ending.lot,
            sha256=kept.sha256,
            key=key,
            name=kept.name,
            size_bytes=kept.path.stat().st_size,
        )
    original = ending.pli.originals[0]
    return CutPli(
        id=ending.pli.id,
        lot=ending.lot,
        sha256=original.sha256,
        key=original.key,
        name=original.name,
        size_bytes=original.size_bytes,
    )

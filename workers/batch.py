"""Files and folders, read on this machine without any server: what ``pli process`` does."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from dossier.errors import Fault
from dossier.ids import courrier_key, pli_id
from dossier.mail import Arrival, Channel, DateSource
from dossier.quarantine import Quarantine
from ingest.separators import Batch
from workers.files import sha256_of
from workers.filing import Ending, Filed, Quarantined, SetAside
from workers.known import known_endings, note_arrivals, outcome_of, quarantine_from_json
from workers.lot_list import load_lot_list
from workers.pipeline import process
from workers.reception import RECEIVED, Reception, Tools


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """How one received file ended: little, since a batch keeps one of these for each file.

    ``manifests`` and ``courriers`` are keys, ``outcomes`` those of the manifests. ``quarantines`` are the reasons why
    plis could not be read at all, ``faults`` why parts of filed ones could not. ``lots`` are the cover sheets in it
    that announce another number of envelopes than were found. ``failure`` is set when something failed that should not
    have: a bug, a full disk.
    """

    reception: Reception
    manifests: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    courriers: tuple[str, ...] = ()
    quarantines: tuple[Quarantine, ...] = ()
    faults: tuple[Fault, ...] = ()
    lots: tuple[Batch, ...] = ()
    failure: Exception | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """What the command line says of all files: the channel, and the day they were received."""

    channel: Channel | None = None
    received_on: datetime | None = None


# What we write into the output folder: no mail, where the output folder is (in) the folder of the mail.
_WRITTEN = frozenset({"plis", "lots", "dossiers", "courriers", "quarantine", ".pli-drafts"})


def _raise(error: OSError) -> None:
    raise error


def find_files(paths: Iterable[Path], excluded: Path, on_error: Callable[[OSError], None] = _raise) -> Iterator[Path]:
    """Every regular file under ``paths``, sorted, links not followed; nothing that was written to ``excluded``.

    ``on_error`` hears of each folder that cannot be listed.
    """
    for path in paths:
        if path.is_symlink():
            continue
        if path.is_file():
            yield path
        else:
            yield from _walk(path, excluded.resolve(), on_error)


def _walk(folder: Path, excluded: Path, on_error: Callable[[OSError], None]) -> Iterator[Path]:
    if _is_written(folder.resolve(), excluded):
        return
    for root, folders, names in os.walk(folder, onerror=on_error, followlinks=False):
        here = Path(root)
        resolved = {name: (here / name).resolve() for name in folders}
        folders[:] = sorted(n for n, at in resolved.items() if at != excluded and not _is_written(at, excluded))
        for name in sorted(names):
            path = here / name
            if path.is_file() and not path.is_symlink():
                yield path


def _is_written(folder: Path, out: Path) -> bool:
    return folder.is_relative_to(out) and bool(_WRITTEN.intersection(folder.relative_to(out).parts[:1]))


def receptions(files: Iterable[Path], door: Door, on_error: Callable[[OSError], None] = _raise) -> list[Reception]:
    """One reception for each content: the same bytes under two names are one pli with both arrivals.

    ``on_error`` hears of each file that cannot be read.
    """
    by_content: dict[str, Reception] = {}
    for path in files:
        try:
            received = _reception(path, door)
        except OSError as error:
            on_error(error)
            continue
        known = by_content.setdefault(received.sha256, received)
        if known is not received:
            by_content[received.sha256] = replace(known, arrivals=(*known.arrivals, *received.arrivals))
    return list(by_content.values())


def _reception(path: Path, door: Door) -> Reception:
    sha256 = sha256_of(path)
    name = os.fsencode(path.name).decode("utf-8", "replace")  # a file system's name may be any bytes, a manifest's not
    received_at = door.received_on or datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Reception(
        id=pli_id(sha256),
        path=path,
        name=name,
        sha256=sha256,
        channel=door.channel,
        received_at=received_at,
        received_at_source=DateSource.AGENT if door.received_on else DateSource.FILE,
        arrivals=(Arrival(name=name, received_at=received_at),),
    )


def process_all(
    received: Sequence[Reception], tools: Tools, in_flight: int, on_done: Callable[[Done], None]
) -> list[Done]:
    """Read every file, ``in_flight`` of them at a time, in the order given. A failure of one never stops the others."""
    with ThreadPoolExecutor(in_flight, thread_name_prefix="pli") as threads:
        futures = [threads.submit(_process_one, reception, tools) for reception in received]
        try:
            for future in as_completed(futures):
                on_done(future.result())
        except BaseException:  # Ctrl-C above all: what waits is dropped, what is read now is broken off
            threads.shutdown(wait=False, cancel_futures=True)
            tools.sandbox.stop()
            raise
    return [future.result() for future in futures]


def _process_one(reception: Reception, tools: Tools) -> Done:
    try:
        with tempfile.TemporaryDirectory(prefix="pli-", ignore_cleanup_errors=True) as work:
            return _read_or_known(reception, tools, Path(work))
    except Exception as error:  # noqa: BLE001  # the job runner: a bug met on one file must not stop the batch, and is reported
        return Done(reception=reception, failure=error)


def _read_or_known(reception: Reception, tools: Tools, work: Path) -> Done:
    known = known_endings(reception, tools)
    if known is None:
        here = work / RECEIVED  # under a name of ours: PDF and picture libraries refuse paths that are no UTF-8
        here.symlink_to(reception.path.absolute())
        done = _done_now(reception, process(replace(reception, path=here), tools, work))
    else:
        for ending in known:
            note_arrivals(ending, reception.arrivals, tools)
        done = _done_before(reception, [ending.key for ending in known], tools)
    listed = load_lot_list(reception.sha256, tools.store)
    return replace(done, lots=tuple(batch for batch in listed.batches if batch.count_differs) if listed else ())


def _done_now(reception: Reception, endings: Sequence[Ending]) -> Done:
    filed = [ending for ending in endings if isinstance(ending, Filed)]
    return Done(
        reception=reception,
        manifests=tuple(ending.manifest_key for ending in filed),
        outcomes=tuple(ending.dossier.findings.recevabilite.outcome.value for ending in filed),
        courriers=tuple(courrier_key(ending.pli.id) for ending in endings if isinstance(ending, SetAside)),
        quarantines=tuple(ending.quarantine for ending in endings if isinstance(ending, Quarantined)),
        faults=tuple(fault for ending in endings if isinstance(ending, Filed | SetAside) for fault in ending.faults),
    )


def _done_before(reception: Reception, keys: Sequence[str], tools: Tools) -> Done:
    manifests = [key for key in keys if key.startswith("dossiers/")]
    reasons = [key for key in keys if key.startswith("quarantine/")]
    return Done(
        reception=reception,
        manifests=tuple(manifests),
        outcomes=tuple(outcome_of(tools.store.get_bytes(key)) for key in manifests),
        courriers=tuple(key for key in keys if key.startswith("courriers/")),
        quarantines=tuple(quarantine_from_json(tools.store.get_bytes(key)) for key in reasons),
    )

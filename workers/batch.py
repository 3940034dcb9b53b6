"""Files and folders, read on this machine without any server: what ``pli process`` does."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from dossier.errors import Fault
from dossier.ids import pli_id
from dossier.mail import Arrival, Channel, DateSource
from dossier.quarantine import Quarantine
from workers.files import sha256_of
from workers.filing import Ending, Filed, Quarantined, SetAside, courrier_key
from workers.known import known_endings, note_arrivals, outcome_of, quarantine_from_json
from workers.pipeline import process
from workers.reception import Reception, Tools


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """How one received file ended: little, since a batch keeps one of these for each file.

    ``manifests`` and ``courriers`` are keys, ``outcomes`` those of the manifests. ``quarantines`` are the reasons why
    plis could not be read at all, ``faults`` why parts of filed ones could not. ``failure`` is set when something
    failed that should not have: a bug, a full disk.
    """

    reception: Reception
    manifests: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    courriers: tuple[str, ...] = ()
    quarantines: tuple[Quarantine, ...] = ()
    faults: tuple[Fault, ...] = ()
    failure: Exception | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """What the command line says of all files: the channel, and the day they were received."""

    channel: Channel | None = None
    received_on: datetime | None = None


def find_files(paths: Iterable[Path], excluded: Path) -> Iterator[Path]:
    """Every regular file under ``paths``, sorted, links not followed; nothing under ``excluded`` (the output)."""
    for path in paths:
        if path.is_symlink():
            continue
        if path.is_file():
            yield path
        else:
            yield from _walk(path, excluded.resolve())


def _walk(folder: Path, excluded: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder, followlinks=False):
        here = Path(root)
        folders[:] = sorted(name for name in folders if (here / name).resolve() != excluded)
        for name in sorted(names):
            path = here / name
            if path.is_file() and not path.is_symlink():
                yield path


def receptions(files: Iterable[Path], door: Door) -> list[Reception]:
    """One reception for each content: the same bytes under two names are one pli with both arrivals."""
    by_content: dict[str, Reception] = {}
    for path in files:
        sha256 = sha256_of(path)
        modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        received_at = door.received_on or modified
        arrival = Arrival(name=path.name, received_at=received_at)
        known = by_content.get(sha256)
        if known is not None:
            by_content[sha256] = replace(known, arrivals=(*known.arrivals, arrival))
            continue
        by_content[sha256] = Reception(
            id=pli_id(sha256),
            path=path,
            name=path.name,
            sha256=sha256,
            channel=door.channel,
            received_at=received_at,
            received_at_source=DateSource.AGENT if door.received_on else DateSource.FILE,
            arrivals=(arrival,),
        )
    return list(by_content.values())


def process_all(
    received: Sequence[Reception], tools: Tools, in_flight: int, on_done: Callable[[Done], None]
) -> list[Done]:
    """Read every file, ``in_flight`` of them at a time, in the order given. A failure of one never stops the others."""
    with ThreadPoolExecutor(in_flight, thread_name_prefix="pli") as threads:
        futures = [threads.submit(_process_one, reception, tools) for reception in received]
        for future in as_completed(futures):
            on_done(future.result())
    return [future.result() for future in futures]


def _process_one(reception: Reception, tools: Tools) -> Done:
    work = Path(tempfile.mkdtemp(prefix="pli-"))
    try:
        known = known_endings(reception, tools)
        if known is not None:
            for key in known:
                note_arrivals(key, reception, reception.arrivals, tools)
            return _done_before(reception, known, tools)
        return _done_now(reception, process(reception, tools, work))
    except Exception as error:  # noqa: BLE001  # the job runner: a bug met on one file must not stop the batch, and is reported
        return Done(reception=reception, failure=error)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _done_now(reception: Reception, endings: Sequence[Ending]) -> Done:
    filed = [ending for ending in endings if isinstance(ending, Filed)]
    return Done(
        reception=reception,
        manifests=tuple(ending.manifest_key for ending in filed),
        outcomes=tuple(ending.dossier.findings.recevabilite.outcome.value for ending in filed),
        courriers=tuple(courrier_key(ending.pli.id) for ending in endings if isinstance(ending, SetAside)),
        quarantines=tuple(ending.quarantine for ending in endings if isinstance(ending, Quarantined)),
        faults=tuple(fault for ending in endings if not isinstance(ending, Quarantined) for fault in ending.faults),
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

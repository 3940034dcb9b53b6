"""One hostile file with a good filing behind it, through the pipeline of ``pli process``: endings, time, memory."""

import multiprocessing
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.bombs.case import Case
from bench.bombs.watch import Watch
from dossier.settings import Limits
from pli.settings import load_settings
from pli.wiring import make_tools, open_sandbox
from storage.directory_store import DirectoryStore
from workers.batch import Done, Door, process_all, receptions
from workers.reception import Tools


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """``ending``: quarantine, dossier, courrier or failure. ``reasons`` are (code, message), in French, of all that
    was not read. ``good``: whether the filing behind it became a dossier. Memory is that of the largest child."""

    case: Case
    ending: str
    reasons: tuple[tuple[str, str], ...]
    good: bool
    seconds: float
    cpu_s: float
    largest_bytes: int
    file_bytes: int

    @property
    def passed(self) -> bool:
        told = bool(self.reasons) or (self.case.harmless and self.ending in {"dossier", "courrier"})
        return self.good and self.ending != "failure" and told


@contextmanager
def bench_tools(folder: Path, limits: Limits) -> Iterator[Tools]:
    """What ``pli process --jobs 1`` works with; the same children for all cases, as a worker has them."""
    settings = load_settings(prefecture="33", jobs=1).model_copy(update={"limits": limits})
    with open_sandbox(settings) as sandbox:
        yield make_tools(settings, DirectoryStore(folder), sandbox)


def try_case(case: Case, good: bytes, tools: Tools, folder: Path) -> Outcome:
    """Make the file, process it with a good filing behind it, and say how both ended. Leaves nothing in ``folder``."""
    folder.mkdir()
    bomb, sound = folder / f"a.{case.suffix}", folder / "z.pdf"
    maker = multiprocessing.get_context("fork").Process(target=case.make, args=(bomb,))
    maker.start()
    maker.join()
    sound.write_bytes(good + case.name.encode())  # another filing each time: the same one would be known
    size, started = bomb.stat().st_size, time.monotonic()
    with Watch(os.getpid()) as watch:
        first, second = process_all(receptions([bomb, sound], Door()), tools, 1, lambda done: None)
    seconds = time.monotonic() - started
    shutil.rmtree(folder)
    return Outcome(
        case=case,
        ending=_ending(first),
        reasons=_reasons(first),
        good=bool(second.manifests),
        seconds=seconds,
        cpu_s=watch.cpu_s,
        largest_bytes=watch.largest,
        file_bytes=size,
    )


def _ending(done: Done) -> str:
    if done.failure is not None:
        return "failure"
    return "dossier" if done.manifests else "courrier" if done.courriers else "quarantine"


def _reasons(done: Done) -> tuple[tuple[str, str], ...]:
    if done.failure is not None:
        return ((type(done.failure).__name__, str(done.failure)),)
    faults = [*(fault for kept in done.quarantines for fault in kept.faults), *done.faults]
    return tuple((fault.code, fault.message) for fault in faults)

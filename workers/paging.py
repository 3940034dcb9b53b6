"""Step 1, second half: each file that may be read becomes pages, within the time and the pages that one pli may have.

Each file has its own limits; but two thousand attachments that all stay below them could hold a worker for days.
"""

import resource
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from dossier.errors import DocumentError
from dossier.settings import Limits
from ingest.formats import MESSAGES
from ingest.pages import PagedFile, to_pages
from ingest.unfold import UnfoldedFile
from workers.reception import Tools
from workers.sandbox import TIMED_OUT, result_of
from workers.scanning import ScannedFile

# What a file is reckoned at that broke the program which opened it: nobody measured it.
_BROKE_S = 30.0


@dataclass(frozen=True, kw_only=True, slots=True)
class FilePages:
    """What became of a file: its pages, or none; and why it, or a part of it, cannot be read. ``cpu_s`` is what that
    took of a processor."""

    paged: PagedFile | None = None
    fault: DocumentError | None = None
    cpu_s: float = 0.0


def page_files(files: Sequence[ScannedFile], tools: Tools, work: Path) -> list[FilePages]:
    """The pages of each file, in order. Those behind the file with which the pli has taken too much are left.

    Raises WeatherError.
    """
    asked = _asked(files, tools, work)
    answered: dict[int, FilePages] = {}
    seconds, pages = 0.0, 0
    outcomes = []
    for scanned, future in zip(files, asked, strict=True):
        if future is None:
            outcomes.append(FilePages(fault=scanned.held))
            continue
        if id(future) not in answered:
            answered[id(future)] = answer_of(future, tools.limits, taken_s=seconds)
            seconds += answered[id(future)].cpu_s
        outcome = answered[id(future)]
        pages += outcome.paged.pages if outcome.paged else 0
        outcomes.append(outcome if pages <= tools.limits.pli_pages else FilePages(fault=_too_many(tools.limits)))
    return outcomes


def timed_pages(file: UnfoldedFile, work: Path, limits: Limits) -> FilePages:
    """What ``to_pages`` gives or raises, and how long it took: this process and those that it has started."""
    before = _cpu_s()
    try:
        paged = to_pages(file, work, limits)
    except DocumentError as fault:
        return FilePages(fault=fault, cpu_s=_cpu_s() - before)
    return FilePages(paged=paged, fault=paged.fault if paged else None, cpu_s=_cpu_s() - before)


def _asked(files: Sequence[ScannedFile], tools: Tools, work: Path) -> "list[Future[FilePages] | None]":
    """One for each file, the same where a thousand attachments are the same one; None for what is held."""
    by_content: dict[tuple[str, bool], Future[FilePages]] = {}
    asked: list[Future[FilePages] | None] = []
    for scanned in files:
        file = scanned.file
        same = (file.sha256, file.fault is None)
        if scanned.held is not None:
            asked.append(None)
        elif same in by_content:
            asked.append(by_content[same])
        else:
            future = tools.sandbox.submit(timed_pages, file, work, tools.limits, timeout_s=tools.limits.file_seconds)
            asked.append(future)
            if file.format not in MESSAGES:  # a message's page shows who carried it, too
                by_content[same] = future
    return asked


def answer_of(future: "Future[FilePages]", limits: Limits, *, taken_s: float) -> FilePages:
    """What became of a file behind others that took ``taken_s`` together; what broke its reader is reckoned with."""
    if taken_s > limits.pli_seconds:
        future.cancel()
        return FilePages(fault=_too_long(limits))
    try:
        return result_of(future)
    except DocumentError as fault:
        return FilePages(fault=fault, cpu_s=limits.file_seconds if fault.code == TIMED_OUT else _BROKE_S)


def _cpu_s() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _too_long(limits: Limits) -> DocumentError:
    return DocumentError(
        "pli_trop_long",
        f"Les fichiers de cet envoi demandent ensemble plus de {limits.pli_seconds / 60:.0f} minutes de calcul ;"
        " celui-ci n'a pas été ouvert. Demandez-les en plusieurs envois, ou en PDF.",
    )


def _too_many(limits: Limits) -> DocumentError:
    return DocumentError(
        "pli_trop_de_pages",
        f"Les fichiers de cet envoi comptent ensemble plus de {limits.pli_pages} pages ; celui-ci n'a pas été lu."
        " Demandez-les en plusieurs envois.",
    )

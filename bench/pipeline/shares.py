"""Of the CPU time of a page, how much is the engine's own and how much is the classification's."""

import cProfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType

from classify.reading import read_bundle
from dossier.bundle import Bundle, BundlePage, Origin
from dossier.mail import Channel
from dossier.page import Page, PageRef
from ocr import tesserocr_engine
from ocr.reader import ReadSettings, page_count, read_page
from ocr.settings import engine_of

_RECEIVED = datetime(2026, 6, 1, 9, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shares:
    """CPU seconds of all pages of a file, read and classified in this process, nothing started."""

    pages: int
    engine: float
    classify: float


def shares_of(pdf: Path) -> Shares:
    """Reads every page under a profiler that counts CPU time: what passes within the engine's own calls is exact, since
    nothing is profiled inside them."""
    settings = ReadSettings(engine="tesserocr")
    engine_of(settings)
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    pages = [read_page(pdf, number, settings) for number in range(1, page_count(pdf) + 1)]
    profile.disable()
    bundle = _bundle(pages, pdf.name)
    read_bundle(bundle)  # its tables and models are loaded once a process
    started = time.process_time()
    read_bundle(bundle)
    return Shares(pages=len(pages), engine=_engine_seconds(profile), classify=time.process_time() - started)


def _engine_seconds(profile: cProfile.Profile) -> float:
    """What was spent in the engine's own file and not in ours that it calls: tesserocr's compiled calls."""
    spent = [(row.code, row.inlinetime) for row in profile.getstats()]  # pstats would keep one function of each name
    file = tesserocr_engine.__file__
    return sum(seconds for code, seconds in spent if isinstance(code, CodeType) and code.co_filename == file)


def _bundle(pages: list[Page], name: str) -> Bundle:
    return Bundle(
        pages=tuple(
            BundlePage(
                ref=PageRef(0, page.number), page=page, origin=Origin.SCAN, file_name=name, file_start=page.number == 1
            )
            for page in pages
        ),
        channel=Channel.POST,
        received_at=_RECEIVED,
    )

"""Pages are read by the sandbox; what is broken off leaves nothing in it."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from dossier.errors import OurError
from ingest.pages import PagedFile
from ingest.unfold import UnfoldedFile, unfold
from ocr.reader import ReadSettings
from tests.ocr import paper
from workers.originals import OpenedOriginal
from workers.pages import read_pages
from workers.reception import Tools

PAGES = 6


def _at_first_quick(pdf: Path, number: int, settings: ReadSettings) -> None:
    if number > 1:
        time.sleep(40)


def _one() -> int:
    return 1


def _opened(folder: Path, tools: Tools) -> OpenedOriginal:
    path = paper.saved(paper.new_pdf([paper.stream_of((str(number),)) for number in range(PAGES)]), folder / "a.pdf")
    file: UnfoldedFile = unfold(path, "a.pdf", folder / "work", tools.limits)[0]
    return OpenedOriginal(file=file, paged=PagedFile(pdf=path, pages=PAGES, parts=(0,) * PAGES), fault=None)


def test_pages_that_nobody_waits_for_any_more_do_not_hold_others_up(
    tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.pages.read_page", _at_first_quick)

    def time_is_over() -> None:
        raise OurError("time is over")

    with pytest.raises(OurError, match="time is over"):
        read_pages([_opened(tmp_path, tools)], replace(tools, on_page=time_is_over))
    assert tools.sandbox.submit(_one, timeout_s=30).result(timeout=30) == 1

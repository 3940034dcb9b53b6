"""Many files that are each within their limits are together within those of one pli."""

import io
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from dossier.settings import Limits
from ingest.pages import to_pages
from tests.ingest.raw_mail import pdf, with_files
from tests.workers.received import received
from workers.broker import TIME_LIMIT_MS
from workers.filing import Filed
from workers.originals import OpenedOriginal, open_originals
from workers.paging import FilePages, answer_of, timed_pages
from workers.pipeline import process
from workers.reception import Tools


def _pages(count: int, title: str) -> bytes:
    """Another file for each title."""
    with pikepdf.open(io.BytesIO(pdf(count))) as document:
        document.docinfo["/Title"] = title
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def _open(content: bytes, tools: Tools, work: Path, **limits: float) -> list[OpenedOriginal]:
    changed = replace(tools, limits=replace(tools.limits, **limits))  # type: ignore[arg-type]  # names are of Limits
    return open_originals(received(work, content), changed, work)


def _told(originals: Sequence[OpenedOriginal]) -> list[tuple[str, int, str | None]]:
    return [(one.file.name, one.pages, one.fault.code if one.fault else None) for one in originals]


def test_files_behind_the_most_pages_of_a_pli_are_left(tools: Tools, tmp_path: Path) -> None:
    files = {f"{name}.pdf": _pages(4, name) for name in "abcd"} | {"e.pdf": _pages(4, "a")}
    assert _told(_open(with_files(files), tools, tmp_path, pli_pages=9)) == [
        ("a.eml", 1, None),
        ("a.pdf", 4, None),
        ("b.pdf", 4, None),
        ("c.pdf", 0, "pli_trop_de_pages"),
        ("d.pdf", 0, "pli_trop_de_pages"),
        ("e.pdf", 0, "pli_trop_de_pages"),  # the same as the first: its pages would be listed all the same
    ]


def test_files_behind_the_time_of_a_pli_are_left(tools: Tools, tmp_path: Path) -> None:
    files = {f"{name}.pdf": _pages(1, name) for name in "abc"}
    message, *others = _open(with_files(files), tools, tmp_path, pli_seconds=0.005)
    assert message.pages == 1
    assert {(one.pages, one.fault and one.fault.code) for one in others} == {(0, "pli_trop_long")}
    assert len(others) == 3


def test_the_time_of_a_pli_ends_before_that_of_its_worker() -> None:
    """On one processor, scanned and opened one after the other; the last file may take its own time beyond."""
    limits = Limits()
    assert 2 * limits.pli_seconds + limits.file_seconds <= TIME_LIMIT_MS / 1000


@pytest.mark.parametrize(
    ("function", "argument", "code", "reckoned_s"),
    [(os._exit, 1, "lecture_interrompue", 30.0), (time.sleep, 60, "delai_depasse", 7.0)],
)
def test_a_file_that_broke_its_reader_is_reckoned_with(
    function: Callable[[int], FilePages], argument: int, code: str, reckoned_s: float, tools: Tools
) -> None:
    future = tools.sandbox.submit(function, argument, timeout_s=0.5)
    answer = answer_of(future, Limits(file_seconds=7.0), taken_s=0.0)
    assert answer.fault is not None
    assert (answer.fault.code, answer.cpu_s) == (code, reckoned_s)


def test_what_was_left_is_told_and_the_rest_of_the_pli_is_filed(tools: Tools, tmp_path: Path) -> None:
    few = replace(tools, limits=Limits(pli_pages=3))
    raw = with_files({"a.pdf": _pages(2, "a"), "b.pdf": _pages(2, "b")}, "Je demande un titre de séjour. Awa Sarr")
    (ending,) = process(received(tmp_path, raw), few, tmp_path)
    assert isinstance(ending, Filed)
    assert [(one.name, one.pages, one.error) for one in ending.pli.originals] == [
        ("a.eml", 1, None), ("a.pdf", 2, None), ("b.pdf", 0, "pli_trop_de_pages"),
    ]  # fmt: skip
    (fault,) = ending.faults
    assert fault.original == "b.pdf"
    assert "plus de 3 pages" in fault.message


@pytest.mark.parametrize("content", [pdf(), b"", b"%PDF-1.4\nrien"], ids=["PDF", "empty", "broken"])
def test_a_file_is_timed_whether_it_can_be_shown_or_not(content: bytes, tools: Tools, tmp_path: Path) -> None:
    from ingest.unfold import unfold

    (tmp_path / "in").write_bytes(content)
    (file,) = unfold(tmp_path / "in", "a", tmp_path, Limits())
    pages = timed_pages(file, tmp_path, Limits())
    assert (pages.paged is None) == (pages.fault is not None)
    assert pages.cpu_s >= 0
    if pages.paged:
        assert pages.paged == to_pages(file, tmp_path, Limits())

"""``pli process`` as a contestant: the whole command, start-up, finding, pièces and manifest included."""

import contextlib
import ctypes
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2 as pdfium

from bench.ocr.run import Run

PR_SET_CHILD_SUBREAPER = 36  # prctl(2)


def whole_command(engine: str) -> Callable[[Sequence[Path], Path], Run]:
    """``pli process`` with this engine; the words are those of the searchable pièces and of the text layers."""

    def run(pdfs: Sequence[Path], folder: Path) -> Run:
        adopt_orphans()
        ours = own_children()
        out = folder / "out"
        started, before = time.perf_counter(), children_cpu_seconds()
        subprocess.run(
            [sys.executable, "-m", "pli.cli", "process", *map(str, pdfs), "--out", str(out)],
            check=True,
            capture_output=True,
            env={**os.environ, "PLI_OCR_ENGINE": engine},
        )
        wall = time.perf_counter() - started
        wait_for_orphans(ours)
        cpu = children_cpu_seconds() - before
        return Run(cpu_seconds=cpu, wall_seconds=wall, words=_words(out, pdfs))

    return run


def adopt_orphans() -> None:
    """Children of children that outlive their parent become ours, so that their CPU time is counted."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def own_children() -> frozenset[int]:
    """The ids of the processes that this one has started or adopted: what readers run within it leave one behind."""
    lists = Path("/proc/self/task").glob("*/children")
    return frozenset(int(child) for children in lists for child in children.read_text().split())


def wait_for_orphans(ours: frozenset[int]) -> None:
    """Wait for every child but ``ours``, those that come from it meanwhile included."""
    while orphans := own_children() - ours:
        for child in orphans:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child, 0)


def children_cpu_seconds() -> float:
    """User and system seconds of all children that have ended and were waited for."""
    use = resource.getrusage(resource.RUSAGE_CHILDREN)
    return use.ru_utime + use.ru_stime


def _words(out: Path, pdfs: Sequence[Path]) -> tuple[tuple[str, ...], ...]:
    """The words of each page of each file, in order; none for a page that was skipped as blank."""
    read: dict[tuple[str, int], tuple[str, ...]] = {}
    for manifest in out.glob("dossiers/*/dossier.json"):
        content = json.loads(manifest.read_text("utf-8"))
        name = content["plis"][0]["originals"][0]["name"]
        for piece in content["pieces"]:
            for page, words in zip(piece["pages"], _piece_words(out / piece["key"]), strict=True):
                read[name, page["page"]] = words
    return tuple(read.get((pdf.name, number), ()) for pdf in pdfs for number in range(1, _count(pdf) + 1))


def _piece_words(path: Path) -> list[tuple[str, ...]]:
    document = pdfium.PdfDocument(path)
    try:
        return [tuple(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def _count(pdf: Path) -> int:
    document = pdfium.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()

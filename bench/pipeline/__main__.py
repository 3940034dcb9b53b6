"""``python -m bench.pipeline``: see docs/bench/pipeline.md."""

import os
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from bench.pipeline.bundles import born_digital, repeated, scanned, short_scans
from bench.pipeline.command import CommandRun, process
from bench.pipeline.shares import Shares, shares_of


@click.command()
@click.option("--scans", default=60, show_default=True, help="Pages of the scan; 0: none.")
@click.option("--born", default=200, show_default=True, help="Pages of the born-digital file; 0: none.")
@click.option("--rounds", default=2, show_default=True)
@click.option("--memory", multiple=True, type=int, help="Pages of a scan of short sheets, for the memory; repeatable.")
@click.option(
    "--memory-born", multiple=True, type=int, help="Pages of a born-digital file, for the memory; repeatable."
)
@click.option("--seed", default=12, show_default=True)
def main(*, scans: int, born: int, rounds: int, memory: Sequence[int], memory_born: Sequence[int], seed: int) -> None:
    """What the pipeline costs beside the OCR engine, and the memory that it takes."""
    with tempfile.TemporaryDirectory(prefix="bench-pipeline-") as folder:
        work = Path(folder)
        print(f"load {os.getloadavg()[0]:.0f}", flush=True)
        if scans or born:
            one = born_digital(work / "one.pdf", 1, seed)
            process(one)
            start = process(one).cpu_seconds
            print(f"start of the command, with one page: {start:.1f} CPU s", flush=True)
        if scans:
            _tell_scans(scanned(work / "scans.pdf", scans, seed), rounds, start)
        if born:
            _tell_born(born_digital(work / "born.pdf", born, seed), rounds, start)
        for pages in sorted(memory):
            _tell_memory("short scans", pages, process(short_scans(work / f"short-{pages}.pdf", pages)))
        for pages in sorted(memory_born):
            source = born_digital(work / "source.pdf", min(pages, 100), seed)
            _tell_memory("born-digital", pages, process(repeated(source, work / f"born-{pages}.pdf", pages)))


def _tell_scans(pdf: Path, rounds: int, start: float) -> None:
    """Of each round the whole command and the engine's own share, one after the other: a busy moment hits both."""
    whole, warm, classify = [], [], []
    for _ in range(rounds):
        cpu, shares = process(pdf).cpu_seconds, shares_of(pdf)
        whole.append(cpu / shares.engine - 1)
        warm.append((cpu - start) / shares.engine - 1)
        classify.append(shares.classify / cpu)
        _tell_round("scans", cpu, shares)
    print(f"  beside the engine's own time: {_percent(whole)}, without the start {_percent(warm)}")
    print(f"  classification of the whole: {_percent(classify)}", flush=True)


def _tell_born(pdf: Path, rounds: int, start: float) -> None:
    whole, warm = [], []
    for _ in range(rounds):
        cpu, shares = process(pdf).cpu_seconds, shares_of(pdf)
        whole.append(shares.pages / cpu)
        warm.append(shares.pages / (cpu - start))
        _tell_round("born-digital", cpu, shares)
    print(f"  pages a second and core: {_spread(whole)}, without the start {_spread(warm)}", flush=True)


def _tell_round(what: str, cpu: float, shares: Shares) -> None:
    a_page = 1000 / shares.pages
    print(
        f"{what}: {shares.pages} pages, {cpu * a_page:.0f} CPU ms a page, the engine {shares.engine * a_page:.0f}, "
        f"classification {shares.classify * a_page:.1f}; load {os.getloadavg()[0]:.0f}",
        flush=True,
    )


def _tell_memory(what: str, pages: int, run: CommandRun) -> None:
    peaks = ", ".join(f"{kind} {peak.resident_mb:.0f}" for kind, peak in sorted(run.peaks.items()))
    print(
        f"{what}: {pages} pages, {1000 * run.cpu_seconds / pages:.0f} CPU ms a page; most MB a process: {peaks}",
        flush=True,
    )


def _percent(shares: Sequence[float]) -> str:
    return _spread([100 * share for share in shares]) + " %"


def _spread(values: Sequence[float]) -> str:
    return f"{min(values):.1f} – {statistics.median(values):.1f} – {max(values):.1f}"


if __name__ == "__main__":
    main()

"""``python -m bench.ocr.treatments``: worn pages beside bare tesseract, and what each treatment is worth on them."""

import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import click
import cv2

from bench.ocr.score import recall
from bench.ocr.wear import WEARS
from bench.ocr.worn_set import WornPage, worn_set
from dossier.page import Page
from ocr.reader import ReadSettings, read_page
from ocr.treatments import ALL, Treatment

_PROCESSES = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """One reading of one worn page: word recall 0..1 and CPU seconds."""

    recall: float
    cpu_seconds: float


@click.command()
@click.option("--pages", default=2, show_default=True, help="Pages a wear.")
@click.option("--seed", default=1, show_default=True)
@click.option("--wear", "wears", multiple=True, type=click.Choice(list(WEARS)), help="Some wears only.")
@click.option("--ablate/--no-ablate", default=True, show_default=True, help="Also without each treatment in turn.")
def main(pages: int, seed: int, wears: Sequence[str], *, ablate: bool) -> None:
    """Word recall and CPU on every wear, and what it loses and saves without each treatment."""
    names = list(wears) or list(WEARS)
    with (
        tempfile.TemporaryDirectory(prefix="bench-ocr-") as folder,
        ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn")) as pool,
    ):
        pdf, worn = worn_set(Path(folder), names, pages, seed)
        with ThreadPoolExecutor(_PROCESSES) as threads:
            bare = list(threads.map(_bare, worn))
        whole = list(pool.map(_pli, [(pdf, page, ALL) for page in worn]))
        print_wears(worn, bare, whole)
        if ablate:
            print_treatments(
                worn, whole, {t: list(pool.map(_pli, [(pdf, p, ALL - {t}) for p in worn])) for t in Treatment}
            )


def print_wears(worn: Sequence[WornPage], bare: Sequence[Score], whole: Sequence[Score]) -> None:
    """One line a wear, and the mean of all."""
    print("| wear | bare tesseract | Pli | gain, points | CPU, x bare |\n| --- | --- | --- | --- | --- |")
    for name in [*dict.fromkeys(page.wear for page in worn), "all"]:
        chosen = [i for i, page in enumerate(worn) if name in {page.wear, "all"}]
        b, p = _mean([bare[i] for i in chosen]), _mean([whole[i] for i in chosen])
        gain, faster = 100 * (p.recall - b.recall), b.cpu_seconds / p.cpu_seconds
        print(f"| {name} | {b.recall:.3f} | {p.recall:.3f} | {gain:+.1f} | {faster:.2f} |")


def print_treatments(worn: Sequence[WornPage], whole: Sequence[Score], without: dict[Treatment, list[Score]]) -> None:
    """One line a treatment: what it gains over all wears and where most, and what it costs."""
    print("\n| treatment | gain over all, points | where most | CPU a page |\n| --- | --- | --- | --- |")
    names = list(dict.fromkeys(page.wear for page in worn))
    for treatment, left in without.items():
        gains = {
            name: 100 * statistics.fmean(
                w.recall - other.recall for w, other, page in zip(whole, left, worn, strict=True) if page.wear == name
            )
            for name in names
        }  # fmt: skip
        most = sorted(names, key=lambda name: -gains[name])[:3]
        where = ", ".join(f"{name} {gains[name]:+.0f}" for name in most if gains[name] >= 1)
        cost = _mean(whole).cpu_seconds / _mean(left).cpu_seconds - 1
        print(f"| {treatment} | {statistics.fmean(gains.values()):+.1f} | {where} | {cost:+.0%} |")


def _mean(scores: Sequence[Score]) -> Score:
    return Score(
        recall=statistics.fmean(score.recall for score in scores),
        cpu_seconds=statistics.fmean(score.cpu_seconds for score in scores),
    )


def _bare(page: WornPage) -> Score:
    """``tesseract page.jpg page -l fra txt`` on the picture as it arrived."""
    out = page.picture.with_suffix("")
    command = ["tesseract", str(page.picture), str(out), "-l", "fra", "txt"]
    quiet = subprocess.DEVNULL
    child = subprocess.Popen(command, stdout=quiet, stderr=quiet, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
    _, status, use = os.wait4(child.pid, 0)
    child.returncode = status
    words = out.with_suffix(".txt").read_text("utf-8").split()
    return Score(recall=recall(words, page.words), cpu_seconds=_cpu(use))


def _cpu(use: resource.struct_rusage) -> float:
    return use.ru_utime + use.ru_stime


def _pli(job: tuple[Path, WornPage, frozenset[Treatment]]) -> Score:
    pdf, worn, use = job
    cv2.setNumThreads(1)
    before = time.process_time()
    page: Page = read_page(pdf, worn.number, ReadSettings(treatments=use, engine="tesserocr"))
    read = [word.text for word in page.words]
    return Score(recall=recall(read, worn.words), cpu_seconds=time.process_time() - before)


if __name__ == "__main__":
    main()

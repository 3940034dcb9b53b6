"""``python -m bench.ocr``: who reads pages fastest and best, in rounds that take turns: a busy moment hits all."""

import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from bench.ocr.contestants import CONTESTANTS
from bench.ocr.run import Run
from bench.ocr.score import character_error_rate, recall
from bench.ocr.sheets import Grey, degraded, lying, noisy, scan_pdf, sheets

BASE = "bare tesseract"
SETS = ("clean", "noisy", "degraded", "turned")


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One contestant on one set. Ratios: how many times faster than bare tesseract in the same round."""

    pages_set: str
    contestant: str
    pages: int
    cpu_seconds_a_page: list[float]
    wall_seconds_a_page: list[float]
    cpu_ratio: list[float]
    wall_ratio: list[float]
    word_recall: float | None
    character_error_rate: float | None


@click.command()
@click.option("--pages", default=10, show_default=True, help="Pages a set.")
@click.option("--rounds", default=2, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--dpi", default=300, show_default=True, help="Resolution of the drawn scans.")
@click.option("--set", "sets", multiple=True, type=click.Choice(SETS), default=("clean", "noisy"), show_default=True)
@click.option("--only", multiple=True, type=click.Choice(list(CONTESTANTS)), help="Some contestants only.")
@click.option("--folder", type=click.Path(path_type=Path, exists=True), help="PDFs to read instead; no accuracy then.")
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Write the figures here.")
def main(folder: Path | None, json_path: Path | None, only: Sequence[str], sets: Sequence[str], **drawn: int) -> None:
    """Compare Pli with bare tesseract and OCRmyPDF: CPU, wall, word recall and character error rate."""
    names = [name for name in CONTESTANTS if not only or name in only or name == BASE]
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="bench-ocr-") as work:
        if folder is not None:
            figures += measured("folder", sorted(folder.glob("*.pdf")), None, names, drawn["rounds"])
        for name in () if folder is not None else sets:
            pdf, truth = drawn_set(name, Path(work), drawn["pages"], drawn["seed"], drawn["dpi"])
            figures += measured(name, [pdf], truth, names, drawn["rounds"])
    print_table(figures)
    if json_path is not None:
        json_path.write_text(json.dumps([asdict(figure) for figure in figures], indent=1), encoding="utf-8")


def drawn_set(name: str, work: Path, pages: int, seed: int, dpi: int) -> tuple[Path, list[tuple[str, ...]]]:
    """A PDF of ``pages`` drawn scans and the words of each."""
    drawn = sheets(pages, seed, dpi)
    pictures = [_treated(name, sheet.picture, seed * 1000 + i) for i, sheet in enumerate(drawn)]
    path = work / f"{name}.pdf"
    path.write_bytes(scan_pdf(pictures, dpi))
    return path, [sheet.words for sheet in drawn]


def _treated(name: str, picture: Grey, seed: int) -> Grey:
    if name == "noisy":
        return noisy(picture, seed)
    if name == "degraded":
        return degraded(picture, seed)
    return lying(noisy(picture, seed), seed) if name == "turned" else picture


def measured(
    pages_set: str, pdfs: list[Path], truth: list[tuple[str, ...]] | None, names: Sequence[str], rounds: int
) -> list[Figure]:
    """Every contestant once a round, in an order that turns from round to round."""
    runs: dict[str, list[Run]] = {name: [] for name in names}
    for number in range(rounds):
        for name in [*names[number % len(names) :], *names[: number % len(names)]]:
            print(f"{pages_set}, round {number + 1}: {name}", file=sys.stderr)
            with tempfile.TemporaryDirectory(prefix="bench-ocr-") as folder:
                runs[name].append(CONTESTANTS[name](pdfs, Path(folder)))
    return [_figure(pages_set, name, runs, truth) for name in names]


def _figure(pages_set: str, name: str, runs: dict[str, list[Run]], truth: list[tuple[str, ...]] | None) -> Figure:
    own, base = runs[name], runs[BASE]
    pages = len(own[0].words)
    words = own[-1].words
    pairs = list(zip(words, truth, strict=True)) if truth is not None else []
    return Figure(
        pages_set=pages_set,
        contestant=name,
        pages=pages,
        cpu_seconds_a_page=[run.cpu_seconds / pages for run in own],
        wall_seconds_a_page=[run.wall_seconds / pages for run in own],
        cpu_ratio=[b.cpu_seconds / run.cpu_seconds for run, b in zip(own, base, strict=True)],
        wall_ratio=[b.wall_seconds / run.wall_seconds for run, b in zip(own, base, strict=True)],
        word_recall=statistics.fmean(recall(read, true) for read, true in pairs) if pairs else None,
        character_error_rate=statistics.fmean(character_error_rate(read, true) for read, true in pairs)
        if pairs
        else None,
    )


def print_table(figures: Sequence[Figure]) -> None:
    """One line a contestant and set; times are min-median-max over the rounds."""
    head = ("set", "contestant", "pages", "CPU s/page", "wall s/page", "CPU x bare", "wall x bare", "recall", "CER")
    print("| " + " | ".join(head) + " |")
    print("|" + " --- |" * len(head))
    for figure in figures:
        cells = [figure.pages_set, figure.contestant, str(figure.pages)]
        cells += [_spread(figure.cpu_seconds_a_page), _spread(figure.wall_seconds_a_page)]
        cells += [_spread(figure.cpu_ratio), _spread(figure.wall_ratio)]
        cells += [f"{value:.4f}" if value is not None else "" for value in (figure.word_recall,)]
        cells += [f"{value:.4f}" if value is not None else "" for value in (figure.character_error_rate,)]
        print("| " + " | ".join(cells) + " |")


def _spread(values: Sequence[float]) -> str:
    return f"{min(values):.2f} – {statistics.median(values):.2f} – {max(values):.2f}"


if __name__ == "__main__":
    main()

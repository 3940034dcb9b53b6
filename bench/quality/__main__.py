"""``python -m bench.quality``: makes mail, runs ``pli process`` on it, and says how well it was understood."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path

import click

from bench.quality.failures import failures
from bench.quality.figures import by_group
from bench.quality.made import Item, kept_items, make_all
from bench.quality.pairs import Pair, pairs_of
from bench.quality.plan import Order, orders
from bench.quality.run import run_process
from bench.quality.table import details, failure_list, table


@click.command()
@click.option("--count", default=60, show_default=True, help="Clean filings, over all hands.")
@click.option("--degraded-count", type=int, help="Degraded ones (default: as many).")
@click.option("--seed", default=1, show_default=True)
@click.option("--hands", default="a,b,c", show_default=True, help="Whose wordings, each a set of figures of its own.")
@click.option("--clean", "quality", flag_value="clean", help="Clean filings only.")
@click.option("--degraded", "quality", flag_value="degraded", help="Worn scans only.")
@click.option("--both", "quality", flag_value="both", default=True, help="Both (the default).")
@click.option("--held-out", is_flag=True, help="Only wordings that nothing was learnt from.")
@click.option("--extras/--no-extras", default=True, help="Lots, mail that is no filing, unreadable files.")
@click.option("--jobs", default=os.cpu_count() or 1, show_default=True)
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="Leave mail and results there.")
@click.option("--again", is_flag=True, help="Judge what --keep kept, without making or reading anything.")
@click.option("--worst", default=40, show_default=True, help="How many failures to list.")
@click.option("--json", "json_path", type=click.Path(dir_okay=False, path_type=Path), help="Write all figures here.")
def main(
    *,
    count: int,
    degraded_count: int | None,
    seed: int,
    hands: str,
    quality: str,
    held_out: bool,
    extras: bool,
    jobs: int,
    keep: Path | None,
    again: bool,
    worst: int,
    json_path: Path | None,
) -> None:
    """Fictional mail through ``pli process``, judged by what is true of it."""
    if again and keep is None:
        raise click.UsageError("--again needs --keep")
    worn = count if degraded_count is None else degraded_count
    wanted = list(
        orders(
            [hand.strip() for hand in hands.split(",")],
            0 if quality == "degraded" else count,
            0 if quality == "clean" else worn,
            seed=seed,
            held_out=held_out,
            extras=extras,
        )
    )
    with _folder(keep) as folder:
        if again:
            report(pairs_of(kept_items(folder), folder), None, worst=worst, json_path=json_path)
            return
        items = _made(wanted, folder, jobs)
        seconds = run_process(items, folder, jobs=jobs)
        report(pairs_of(items, folder), seconds, worst=worst, json_path=json_path)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="bench-quality-") as work:
        yield Path(work)


def _made(wanted: Sequence[Order], folder: Path, jobs: int) -> list[Item]:
    if (folder / "out").exists():
        raise click.UsageError(f"{folder} holds an earlier run: --again judges it, another folder starts anew")
    sys.stderr.write(f"making {len(wanted)} items of mail\n")
    return make_all(wanted, folder, jobs=jobs)


def report(pairs: Sequence[Pair], seconds: float | None, *, worst: int, json_path: Path | None) -> None:
    """Print the table, the details of all and the worst failures; write everything as JSON too when asked."""
    groups, found = by_group(pairs), failures(pairs)
    print(table(groups))
    pages = groups["all"].pages
    if seconds is not None:
        print(f"\n`pli process`: {seconds:.0f} s for {pages} pages, {seconds / max(pages, 1):.2f} s a page")
    print(f"\n{details(groups['all'])}\n\n{failure_list(found, worst)}")
    if json_path is not None:
        told = _plain({"seconds": seconds, "figures": groups, "failures": found})
        json_path.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")


def _plain(value: object) -> object:
    """For JSON. It has no pairs for keys: ``(true, found)`` becomes ``true > found``."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {" > ".join(k) if isinstance(k, tuple) else k: _plain(v) for k, v in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


if __name__ == "__main__":
    main()

"""``pli backlog``: bulk rescans onto the low-priority queue, resumed where it stopped."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ingest.backlog import BacklogReport, Journal, feed_backlog, walk
from pli.logs import set_up_logs
from pli.options import data_option
from pli.settings import load_settings
from pli.wiring import open_store, use_django


@click.command("backlog")
@data_option
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(exists=True, path_type=Path))
def command(data: Path | None, paths: tuple[Path, ...]) -> None:
    """Verser un fonds de scans ; le courrier du jour passe toujours devant."""
    settings = load_settings(data=data)
    set_up_logs(settings.log_level)
    use_django(settings)
    from workers.intake import RegisterIntake

    console = Console(stderr=True, highlight=False)
    total = sum(1 for _ in walk(paths))
    columns = (TextColumn("Fichiers"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=total)
        report = feed_backlog(
            paths,
            RegisterIntake(open_store(settings)),
            journal=Journal(settings.data / "backlog.journal"),
            on_file=lambda _: progress.advance(task),
        )
    _show(report, console)
    sys.exit(1 if report.refused else 0)


def _show(report: BacklogReport, console: Console) -> None:
    """found = received + known + resumed + refused, and each refusal by name."""
    console.print(
        f"{report.found} trouvé(s) = {report.received} reçu(s) + {report.known} déjà connu(s) + "
        f"{report.resumed} repris + {len(report.refused)} refusé(s)"
    )
    for path, why in report.refused:
        console.print(f"[red]refusé[/] {escape(str(path))} : {escape(why)}", soft_wrap=True)

"""``pli restore``: a backup into a new installation."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pli.backup import restore
from pli.options import data_option
from pli.settings import load_settings


@click.command("restore")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@data_option
def command(folder: Path, data: Path | None) -> None:
    """Rétablir une sauvegarde dans une installation neuve et arrêtée, puis remettre en file ce qui attendait."""
    settings = load_settings(data=data)
    console = Console(stderr=True, highlight=False)
    with object_bar(console) as on_object:
        again = restore(settings, folder, on_object=on_object)
    console.print(f"Sauvegarde rétablie ; {again} message(s) partiront au démarrage.")


@contextmanager
def object_bar(console: Console) -> Iterator[Callable[[], None]]:
    """Counts objects on a terminal; the value is to be called for each."""
    columns = (SpinnerColumn(), TextColumn("{task.completed} objet(s)"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None)
        yield lambda: progress.advance(task)

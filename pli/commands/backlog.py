"""``pli backlog``: bulk rescans onto the low-priority queue, resumed where it stopped, accounted for by name."""

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from ingest.backlog import BacklogReport, feed_backlog, walk
from ingest.backlog_journal import Fate, Journal, Line
from ingest.folder_files import readable_name
from pli.interrupting import stop_on_sigterm
from pli.logs import set_up_logs
from pli.options import data_option
from pli.settings import load_settings
from pli.wiring import open_store, use_django

_LINES_AT_ONCE = 500


@click.command("backlog")
@data_option
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(exists=True, path_type=Path))
def command(data: Path | None, paths: tuple[Path, ...]) -> None:
    """Verser un fonds de scans ; le courrier du jour passe toujours devant.

    Interrompue, la commande reprend où elle s'est arrêtée. Relancée plus tard, elle dit ce que chaque fichier est
    devenu.
    """
    settings = load_settings(data=data)
    set_up_logs(settings.log_level, settings.log_format)
    use_django(settings)
    from workers.intake import RegisterIntake

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    stop_on_sigterm()
    with Journal(settings.data / "backlog.sqlite3") as journal:
        try:
            with _bar(paths, console) as on_file:
                report = feed_backlog(paths, RegisterIntake(open_store(settings)), journal, on_file=on_file)
        except KeyboardInterrupt:
            console.print("Interrompu : la même commande reprendra où celle-ci s'est arrêtée.")
            reconcile(journal, console)
            sys.exit(130)
        _show(report, console)
        all_known = reconcile(journal, console)
    sys.exit(0 if report.is_whole and all_known else 1)


class _Rate(TextColumn):
    """Files a second."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.0f}/s" if task.speed else "")


@contextmanager
def _bar(paths: tuple[Path, ...], console: Console) -> Iterator[Callable[[Path], None]]:
    """A progress bar on a terminal, its total counted beside the work."""
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (TextColumn("Fichiers"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console, speed_estimate_period=60) as progress:
        task = progress.add_task("", total=None)
        stop = threading.Event()
        counting = threading.Thread(target=_count, args=(paths, stop, lambda n: progress.update(task, total=n)))
        counting.start()
        try:
            yield lambda _: progress.advance(task)
        finally:
            stop.set()
            counting.join()


def _count(paths: tuple[Path, ...], stop: threading.Event, on_total: Callable[[int], None]) -> None:
    """How many files there are; nothing when told to stop before the end."""
    total = 0
    for _ in walk(paths, lambda _, __: None):
        total += 1
        if stop.is_set():
            return
    on_total(total)


def _show(report: BacklogReport, console: Console) -> None:
    console.print(
        f"{report.found} trouvé(s) = {report.received} reçu(s) + {report.known} déjà connu(s) + "
        f"{report.resumed} repris + {report.refused} refusé(s) + {report.unreadable} illisible(s)"
    )
    if report.folders:
        console.print(f"{report.folders} dossier(s) ou lien(s) non parcouru(s)")


def reconcile(journal: Journal, console: Console) -> bool:
    """What every file of this walk is by now, by name where somebody has to look; whether the register knows them all.

    What it does not know any more (it was restored as it was before) is forgotten here too, and taken by the next run.
    """
    from storage.register.ledger import file_fates
    from storage.register.transitions import Status

    totals: Counter[str] = Counter()
    lost: list[Line] = []
    lines = journal.lines()
    while part := list(islice(lines, _LINES_AT_ONCE)):
        paths: dict[str, list[Line]] = {}
        for line in part:
            if line.pli is None:
                word = "refusé" if line.fate is Fate.REFUSED else "illisible"
                console.print(f"[red]{word}[/] {escape(readable_name(str(line.path)))} : {escape(line.message)}")
            else:
                paths.setdefault(line.pli, []).append(line)
        for fate in file_fates(list(paths)):
            of_pli = paths.pop(fate.pli)
            totals[fate.status] += len(of_pli)
            for line in of_pli if fate.status is Status.QUARANTINE else ():
                console.print(
                    f"[yellow]quarantaine[/] {escape(readable_name(str(line.path)))} : {escape(fate.message)}"
                )
        lost += [line for of_pli in paths.values() for line in of_pli]
    for line in lost:
        console.print(f"[red]inconnu du registre[/] {escape(readable_name(str(line.path)))} : à verser de nouveau")
    journal.forget(lost)
    console.print(
        f"À ce jour : {totals[Status.FILED]} en dossier, {totals[Status.COURRIER]} en courrier, "
        f"{totals[Status.WAITING]} en attente de lecture, {totals[Status.QUARANTINE]} en quarantaine"
    )
    return not lost

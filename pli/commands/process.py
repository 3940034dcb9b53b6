"""``pli process``: files and folders through the whole pipeline on this machine, without any server or network."""

import fcntl
import json
import os
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from dossier.mail import Channel
from pli.interrupting import stop_on_sigterm
from pli.logs import set_up_logs
from pli.options import PREFECTURE
from pli.settings import load_settings
from pli.wiring import make_tools, open_sandbox, with_progress
from storage.directory_store import DirectoryStore
from storage.objects import ObjectStore
from workers.batch import Done, Door, find_files, process_all, receptions


@click.command("process")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(exists=True, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Dossier de sortie.")
@click.option("--prefecture", type=PREFECTURE, help="Code du département de la préfecture : 33, 75, 2A, 971.")
@click.option(
    "--channel", type=click.Choice([c.value for c in Channel]), help="Voie d'arrivée (par défaut : le contenu)."
)
@click.option("--received-on", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="Date d'arrivée.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processus de lecture (par défaut : un par cœur).")
@click.option("--json", "as_json", is_flag=True, help="Un dossier.json par ligne sur la sortie standard.")
def command(
    *,
    paths: tuple[Path, ...],
    out: Path,
    prefecture: str | None,
    channel: str | None,
    received_on: datetime | None,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Lire des fichiers et des dossiers et écrire dossiers, courriers et quarantaine sous --out."""
    settings = load_settings(prefecture=prefecture, jobs=jobs)
    set_up_logs("warning")
    out.mkdir(parents=True, exist_ok=True)
    store = DirectoryStore(out)
    door = Door(
        channel=Channel(channel) if channel else None,
        received_on=received_on.replace(tzinfo=settings.zone) if received_on else None,
    )
    unread: list[OSError] = []
    received = receptions(find_files(paths, out, unread.append), door, unread.append)
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    stop_on_sigterm()
    with _alone(out, console), open_sandbox(settings) as sandbox, _progress(console, len(received)) as bar:
        tools = with_progress(make_tools(settings, store, sandbox), bar.pages_found, bar.page_read)
        done = process_all(received, tools, settings.workers + 1, bar.file_done)
    if as_json:
        _print_manifests(done, store)
    for path in paths:
        if path.is_symlink():
            console.print(f"[yellow]lien non suivi[/] {escape(_named(path))}")
    for error in unread:
        console.print(f"[red]échec[/]       {escape(_named(error.filename))} : {escape(str(error.strerror))}")
    _report(done, console)
    sys.exit(1 if unread or any(item.failure for item in done) else 0)


@contextmanager
def _alone(out: Path, console: Console) -> Iterator[None]:
    """One command at a time for an output folder: two that read the same file would mix their pièces."""
    folder = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # a network disk that has no locks
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                console.print("Une autre commande écrit dans ce dossier de sortie : attente…")
                fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _named(path: object) -> str:
    """A path as a terminal can show it."""
    return os.fsencode(str(path)).decode("utf-8", "replace")


class _Bar:
    """The progress bar: pages read of pages found, files done of files given."""

    def __init__(self, progress: Progress, files: int) -> None:
        self._progress = progress
        self._files = progress.add_task("Fichiers", total=files)
        self._pages = progress.add_task("Pages", total=0)
        self._found = 0

    def pages_found(self, count: int) -> None:
        self._found += count
        self._progress.update(self._pages, total=self._found)

    def page_read(self) -> None:
        self._progress.advance(self._pages)

    def file_done(self, done: Done) -> None:
        del done
        self._progress.advance(self._files)


@contextmanager
def _progress(console: Console, files: int) -> Iterator[_Bar]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield _Bar(progress, files)


def _print_manifests(done: list[Done], store: ObjectStore) -> None:
    for item in done:
        for key in item.manifests:
            click.echo(json.dumps(json.loads(store.get_bytes(key)), ensure_ascii=False).encode())  # UTF-8 in any locale


def _report(done: list[Done], console: Console) -> None:
    """What a person wants to know at the end: every quarantine with its reason, and how many of each."""
    for item in done:
        for quarantined in item.quarantines:
            for fault in quarantined.faults:
                console.print(f"[yellow]quarantaine[/] {escape(fault.original)} : {escape(fault.message)}")
        for fault in item.faults:
            console.print(f"[yellow]illisible[/]   {escape(fault.original)} : {escape(fault.message)}")
        if item.failure:
            console.print(f"[red]échec[/]       {escape(item.reception.name)} : {escape(repr(item.failure))}")
            if os.environ.get("PLI_TRACEBACK"):
                console.print("".join(traceback.format_exception(item.failure)), markup=False)
    for item in done:
        for lot in item.lots:
            console.print(
                f"[yellow]lot[/]         {escape(item.reception.name)} : lot {lot.lot}, "
                f"{lot.found} enveloppe(s) trouvée(s), {lot.expected} annoncée(s) : à vérifier"
            )
    console.print(_summary(done))


def _summary(done: list[Done]) -> str:
    outcomes = Counter(outcome for item in done for outcome in item.outcomes)
    named = ", ".join(f"{number} {name}" for name, number in sorted(outcomes.items()))
    parts = [
        f"{len(done)} fichier(s)",
        f"{outcomes.total()} dossier(s){f' ({named})' if named else ''}",
        f"{sum(len(item.courriers) for item in done)} courrier(s)",
        f"{sum(len(item.quarantines) for item in done)} en quarantaine",
    ]
    failed = sum(1 for item in done if item.failure)
    return " · ".join(parts + ([f"[red]{failed} échec(s)[/]"] if failed else []))

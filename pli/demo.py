"""``make run``: the whole system on this machine, fed with fictional mail through the doors of real mail.

The first run makes the mail and drops it into the scan folder; a later one finds it filed and keeps what is there.
"""

import os
import sys
import time
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dossier.errors import PliError
from pli.commands.up import announce, wait
from pli.demo_table import dossier_table, rest_table
from pli.interrupting import stop_on_sigterm
from pli.logs import set_up_logs
from pli.settings import Settings, load_settings
from pli.up import Whole
from pli.wiring import open_store

PREFECTURE = "33"
PATIENCE_S = 600.0
SCAN_PATIENCE_S = 10.0  # one of the files is damaged: nobody is still writing it


@click.command()
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Folder that keeps everything.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the desk.")
@click.option("--once", is_flag=True, help="End when the mail is filed.")
def main(data: Path | None, port: int | None, once: bool) -> None:
    """Start everything, feed it, show the dossiers; stay up until Ctrl-C."""
    os.environ.setdefault("PLI_SCAN_PATIENCE_S", str(SCAN_PATIENCE_S))
    settings = load_settings(data=data, desk_port=port, prefecture=os.environ.get("PLI_PREFECTURE", PREFECTURE))
    set_up_logs("warning")
    stop_on_sigterm()
    console = Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else 160)
    try:
        sys.exit(_run(settings, console, once=once))
    except PliError as error:
        console.print(f"[red]Échec[/] : {error}", soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _run(settings: Settings, console: Console, *, once: bool) -> int:
    started = time.monotonic()
    with Whole(settings) as whole:
        console.print(f"Système démarré en {time.monotonic() - started:.1f} s. Données : {settings.data.absolute()}")
        fed = _feed(settings, console)
        settled = _watch(whole, fed, console)
        console.print(dossier_table(open_store(settings)))
        console.print(rest_table())
        announce(console, whole)
        if not settled:
            console.print("[red]Tout le courrier n'est pas traité : voir les journaux.[/]")
        if not once:
            console.print(f"Déposez d'autres fichiers dans {settings.scan_folder.absolute()}. Ctrl-C pour arrêter.")
            wait(whole)
    return 0 if settled else 1


def _feed(settings: Settings, console: Console) -> int:
    """Drop the fictional mail into the scan folder, once in the life of a data folder; how many files it is."""
    mark = settings.data / "demo-mail.txt"
    if mark.exists():
        return len(mark.read_text(encoding="utf-8").splitlines())
    from specimens import demo

    console.print("Fabrication du courrier fictif…")
    names = []
    for specimen in demo(separators=_separators(settings), departement=PREFECTURE):
        for file in specimen.files:
            draft = settings.scan_folder / f".{file.name}.part"
            draft.write_bytes(file.data)
            draft.rename(settings.scan_folder / file.name)
            names.append(file.name)
    mark.write_text("\n".join(names), encoding="utf-8")
    return len(names)


def _separators(settings: Settings) -> bytes:
    """Printed separator sheets, as the mailroom lays between envelopes."""
    from ingest.separators import print_sheets

    path = settings.data / "separators.pdf"
    print_sheets(path, 3, None)
    return path.read_bytes()


def _watch(whole: Whole, fed: int, console: Console) -> bool:
    """Show the way of the mail until all of it has ended and is handed over; False when that takes too long."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    deadline = time.monotonic() + PATIENCE_S
    with Progress(*columns, console=console, transient=console.is_terminal) as progress:
        task = progress.add_task("Fichiers lus", total=fed)
        while time.monotonic() < deadline:
            whole.keep_running()
            done, settled = _state(fed)
            progress.update(task, completed=min(done, fed))
            if settled:
                return True
            time.sleep(0.5)
    return False


def _state(fed: int) -> tuple[int, bool]:
    """(files that have ended, whether everything is done): each received file counts once, a lot too."""
    from django.db import close_old_connections

    from storage.register.ledger import counts, received_files

    close_old_connections()
    received, waiting = received_files()
    return received - waiting, received >= fed and not waiting and counts().unsent == 0


if __name__ == "__main__":
    main()

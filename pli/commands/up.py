"""``pli up``: the whole system on this machine, until Ctrl-C or SIGTERM."""

import time
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from pli.interrupting import stop_on_sigterm
from pli.logs import set_up_logs
from pli.options import PREFECTURE, data_option
from pli.settings import Settings, load_settings
from pli.up import Whole


@click.command("up")
@data_option
@click.option("--scans", type=click.Path(file_okay=False, path_type=Path), help="Dossier de scans à surveiller.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port du bureau sur 127.0.0.1.")
@click.option("--prefecture", type=PREFECTURE, help="Code du département de la préfecture.")
def command(data: Path | None, scans: Path | None, port: int | None, prefecture: str | None) -> None:
    """Démarrer tout le système sur cette machine et le garder en marche."""
    settings = load_settings(data=data, scans=scans, desk_port=port, prefecture=prefecture)
    set_up_logs(settings.log_level, settings.log_format)
    console = Console(stderr=True, highlight=False)
    stop_on_sigterm()
    with Whole(settings) as whole:
        announce(console, whole)
        tell_doors(console, settings)
        console.print("Ctrl-C pour arrêter.")
        wait(whole)
    console.print("Tout est arrêté.")


def announce(console: Console, whole: Whole) -> None:
    """The desk's address, and its login when it was made now."""
    console.print(f"Bureau : [bold]{whole.desk_url}[/]")
    if whole.new_login:
        name, password = whole.new_login
        console.print(
            f"Identifiant : [bold]{name}[/]   mot de passe : [bold]{password}[/]   (affiché cette seule fois)",
            soft_wrap=True,
        )


def tell_doors(console: Console, settings: Settings) -> None:
    """Where mail is taken from."""
    console.print(f"Dossier de scans : {escape(str(settings.scan_folder.absolute()))}", soft_wrap=True)
    for box in settings.mailboxes:
        login, _, place = box.url.partition("://")[2].rpartition("@")
        folders = ", ".join((f"{login.partition(':')[0]}@{place}", *box.folders))
        console.print(f"Boîte aux lettres : {escape(folders)}", soft_wrap=True)
    if not settings.mailboxes:
        console.print("Boîte aux lettres : aucune ; elles se règlent dans pli.toml", soft_wrap=True)


def wait(whole: Whole) -> None:
    """Keep everything running until Ctrl-C or SIGTERM."""
    try:
        while True:
            whole.keep_running()
            time.sleep(1.0)
    except KeyboardInterrupt:
        return

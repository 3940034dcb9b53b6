"""``pli backup``: the register and all objects into a folder."""

from pathlib import Path

import click
from rich.console import Console

from pli.backup import back_up
from pli.commands.restore import object_bar
from pli.options import data_option
from pli.settings import load_settings


@click.command("backup")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@data_option
def command(folder: Path, data: Path | None) -> None:
    """Sauvegarder le registre et les objets dans DIR, pendant que tout fonctionne."""
    settings = load_settings(data=data)
    console = Console(stderr=True, highlight=False)
    with object_bar(console) as on_object:
        saved = back_up(settings, folder, on_object=on_object)
    moment = saved.at.astimezone(settings.zone).strftime("%d/%m/%Y à %H:%M:%S")
    console.print(f"{saved.objects} objet(s) et le registre du {moment}, vérifiés, dans {folder}")

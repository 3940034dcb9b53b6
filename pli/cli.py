"""The command ``pli``: each sub-command in its own file, imported when it is called."""

import gc
import importlib
import sys

import click

from dossier.errors import PliError
from pli import __version__
from workers.workplace import workplace

# New objects, less those gone, after which Python looks for dead cycles: with its own 700 a twentieth of the time goes
# into looking at modules and pages, which are many and live. Pictures are in other processes (workers/sandbox.py).
_BORN_BETWEEN_LOOKS = 50_000

_COMMANDS = {
    "process": "Lire des fichiers et des dossiers sur cette machine, sans serveur.",
    "up": "Tout le système sur cette machine.",
    "ingest": "Relever une boîte aux lettres ou un dossier de scans.",
    "backlog": "Verser un fonds de scans sur la file de basse priorité.",
    "worker": "Traiter les files d'attente.",
    "separators": "Imprimer des feuilles de séparation.",
    "check": "Dire si chaque partie répond.",
    "stats": "Compter les plis et les délais.",
    "backup": "Sauvegarder le registre et les objets.",
    "restore": "Rétablir une sauvegarde dans une installation neuve.",
    "purge": "Effacer ce dont le délai de conservation est passé ; essai à blanc d'abord.",
    "export": "Exporter un dossier (zip avec sommes de contrôle) ; essai à blanc d'abord.",
}


class _LazyGroup(click.Group):
    """Imports a command's module when it is called: ``pli --help`` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"pli.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commandes"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pli")
@click.pass_context
def _pli(context: click.Context) -> None:
    """Pli lit le courrier d'une préfecture : des pages aux pièces, à la recevabilité et à l'instruction."""
    context.with_resource(workplace())


def main() -> None:
    """Run the command. Exit status: 0 all well, 1 something failed that should not have, 2 wrong words."""
    gc.set_threshold(_BORN_BETWEEN_LOOKS)
    try:
        _pli(prog_name="pli")
    except (PliError, OSError) as error:
        click.echo(f"pli : {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()

"""``pli export``: a dossier as a zip with checksums; without ``--out`` only a list of what it would hold."""

import tempfile
from pathlib import Path

import click

from dossier.errors import OurError
from pli.options import data_option
from pli.settings import load_settings
from pli.wiring import open_store, use_django


@click.command("export")
@data_option
@click.argument("dossier")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Fichier zip à écrire.")
def command(data: Path | None, dossier: str, out: Path | None) -> None:
    """Exporter un dossier, par son identifiant ou son numéro d'arrivée. Sans --out : essai à blanc."""
    from workers.export import plan_export, write_export

    settings = load_settings(data=data)
    use_django(settings)
    store = open_store(settings)
    plan = plan_export(_id_of(dossier), store)
    if out is None:
        for key in plan.keys:
            click.echo(key)
        click.echo(f"{len(plan.keys)} fichier(s) ; rien n'est écrit sans --out", err=True)
        return
    with tempfile.TemporaryDirectory(prefix="pli-") as work:
        write_export(plan, store, out, Path(work))
    click.echo(f"{len(plan.keys)} fichier(s) dans {out}", err=True)


def _id_of(dossier: str) -> str:
    from storage.register.models import Dossier

    if dossier.startswith("d-"):
        return dossier
    ids = list(Dossier.objects.filter(numero=dossier).values_list("id", flat=True)[:2])
    if len(ids) != 1:
        raise OurError(f"{'several dossiers have' if ids else 'no dossier has'} the number {dossier}")
    return str(ids[0])

"""``pli separators``: the sheets that the mailroom prints and lays between envelopes."""

from pathlib import Path

import click

from ingest.separators import print_sheets


@click.command("separators")
@click.option("--count", required=True, type=click.IntRange(1, 1000), help="Nombre de feuilles de séparation.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="PDF à imprimer.")
@click.option("--batch", type=click.IntRange(1, 10_000), help="Feuille de tête annonçant ce nombre d'enveloppes.")
def command(count: int, out: Path, batch: int | None) -> None:
    """Imprimer des feuilles de séparation, et la feuille de tête d'un lot."""
    out.parent.mkdir(parents=True, exist_ok=True)
    print_sheets(out, count, batch)
    click.echo(f"{count} feuille(s) dans {out}", err=True)

"""``pli separators``: the sheets that the mailroom prints and lays between envelopes."""

from datetime import datetime
from pathlib import Path

import click

from ingest.separators import print_sheets


@click.command("separators")
@click.option("--count", default=0, type=click.IntRange(0, 1000), help="Nombre de feuilles de séparation.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="PDF à imprimer.")
@click.option("--batch", type=click.IntRange(1, 9999), help="Feuille de tête annonçant ce nombre d'enveloppes.")
@click.option("--received-on", type=click.DateTime(["%Y-%m-%d"]), help="Jour d'arrivée du lot (aujourd'hui).")
@click.option(
    "--resume",
    multiple=True,
    type=click.IntRange(1, 9999),
    metavar="N",
    help="Feuille « reprise à l'enveloppe n° N », après un bourrage ; peut se répéter.",
)
def command(count: int, out: Path, batch: int | None, received_on: datetime | None, resume: tuple[int, ...]) -> None:
    """Imprimer des feuilles de séparation, la feuille de tête d'un lot, des feuilles de reprise."""
    if not (count or batch or resume):
        raise click.UsageError("Rien à imprimer : donner --count, --batch ou --resume.")
    out.parent.mkdir(parents=True, exist_ok=True)
    print_sheets(out, count, batch, arrived_on=received_on.date() if received_on else None, resume_at=resume)
    click.echo(f"{count + (batch is not None) + len(resume)} feuille(s) dans {out}", err=True)

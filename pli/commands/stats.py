"""``pli stats``: where every pli and every page is."""

import csv
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from pli.options import data_option
from pli.settings import load_settings
from pli.wiring import use_django

_LABELS = {
    "received": "reçus",
    "filed": "dossiers",
    "courriers": "courriers",
    "waiting": "en attente",
    "quarantine": "quarantaine",
}


@click.command("stats")
@data_option
@click.option("--json", "form", flag_value="json", help="JSON sur la sortie standard.")
@click.option("--csv", "form", flag_value="csv", help="CSV sur la sortie standard.")
def command(data: Path | None, form: str | None) -> None:
    """Compter les plis, les pages, les dossiers et leur transmission."""
    settings = load_settings(data=data)
    use_django(settings)
    from storage.register.ledger import batches_to_check, counts, doubtful_places

    numbers: dict[str, Any] = asdict(counts())
    oldest = numbers.pop("oldest_waiting")
    numbers["oldest_waiting"] = oldest.astimezone(settings.zone).isoformat(timespec="seconds") if oldest else None
    numbers["lots"] = {"to_check": batches_to_check() + doubtful_places()}
    if form == "json":
        click.echo(json.dumps(numbers, ensure_ascii=False))
    elif form == "csv":
        _write_csv(numbers)
    else:
        Console(highlight=False).print(_table(numbers))


def _write_csv(numbers: dict[str, Any]) -> None:
    rows = csv.writer(sys.stdout)
    rows.writerow(["mesure", "valeur"])
    for name, value in numbers.items():
        if isinstance(value, dict):
            rows.writerows([f"{name}.{key}", number] for key, number in value.items())
        else:
            rows.writerow([name, "" if value is None else value])


def _table(numbers: dict[str, Any]) -> Table:
    table = Table("", *_LABELS.values(), title="Courrier")
    for kind in ("plis", "pages"):
        table.add_row(kind, *(str(numbers[kind][key]) for key in _LABELS))
    dossiers = numbers["dossiers"]
    table.caption = (
        f"Dossiers : {dossiers['recevable']} recevables, {dossiers['a_verifier']} à vérifier, "
        f"{dossiers['irrecevable']} irrecevables en l'état (propositions) · "
        f"{numbers['handed_over']} transmis, {numbers['acknowledged']} accusés · "
        f"{numbers['unsent']} message(s) à envoyer"
    )
    if numbers["lots"]["to_check"]:
        table.caption += f" · [yellow]{numbers['lots']['to_check']} lot(s) numérisé(s) à vérifier[/]"
    return table

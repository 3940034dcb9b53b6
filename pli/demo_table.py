"""What ``make run`` shows at the end: the dossiers with their outcome and pièces, and where the rest is."""

import json

from rich.markup import escape
from rich.table import Table

from dossier.types import piece_types
from storage.objects import ObjectStore

OUTCOMES = {
    "recevable": "[green]recevable[/]",
    "a_verifier": "[yellow]à vérifier[/]",
    "irrecevable": "[red]irrecevable en l'état[/]",
}


def dossier_table(store: ObjectStore) -> Table:
    """Each dossier: number, person, proposed outcome, the reason that decided, pièces."""
    from storage.register.models import Dossier

    table = Table("N°", "Demandeur", "Proposition", "Raison", "Pièces", title="Dossiers")
    for row in Dossier.objects.order_by("numero"):
        manifest = json.loads(store.get_bytes(row.manifest))
        reasons = manifest["recevabilite"]["reasons"]
        pieces = [piece_types()[piece["type"]].label for piece in manifest["pieces"]]
        table.add_row(
            row.numero or "",
            escape(" ".join(filter(None, (row.nom, row.prenoms))) or "—"),
            OUTCOMES[row.outcome] + (" [bold red]ALERTE[/]" if row.alertes else ""),
            escape(reasons[0]["message"]) if reasons else "",
            escape(" · ".join(pieces)),
        )
    return table


def rest_table() -> Table:
    """Mail that became no dossier: courriers and quarantine, with the reason."""
    from storage.register.models import Pli

    table = Table("Fichier", "Où", "Pourquoi", title="Ce qui n'est pas un dossier")
    for row in Pli.objects.filter(status__in=["courrier", "quarantine"]).order_by("status", "name"):
        where = "courriers" if row.status == "courrier" else "quarantaine"
        table.add_row(escape(row.name), where, escape(row.fault_message or row.nature or ""))
    return table

"""``pli purge``: what was kept long enough goes; without ``--really`` it only says what would."""

import getpass
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from dossier.errors import PliError
from pli.options import data_option
from pli.settings import Settings, load_settings
from pli.wiring import open_page_cache, open_store, use_django
from storage.objects import ObjectLocked

_MB = 1_000_000


@click.command("purge")
@data_option
@click.option("--really", is_flag=True, help="Effacer pour de bon ; sans cette option, dire ce qui le serait.")
@click.option("--hold", metavar="DOSSIER", help="Garder ce dossier quel que soit son âge (avec --reason).")
@click.option("--reason", help="Motif de la conservation, sans donnée personnelle.")
@click.option("--release", metavar="DOSSIER", help="Lever la conservation de ce dossier.")
def command(data: Path | None, really: bool, hold: str | None, reason: str | None, release: str | None) -> None:
    """Effacer ce dont le délai de conservation est passé, après l'accusé de réception de l'instruction."""
    if (hold is None) != (reason is None):
        raise click.UsageError("--hold et --reason vont ensemble.")
    if (hold is not None) + (release is not None) + really > 1:
        raise click.UsageError("--hold, --release et --really s'excluent.")
    settings = load_settings(data=data)
    use_django(settings)
    console = Console(highlight=False)
    if hold is not None or release is not None:
        _hold_or_release(hold, reason or "", release, console)
        return
    sys.exit(_purge(settings, console) if really else _show(settings, console))


def _hold_or_release(hold: str | None, reason: str, release: str | None, console: Console) -> None:
    from storage.register.ledger import hold_dossier, release_dossier

    who = getpass.getuser()
    if hold is not None:
        hold_dossier(hold, why=reason, who=who)
        console.print(f"Le dossier {hold} est conservé jusqu'à nouvel ordre.")
    elif release is not None:
        held = release_dossier(release, who=who)
        console.print(f"La conservation du dossier {release} " + ("est levée." if held else "n'était pas demandée."))


def _keeping(settings: Settings) -> Mapping[str, timedelta | None]:
    """How long each kind is kept; None for ever. Lots last: they go when their plis are gone."""
    from storage.register.ledger import Retained

    def days(number: int | None) -> timedelta | None:
        return None if number is None else timedelta(days=number)

    return {
        Retained.DOSSIER: days(settings.keep_dossiers_days),
        Retained.COURRIER: days(settings.keep_courriers_days),
        Retained.QUARANTINE: days(settings.keep_quarantine_days),
        Retained.LOT: None,
    }


def _show(settings: Settings, console: Console) -> int:
    from storage.register.ledger import Due, Retained, due_for_purge

    labels = {
        Retained.DOSSIER: "dossiers",
        Retained.COURRIER: "courriers",
        Retained.QUARANTINE: "quarantaine",
        Retained.LOT: "lots",
    }
    table = Table("", "délai", "à effacer", "plis", "depuis", "Mo reçus", title="Ce qui serait effacé (essai à blanc)")

    def row(kind: Retained, keep: timedelta | None, due: list[Due]) -> None:
        oldest = min((one.since for one in due), default=None)
        table.add_row(
            labels[kind],
            "avec leurs plis" if kind is Retained.LOT else "sans fin" if keep is None else f"{keep.days} jours",
            str(len(due)),
            str(sum(len(one.plis) for one in due)),
            oldest.astimezone(settings.zone).strftime("%d/%m/%Y") if oldest else "",
            f"{sum(one.size_bytes for one in due) / _MB:.1f}",
        )

    for kind, keep in _keeping(settings).items():
        row(Retained(kind), keep, due_for_purge(Retained(kind), keep))
    if settings.s3_lock_days is not None:
        _show_locks(settings, console)
    table.caption = "Pour effacer : pli purge --really. Un dossier attend l'accusé de réception de l'instruction."
    console.print(table)
    return 0


def _show_locks(settings: Settings, console: Console) -> None:
    """What is due and stays all the same, until when."""
    from storage.register.ledger import Retained, due_for_purge
    from workers.purging import locked_until

    store = open_store(settings, to_purge=True)
    for kind, keep in _keeping(settings).items():
        for due in due_for_purge(Retained(kind), keep):
            if until := locked_until(due, store):
                console.print(_locked(due.id, until, settings))


def _locked(what: str, until: datetime, settings: Settings) -> str:
    said = until.astimezone(settings.zone).strftime("%d/%m/%Y à %H:%M")
    return f"[yellow]verrouillé[/] {what} : le stockage garde ses originaux jusqu'au {said}"


def _purge(settings: Settings, console: Console) -> int:
    from storage.register.ledger import Retained, due_for_purge
    from workers.purging import purge

    cache = open_page_cache(settings)
    if cache is not None:  # what it keeps is only a convenience, and no register says what it holds
        cache.clear()
    store, who, failed = open_store(settings, to_purge=True), getpass.getuser(), 0
    for kind, keep in _keeping(settings).items():
        gone = objects = locked = 0
        for due in due_for_purge(Retained(kind), keep):
            try:
                deleted = purge(due, keep, store, who=who)
            except ObjectLocked as error:
                locked += 1
                console.print(_locked(due.id, error.until, settings))
                continue
            except PliError as error:
                failed += 1
                console.print(f"[red]échec[/] {kind} {due.id} : {error}")
                continue
            if deleted is not None:
                gone, objects = gone + 1, objects + deleted
        kept = f", {locked} verrouillé(s)" if locked else ""
        console.print(f"{kind} : {gone} effacé(s), {objects} objet(s){kept}")
    return 1 if failed else 0

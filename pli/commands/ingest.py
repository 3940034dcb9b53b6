"""``pli ingest imap`` and ``pli ingest scans``: the doors, for ever or one pass."""

import signal
import sys
import threading
from pathlib import Path

import click

from ingest.intake import Intake
from ingest.mailbox import MailboxReader
from ingest.scans import ScanFolder, ScanSettings
from pli.logs import set_up_logs
from pli.mailboxes import account_of
from pli.options import data_option
from pli.settings import Settings, load_settings
from pli.wiring import open_store, use_django


@click.group("ingest")
def command() -> None:
    """Relever une boîte aux lettres ou un dossier de scans."""


@command.command("imap")
@data_option
@click.option("--url", required=True, metavar="imaps://USER@HOST:PORT/FOLDER", help="La boîte et son dossier.")
@click.option("--password-file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--filed", default="Traités", show_default=True, help="Dossier où ranger les messages enregistrés.")
@click.option("--ca-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Autorité privée.")
@click.option("--read-only", is_flag=True, help="Essayer sur une boîte vivante sans rien déplacer.")
@click.option("--once", is_flag=True, help="Une seule relève.")
def imap(
    *, data: Path | None, url: str, password_file: Path, filed: str, ca_file: Path | None, read_only: bool, once: bool
) -> None:
    """Relever une boîte aux lettres : chaque message est enregistré avant d'être rangé, jamais effacé."""
    settings = load_settings(data=data)
    set_up_logs(settings.log_level)
    account = account_of(url, password_file, filed, ca_file=ca_file, read_only=read_only)
    reader = MailboxReader(account, _intake(settings))
    if once:
        done = reader.read_once()
        click.echo(f"{done.received} reçu(s), {done.known} déjà connu(s), {done.left} laissé(s) en place", err=True)
    else:
        reader.watch(_stop())


@command.command("scans")
@data_option
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--once", is_flag=True, help="Prendre ce qui est là, puis finir.")
def scans(*, data: Path | None, folder: Path, once: bool) -> None:
    """Surveiller un dossier de scans : un fichier part dans done/ une fois enregistré, pas avant."""
    settings = load_settings(data=data)
    set_up_logs(settings.log_level)
    pace = ScanSettings(settle_s=settings.scan_settle_s, patience_s=settings.scan_patience_s)
    watched = ScanFolder(folder, _intake(settings), pace)
    if once:
        done = watched.take_all()
        left = f", {done.waiting} laissé(s) : encore en cours d'écriture, ou en échec" if done.waiting else ""
        click.echo(f"{done.received} reçu(s), {done.refused} refusé(s){left}", err=True)
        sys.exit(1 if done.refused or done.waiting else 0)
    else:
        watched.watch(_stop())


def _intake(settings: Settings) -> Intake:
    use_django(settings)
    from workers.intake import RegisterIntake

    return RegisterIntake(open_store(settings))


def _stop() -> threading.Event:
    """Set by SIGTERM and Ctrl-C."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop

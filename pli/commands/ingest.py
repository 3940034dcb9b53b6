"""``pli ingest imap`` and ``pli ingest scans``: the doors, for ever or one pass."""

import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path

import click

from ingest.intake import BatchIntake
from ingest.scans import ScanFolder, ScanSettings
from pli.logs import set_up_logs
from pli.mailbox_readers import read_all_once, watch_all
from pli.mailboxes import accounts_of, reader_of
from pli.options import data_option
from pli.settings import MailboxSettings, Settings, load_settings
from pli.wiring import open_store, use_django


@click.group("ingest")
def command() -> None:
    """Relever une boîte aux lettres ou un dossier de scans."""


@command.command("imap")
@data_option
@click.option("--url", metavar="imaps://USER@HOST:PORT/FOLDER", help="La boîte et son dossier.")
@click.option("--password-file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--configured", type=click.IntRange(min=1), metavar="N", help="La N-ième boîte des réglages.")
@click.option("--filed", default="Traités", show_default=True, help="Dossier où ranger les messages enregistrés.")
@click.option("--ca-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Autorité privée.")
@click.option("--read-only", is_flag=True, help="Essayer sur une boîte vivante sans rien déplacer.")
@click.option("--once", is_flag=True, help="Une seule relève.")
def imap(
    *,
    data: Path | None,
    url: str | None,
    password_file: Path | None,
    configured: int | None,
    filed: str,
    ca_file: Path | None,
    read_only: bool,
    once: bool,
) -> None:
    """Relever une boîte aux lettres : chaque message est enregistré avant d'être rangé, jamais effacé.

    La boîte est dite par --url et --password-file ; sans --url, ce sont celles des réglages.
    """
    settings = load_settings(data=data)
    set_up_logs(settings.log_level, settings.log_format)
    if url is None:
        boxes = _configured(settings, configured)
    elif password_file is None or configured is not None:
        raise click.UsageError("--url demande --password-file, et exclut --configured.")
    else:
        boxes = [MailboxSettings(url=url, password_file=password_file, filed=filed, ca_file=ca_file)]
    intake = _intake(settings)
    accounts = [account for box in boxes for account in accounts_of(box, settings)]
    readers = [reader_of(replace(account, read_only=read_only), intake, settings) for account in accounts]
    if once:
        sys.exit(read_all_once(readers))
    watch_all(readers, _stop())


def _configured(settings: Settings, number: int | None) -> list[MailboxSettings]:
    boxes = list(settings.mailboxes)
    if not boxes or (number is not None and number > len(boxes)):
        raise click.UsageError(
            "Aucune boîte de ce numéro dans les réglages : donnez --url, ou [[mailboxes]] dans pli.toml."
        )
    return boxes if number is None else [boxes[number - 1]]


@command.command("scans")
@data_option
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--once", is_flag=True, help="Prendre ce qui est là, puis finir.")
def scans(*, data: Path | None, folder: Path, once: bool) -> None:
    """Surveiller un dossier de scans : un fichier part dans done/ une fois enregistré, pas avant."""
    settings = load_settings(data=data)
    set_up_logs(settings.log_level, settings.log_format)
    pace = ScanSettings(settle_s=settings.scan_settle_s, patience_s=settings.scan_patience_s)
    watched = ScanFolder(folder, _intake(settings), pace)
    if once:
        done = watched.take_all()
        left = f", {done.waiting} laissé(s) : encore en cours d'écriture, ou en échec" if done.waiting else ""
        click.echo(f"{done.received} reçu(s), {done.refused} refusé(s){left}", err=True)
        sys.exit(1 if done.refused or done.waiting else 0)
    else:
        watched.watch(_stop())


def _intake(settings: Settings) -> BatchIntake:
    use_django(settings)
    from workers.intake import RegisterIntake

    return RegisterIntake(open_store(settings))


def _stop() -> threading.Event:
    """Set by SIGTERM and Ctrl-C."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop

"""Several mailbox readers in one process: one thread each, and none of them dies unseen."""

import threading
from collections.abc import Sequence

import click
import structlog

from dossier.errors import OurError, WeatherError
from ingest.mailbox import MailboxPass, MailboxReader

log = structlog.get_logger()

ONCE_TRIES = 6  # enough to find the one message that breaks the connection


def watch_all(readers: Sequence[MailboxReader], stop: threading.Event) -> None:
    """Watches until ``stop`` is set. A reader that ends by itself ends them all, by OurError: to be started anew."""
    ended: list[MailboxReader] = []

    def watch(reader: MailboxReader) -> None:
        try:
            reader.watch(stop)
        finally:
            _close_register()
            if not stop.is_set():
                ended.append(reader)
                stop.set()

    threads = [threading.Thread(target=watch, args=(reader,)) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if ended:
        raise OurError("a mailbox reader ended by itself: its error stands above")


def read_all_once(readers: Sequence[MailboxReader]) -> int:
    """One pass of each, said on stderr; the exit status. One mailbox that is away keeps no other from being read."""
    failures = [error for reader in readers if (error := _read(reader)) is not None]
    return 1 if failures else 0


def _read(reader: MailboxReader) -> OurError | WeatherError | None:
    try:
        done = reader.read_once(tries=ONCE_TRIES)
    except (OurError, WeatherError) as error:
        click.echo(f"{reader.name} : {error}", err=True)
        return error
    click.echo(f"{reader.name} : {_told(done)}", err=True)
    return None


def _told(done: MailboxPass) -> str:
    if done.busy:
        return "un autre lecteur relève cette boîte"
    return f"{done.received} reçu(s), {done.known} déjà connu(s), {done.left} laissé(s) en place"


def _close_register() -> None:
    from django.db import connections

    connections.close_all()

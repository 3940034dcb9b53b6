"""``pli worker``: consumes the queues, relays the outbox. Any number of them, on any number of machines."""

import os
import signal
import threading
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click
import structlog

from dossier.errors import OurError
from pli.logs import set_up_logs
from pli.options import PREFECTURE, data_option
from pli.settings import Settings, load_settings
from pli.wiring import broker_url, make_tools, open_page_cache, open_sandbox, open_store, use_django

log = structlog.get_logger()

THREADS = 2  # plis at a time; their pages share the sandbox's processes


@click.command("worker")
@data_option
@click.option("--jobs", type=click.IntRange(min=1), help="Processus de lecture (par défaut : un par cœur).")
@click.option("--prefecture", type=PREFECTURE, help="Code du département de la préfecture.")
def command(data: Path | None, jobs: int | None, prefecture: str | None) -> None:
    """Traiter les files d'attente jusqu'à SIGTERM."""
    settings = load_settings(data=data, jobs=jobs, prefecture=prefecture)
    set_up_logs(settings.log_level, settings.log_format)
    os.environ.setdefault("dramatiq_queue_prefetch", str(THREADS))  # read by dramatiq when it is imported
    use_django(settings)
    _work(settings)


def _work(settings: Settings) -> None:
    from dramatiq import Worker

    from pli.observer import observed
    from storage.register.ledger import counts, reserve_numero
    from workers.actors import declare_actors
    from workers.broker import connect_broker, ping_broker
    from workers.connections import DatabaseConnections
    from workers.dead_letters import dead_letters
    from workers.handling import Handler
    from workers.opened_files import OpenedFiles
    from workers.range_reading import RangeReader, open_stored
    from workers.relay import Relay
    from workers.signatures import open_signatures

    def numero(dossier: str) -> str:
        return reserve_numero(dossier, prefecture=settings.prefecture, year=datetime.now(settings.zone).year)

    store, stop = open_store(settings), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with open_sandbox(settings) as sandbox, ExitStack() as opened:
        broker = connect_broker(broker_url(settings), (DatabaseConnections(),))
        tools = make_tools(settings, store, sandbox, numero=numero)
        tools = replace(tools, page_cache=open_page_cache(settings), signatures=open_signatures(settings.dkim_dns))
        handler = Handler(
            tools=tools,
            max_attempts=settings.max_attempts,
            max_interruptions=settings.max_interruptions,
            range_pages=settings.range_pages,
        )
        files = opened.enter_context(OpenedFiles(lambda source, folder: open_stored(source, folder, tools)))
        reader = RangeReader(
            tools=tools,
            files=files,
            max_attempts=settings.max_attempts,
            max_interruptions=settings.max_interruptions,
        )
        declare_actors(broker, handler.handle, reader.read)
        # Its own queues only: by default a worker consumes every queue that is declared in its process, those that
        # the relay sends to as well, and would throw away what is handed over.
        queues = set(broker.get_declared_queues())
        worker, relay = Worker(broker, queues=queues, worker_threads=THREADS), Relay(broker)
        parts = {
            "store": store.check,
            "queue": lambda: ping_broker(connect_broker(broker_url(settings))),
            "register": counts,
            "antivirus": tools.antivirus.check,
        }
        with observed(
            settings.metrics_host,
            settings.metrics_port,
            alive=relay.is_alive,
            parts=parts,
            dead_letters=lambda: dead_letters(connect_broker(broker_url(settings))),
        ):
            worker.start()
            relay.start()
            log.info("worker_ready", threads=THREADS, processes=settings.workers)
            while not stop.wait(1.0) and relay.is_alive():
                pass
        failed = not relay.is_alive()  # a bug: without it nothing is sent any more, so a supervisor starts us again
        log.info("worker_stops", relay_failed=failed)
        relay.stop()
        worker.stop(timeout=15_000)
        sandbox.stop()  # a pli of thousands of pages is broken off; its attempt is given back
        broker.close()
    if failed:
        raise OurError("the relay ended by itself")

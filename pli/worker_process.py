"""One worker process: actors on their queues, the relay, what is observed of both. Import it once Django is set up."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import structlog
from dramatiq import Broker, Worker

from dossier.errors import OurError
from pli.observer import observed
from pli.settings import Settings
from pli.traces import traced
from pli.wiring import broker_url, make_tools, open_page_cache, open_sandbox, open_store
from storage.register.ledger import counts, reserve_numero
from workers.actors import declare_actors
from workers.broker import connect_broker, ping_broker
from workers.connections import DatabaseConnections
from workers.dead_letters import dead_letters
from workers.handling import Handler
from workers.opened_files import OpenedFiles
from workers.range_reading import RangeReader, open_stored
from workers.reception import Tools
from workers.relay import Relay
from workers.sandbox import Sandbox
from workers.signatures import open_signatures

log = structlog.get_logger()

_STOP_WITHIN_MS = 15_000


def work(settings: Settings, stop: threading.Event, *, threads: int) -> None:
    """Consume the queues, ``threads`` plis at a time, and relay the outbox until ``stop`` is set; what is under way is
    given back then.

    Raises OurError when the relay ends by itself: without it nothing is sent any more, so a supervisor starts us again.
    """
    with open_sandbox(settings) as sandbox, traced(settings.traces_endpoint) as spans:
        tools = replace(_tools(settings, sandbox), span=spans)
        broker = connect_broker(broker_url(settings), (DatabaseConnections(),))
        with OpenedFiles(lambda source, folder: open_stored(source, folder, tools)) as files:
            _declare(broker, tools, files, settings)
            consumer, relay = _consumer(broker, threads), Relay(broker)
            with _observed(settings, tools, relay):
                consumer.start()
                relay.start()
                log.info("worker_ready", threads=threads, processes=settings.workers)
                while not stop.wait(1.0) and relay.is_alive():
                    pass
            failed = not relay.is_alive()
            log.info("worker_stops", relay_failed=failed)
            relay.stop()
            consumer.stop(timeout=_STOP_WITHIN_MS)
            sandbox.stop()  # a pli of thousands of pages is broken off; its attempt is given back
            broker.close()
    if failed:
        raise OurError("the relay ended by itself")


def _tools(settings: Settings, sandbox: Sandbox) -> Tools:
    def numero(dossier: str) -> str:
        return reserve_numero(dossier, prefecture=settings.prefecture, year=datetime.now(settings.zone).year)

    tools = make_tools(settings, open_store(settings), sandbox, numero=numero)
    return replace(tools, page_cache=open_page_cache(settings), signatures=open_signatures(settings.dkim_dns))


def _declare(broker: Broker, tools: Tools, files: OpenedFiles, settings: Settings) -> None:
    handler = Handler(
        tools=tools,
        max_attempts=settings.max_attempts,
        max_interruptions=settings.max_interruptions,
        range_pages=settings.range_pages,
    )
    reader = RangeReader(
        tools=tools, files=files, max_attempts=settings.max_attempts, max_interruptions=settings.max_interruptions
    )
    declare_actors(broker, handler.handle, reader.read)


def _consumer(broker: Broker, threads: int) -> Worker:
    """Of its own queues only: by default a worker consumes every queue that is declared in its process, those that the
    relay sends to as well, and would throw away what is handed over.
    """
    return Worker(broker, queues=set(broker.get_declared_queues()), worker_threads=threads)


@contextmanager
def _observed(settings: Settings, tools: Tools, relay: Relay) -> Iterator[None]:
    """Metrics and health while the block lasts, where the settings ask for them."""
    url = broker_url(settings)
    parts = {
        "store": tools.store.check,
        "queue": lambda: ping_broker(connect_broker(url)),
        "register": counts,
        "antivirus": tools.antivirus.check,
    }
    with observed(
        settings.metrics_host,
        settings.metrics_port,
        alive=relay.is_alive,
        parts=parts,
        dead_letters=lambda: dead_letters(connect_broker(url)),
    ):
        yield

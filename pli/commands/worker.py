"""``pli worker``: consumes the queues, relays the outbox. Any number of them, on any number of machines."""

import os
import signal
import threading
from pathlib import Path

import click

from pli.logs import set_up_logs
from pli.options import PREFECTURE, data_option
from pli.settings import load_settings
from pli.wiring import use_django

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
    from pli.worker_process import work

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work(settings, stop, threads=THREADS)

"""The actors: a few lines each, over the handler."""

from collections.abc import Callable

import dramatiq
from dramatiq import Broker

from storage.register.ledger import acknowledge
from workers.jobs import BACKLOG, BACKLOG_PAGES, MAIL, PAGES, RERUNS, SCANS
from workers.queues import RECEIPTS


def declare_actors(broker: Broker, handle: Callable[[str], None], read_range: Callable[[int], None]) -> None:
    """Make the actors of a worker; ``handle(pli)`` reads one, ``read_range(plage)`` some pages of a large one.

    A lower ``priority`` is served first of those at hand.
    """

    def lire(pli: str) -> None:
        handle(pli)

    def lire_pages(plage: int) -> None:
        read_range(plage)

    for job, priority in ((MAIL, 0), (SCANS, 1), (RERUNS, 3), (BACKLOG, 10)):
        dramatiq.actor(actor_name=job.actor, queue_name=job.queue, priority=priority, broker=broker)(lire)
    for job, priority in ((PAGES, 5), (BACKLOG_PAGES, 11)):
        dramatiq.actor(actor_name=job.actor, queue_name=job.queue, priority=priority, broker=broker)(lire_pages)
    dramatiq.actor(actor_name="accuser_reception", queue_name=RECEIPTS, broker=broker)(accuser_reception)


def accuser_reception(dossier: str, revision: int) -> None:
    """The consumer of the hand-over says that it has this revision."""
    acknowledge(dossier, revision)

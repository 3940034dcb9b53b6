"""The actors: a few lines each, over the handler."""

import dramatiq
from dramatiq import Broker

from storage.register.ledger import acknowledge
from workers.broker import RECEIPTS
from workers.handling import Handler
from workers.jobs import BACKLOG, MAIL, SCANS


def declare_actors(broker: Broker, handler: Handler) -> None:
    """Make the actors of a worker. A lower ``priority`` is served first among the messages at hand."""

    def lire(pli: str) -> None:
        handler.handle(pli)

    for job, priority in ((MAIL, 0), (SCANS, 1), (BACKLOG, 10)):
        dramatiq.actor(lire, actor_name=job.actor, queue_name=job.queue, priority=priority, broker=broker)
    dramatiq.actor(accuser_reception, actor_name="accuser_reception", queue_name=RECEIPTS, broker=broker)


def accuser_reception(dossier: str, revision: int) -> None:
    """The consumer of the hand-over says that it has this revision."""
    acknowledge(dossier, revision)

"""A consumer of the hand-over, whole. Beside the installation whose broker it is given:

    BROKER_URL=amqp://… dramatiq --path docs --queues instruction --processes 1 example_consumer

The same (dossier, revision) may come twice; drop only what you know already. `--queues` matters: without it this
program would take its own answers back from `instruction_recu`.
"""

import os

import dramatiq
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.redis import RedisBroker

url = os.environ["BROKER_URL"]
dramatiq.set_broker(RabbitmqBroker(url=url, confirm_delivery=True) if url.startswith("amqp") else RedisBroker(url=url))
known: set[tuple[str, int]] = set()  # yours is a table with a unique constraint


@dramatiq.actor(queue_name="instruction_recu")
def accuser_reception(dossier: str, revision: int) -> None:
    """Consumed by Pli; declared here so that it can be sent."""


@dramatiq.actor(queue_name="instruction")
def recevoir_dossier(dossier: str, revision: int, **message: object) -> None:
    if (dossier, revision) not in known:
        known.add((dossier, revision))
        print(f"{dossier} revision {revision}: {message['outcome']}, manifest at {message['manifest']}", flush=True)
    accuser_reception.send(dossier, revision)

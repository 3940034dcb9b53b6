"""An outside program that takes the hand-over, as docs/example_consumer.py does, and notes every delivery.

``BROKER_URL=… DELIVERIES=… python -m bench.chaos.consumer``, one process, so that it can be killed whole. It imports
nothing of ours.
"""

import json
import os
import threading
from pathlib import Path

import dramatiq
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.middleware import CurrentMessage

broker = RabbitmqBroker(url=os.environ["BROKER_URL"], confirm_delivery=True)
broker.add_middleware(CurrentMessage())
dramatiq.set_broker(broker)
DELIVERIES = Path(os.environ["DELIVERIES"])


@dramatiq.actor(queue_name="instruction_recu")
def accuser_reception(dossier: str, revision: int) -> None:
    """Consumed by Pli; declared here so that it can be sent."""


@dramatiq.actor(queue_name="instruction")
def recevoir_dossier(dossier: str, revision: int, **told: object) -> None:
    message = CurrentMessage.get_current_message()
    with DELIVERIES.open("a", encoding="utf-8") as file:
        line = {"id": message.message_id if message else None, "dossier": dossier, "revision": revision, **told}
        file.write("\n" + json.dumps(line))
        file.flush()
        os.fsync(file.fileno())
    accuser_reception.send(dossier, revision)


if __name__ == "__main__":
    dramatiq.Worker(broker, queues={"instruction"}, worker_threads=1).start()
    threading.Event().wait()

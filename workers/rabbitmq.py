"""RabbitMQ as we want it: our own queues replicated and without expiry, those of others as Dramatiq declares them."""

from typing import Any

from dramatiq import Middleware
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.common import xq_name
from dramatiq.errors import ConnectionClosed

from dossier.errors import OurError
from workers.queues import OWN_QUEUES

# A message comes back when its worker dies. The register counts attempts and stops a file that kills its workers after
# a few; this only bounds what the register cannot see. Low values would lose the innocent messages that a killed
# worker merely held.
DELIVERY_LIMIT = 100
# A message that waits in a worker behind more urgent ones is not given to a second worker meanwhile (RabbitMQ 3.12 and
# later read it from the queue; before that it is ``consumer_timeout`` in rabbitmq.conf).
CONSUMER_TIMEOUT_MS = 24 * 60 * 60 * 1000


class PliRabbitmqBroker(RabbitmqBroker):
    """Our own queues are quorum queues, whose dead letters stay until somebody removes them; sends are confirmed."""

    def __init__(self, url: str, middleware: list[Middleware]) -> None:
        super().__init__(url=url, confirm_delivery=True, middleware=middleware)

    def _build_queue_arguments(self, queue_name: str) -> dict[str, Any]:
        arguments: dict[str, Any] = super()._build_queue_arguments(queue_name)  # type: ignore[no-untyped-call]  # dramatiq's
        if queue_name in OWN_QUEUES:
            arguments["x-queue-type"] = "quorum"
            arguments["x-delivery-limit"] = DELIVERY_LIMIT
            arguments["x-consumer-timeout"] = CONSUMER_TIMEOUT_MS
        return arguments

    def _declare_xq_queue(self, queue_name: str) -> Any:
        if queue_name not in OWN_QUEUES:
            return super()._declare_xq_queue(queue_name)  # type: ignore[no-untyped-call]  # dramatiq's
        return self.channel.queue_declare(queue=xq_name(queue_name), durable=True, arguments={"x-queue-type": "quorum"})

    def _ensure_queue(self, canonical_queue_name: str) -> None:
        """Raises OurError when the queue is there with other arguments, which no program can change."""
        try:
            super()._ensure_queue(canonical_queue_name)  # type: ignore[no-untyped-call]  # dramatiq's
        except ConnectionClosed as error:
            if "PRECONDITION_FAILED" in str(error):
                raise OurError(
                    f"la file {canonical_queue_name} existe déjà dans RabbitMQ avec d'autres réglages : arrêtez les"
                    f" workers, supprimez-la avec ses files .DQ et .XQ (rabbitmqctl delete_queue"
                    f" {canonical_queue_name}), puis relancez ; le registre redemande ce qu'elle contenait"
                ) from None
            raise

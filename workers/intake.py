"""The door's other side: a file is stored and verified, then registered with the message that asks for work."""

from pathlib import Path

from dossier.errors import OurError
from dossier.ids import pli_id, safe_name
from dossier.mail import Arrival, Channel, MessageHead
from ingest.formats import MESSAGES, Format, media_type, sniff
from ingest.intake import FileArrival, Receipt
from ingest.mail_head import read_head
from storage.objects import ObjectStore
from storage.register.ledger import NewPli, is_registered, record_arrival
from workers.files import sha256_of
from workers.jobs import job_for


class RegisterIntake:
    """Receives files into a store and the register. When ``receive`` returns, the file is durable and somebody will
    read it."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def receive(self, file: Path, arrival: FileArrival) -> Receipt:
        """Store and register a file. Raises WeatherError when the store or the register is away: keep the source."""
        sha256 = sha256_of(file)
        pli = pli_id(sha256)
        kind = sniff(file)
        key = f"plis/{pli}/{safe_name(arrival.name)}"
        if not is_registered(pli) and self._store.put_file(key, file, media_type(kind)).sha256 != sha256:
            raise OurError("the file changed while it was received")
        channel = Channel.EMAIL if kind in MESSAGES else arrival.channel
        head = read_head(file) if kind is Format.MESSAGE else MessageHead()
        registered = record_arrival(
            NewPli(
                id=pli,
                channel=channel,
                backlog=arrival.backlog,
                sha256=sha256,
                key=key,
                name=arrival.name,
                size_bytes=file.stat().st_size,
                received_at=arrival.received_at,
                received_at_source=arrival.received_at_source,
                sender=head.sender,
                subject=head.subject,
                message_id=head.message_id,
            ),
            Arrival(name=arrival.name, received_at=arrival.received_at),
            job_for(channel, backlog=arrival.backlog),
            mail=arrival.mail,
            source=arrival.source,
        )
        return Receipt(pli=pli, known=registered.known)

"""The door's other side: a file is stored and verified, then registered with the message that asks for work."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from dossier.errors import DocumentError, OurError
from dossier.ids import pli_id, safe_name
from dossier.mail import Arrival, Channel, MessageHead
from ingest.formats import MESSAGES, Format, media_type, sniff
from ingest.intake import FileArrival, Incoming, Receipt
from ingest.mail_head import read_head
from storage.objects import ObjectStore
from storage.register.arrivals import NewPli, Registered, purged_plis, record_arrival, registered_plis, was_purged
from storage.register.transaction import register_transaction
from workers.files import sha256_of
from workers.jobs import job_for

_WRITERS = 4  # an S3 server takes that many small objects in the time of two


@dataclass(frozen=True, kw_only=True, slots=True)
class _Examined:
    """A file that was looked at, and what is to be registered of it."""

    file: Path
    arrival: FileArrival
    media_type: str
    new: NewPli


class RegisterIntake:
    """Receives files into a store and the register. When ``receive`` returns, the file is durable and somebody will
    read it."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def receive(self, file: Path, arrival: FileArrival) -> Receipt:
        """Store and register a file. Raises WeatherError when the store or the register is away: keep the source."""
        one = _examine(file, arrival)
        if was_purged(one.new.id, arrival.source):
            return _receipt(self._record(one, stored=True))
        known = bool(registered_plis([one.new.id]))
        if not known:
            self._put(one)
        return self._register(one, stored=not known)

    def receive_all(self, incoming: Sequence[Incoming]) -> list[Receipt | DocumentError | OurError]:
        """Store several at a time, and register all of them in one transaction once every one is stored."""
        if len(incoming) == 1:
            return [self._received_or_why(incoming[0])]
        examined = [_examine(each.file, each.arrival) for each in incoming]
        first_of = {one.new.id: one for one in reversed(examined)}
        if purged_plis(first_of):  # whether such a one is to be stored depends on where it lay: each by itself
            return [self._received_or_why(each) for each in incoming]
        known = registered_plis(first_of)
        try:
            with ThreadPoolExecutor(_WRITERS) as writers:
                list(writers.map(self._put, [one for pli, one in first_of.items() if pli not in known]))
            with register_transaction():
                return [self._register(one, stored=one.new.id not in known) for one in examined]
        except (DocumentError, OurError):  # one of them is refused: each by itself, to see which
            return [self._received_or_why(each) for each in incoming]

    def _received_or_why(self, each: Incoming) -> Receipt | DocumentError | OurError:
        try:
            return self.receive(each.file, each.arrival)
        except (DocumentError, OurError) as error:
            return error

    def _put(self, one: _Examined) -> None:
        if self._store.put_file(one.new.key, one.file, one.media_type).sha256 != one.new.sha256:
            raise OurError("the file changed while it was received")

    def _register(self, one: _Examined, *, stored: bool) -> Receipt:
        registered = self._record(one, stored=stored)
        if registered.purged:
            self._store.erase(one.new.key)
        return _receipt(registered)

    def _record(self, one: _Examined, *, stored: bool) -> Registered:
        return record_arrival(
            replace(one.new, stored=stored),
            Arrival(name=one.arrival.name, received_at=one.arrival.received_at),
            job_for(one.new.channel, backlog=one.arrival.backlog),
            mail=one.arrival.mail,
            source=one.arrival.source,
        )


def _receipt(registered: Registered) -> Receipt:
    return Receipt(pli=registered.pli, known=registered.known)


def _examine(file: Path, arrival: FileArrival) -> _Examined:
    sha256, kind = sha256_of(file), sniff(file)
    pli = pli_id(sha256)
    head = read_head(file) if kind is Format.MESSAGE else MessageHead()
    new = NewPli(
        id=pli,
        channel=Channel.EMAIL if kind in MESSAGES else arrival.channel,
        backlog=arrival.backlog,
        sha256=sha256,
        key=f"plis/{pli}/{safe_name(arrival.name)}",
        name=arrival.name,
        size_bytes=file.stat().st_size,
        received_at=arrival.received_at,
        received_at_source=arrival.received_at_source,
        sender=head.sender,
        subject=head.subject,
        message_id=head.message_id,
    )
    return _Examined(file=file, arrival=arrival, media_type=media_type(kind), new=new)

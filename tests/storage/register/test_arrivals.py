from datetime import UTC, datetime

import pytest
from dossier.mail import Arrival, Channel, DateSource
from storage.register import models
from storage.register.ledger import Job, NewPli, record_arrival


def test_x(register: str) -> None:
    new = NewPli(id="p-1", channel=Channel.POST, backlog=False, sha256="0", key="plis/p-1/a", name="a", size_bytes=1, received_at=datetime(2026,1,1,tzinfo=UTC), received_at_source=DateSource.FILE)
    r = record_arrival(new, Arrival(name="a", received_at=new.received_at), Job(queue="q", actor="a"))
    assert not r.known
    assert models.Outbox.objects.count() == 1

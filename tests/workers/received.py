"""A file as the mailbox hands it over, for tests of the steps that follow."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from dossier.ids import pli_id
from dossier.mail import DateSource
from workers.reception import RECEIVED, Reception


def received(folder: Path, content: bytes, name: str = "a.eml") -> Reception:
    path = folder / RECEIVED
    path.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    return Reception(
        id=pli_id(sha256),
        path=path,
        name=name,
        sha256=sha256,
        received_at=datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
        received_at_source=DateSource.IMAP,
        arrivals=(),
    )

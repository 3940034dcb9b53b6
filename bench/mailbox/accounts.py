"""What stands where afterwards: in the register, in the store, in the mailbox."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.mailbox.server import FILED, MailServer
from storage.objects import ObjectStore


@dataclass(frozen=True, kw_only=True, slots=True)
class Accounts:
    """All of them must be 0 but ``registered``.

    ``lost``: neither registered nor in the inbox; ``lost_in_mailbox``: in neither folder. ``unstored``: registered and
    not in the store with the same bytes.
    """

    registered: int
    lost: int
    invented: int
    doubled_work: int
    doubled_arrivals: int
    missing_in_ledger: int
    unstored: int
    lost_in_mailbox: int
    doubled_in_mailbox: int
    left_in_inbox: int

    @property
    def right(self) -> bool:
        return not any(getattr(self, name) for name in self.__slots__ if name != "registered")


def take_accounts(truth: set[str], server: MailServer, store: ObjectStore) -> Accounts:
    """Compares everything with the SHA-256 of each message that was put into the mailbox."""
    from storage.register.models import Arrival, MailLedger, Outbox, Pli

    rows = dict(Pli.objects.values_list("id", "sha256"))
    work = Counter(Outbox.objects.values_list("pli_id", flat=True))
    arrivals = Counter(Arrival.objects.values_list("pli_id", flat=True))
    filed, inbox = Counter(_digests(server.maildir / FILED)), set(_digests(server.maildir))
    return Accounts(
        registered=len(rows),
        lost=len(truth - set(rows.values()) - inbox),
        invented=len(set(rows.values()) - truth),
        doubled_work=sum(work[pli] != 1 for pli in rows),
        doubled_arrivals=sum(arrivals[pli] != 1 for pli in rows),
        missing_in_ledger=len(set(rows) - set(MailLedger.objects.values_list("pli_id", flat=True))),
        unstored=sum(not _stored(store, key, sha) for key, sha in Pli.objects.values_list("key", "sha256")),
        lost_in_mailbox=len(truth - set(filed) - inbox),
        doubled_in_mailbox=sum(number - 1 for number in filed.values()),
        left_in_inbox=inbox_size(server),
    )


def inbox_size(server: MailServer) -> int:
    """Messages that stand in the inbox."""
    return sum(1 for part in ("new", "cur") for _ in (server.maildir / part).iterdir())


def _digests(folder: Path) -> Iterator[str]:
    for part in ("new", "cur"):
        for path in (folder / part).iterdir() if (folder / part).exists() else ():
            with path.open("rb") as file:
                yield hashlib.file_digest(file, "sha256").hexdigest()


def _stored(store: ObjectStore, key: str, sha256: str) -> bool:
    return store.exists(key) and hashlib.sha256(store.get_bytes(key)).hexdigest() == sha256

"""What the register keeps of one folder of one mailbox, as the mailbox door asks for it."""

import os
import secrets
import socket
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from dossier.errors import DocumentError
from dossier.mail import MailUid
from ingest.mailbox_book import Lease, LeaseLostError
from storage.register.ledger import (
    forget_left,
    keep_mailbox,
    left_uids,
    let_go_of_mailbox,
    note_left,
    registered_uids,
    take_mailbox,
)

_RENEWALS = 3  # times that a lease is renewed while it lasts: what is left of it covers a slow command


class RegisterMailbook:
    """A mailbox's book in the register. Each reader has one of its own.

    ``lease`` is how long the folder stays ours without a sign of life. ``exclusive`` is False for a trial that changes
    nothing in the mailbox: it takes no lease and is no success.
    """

    def __init__(self, account: str, folder: str, *, lease: timedelta, exclusive: bool = True) -> None:
        self._account = account
        self._folder = folder
        self._lease = lease
        self._exclusive = exclusive

    @contextmanager
    def hold(self) -> Iterator[Lease | None]:
        if not self._exclusive:
            yield _NoLease()
            return
        holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(6)}"
        if not take_mailbox(self._account, self._folder, holder=holder, lease=self._lease):
            yield None
            return
        try:
            yield _RegisterLease(self._account, self._folder, holder, self._lease)
        finally:
            let_go_of_mailbox(self._account, self._folder, holder=holder)

    def registered(self, uidvalidity: int, uids: Collection[int]) -> Collection[int]:
        return registered_uids(self._account, self._folder, uidvalidity, uids)

    def left(self, uidvalidity: int, uids: Collection[int]) -> Mapping[int, bool]:
        return left_uids(self._account, self._folder, uidvalidity, uids)

    def leave(
        self, uidvalidity: int, uid: int, why: DocumentError, *, received_at: datetime | None, free: int = 0
    ) -> None:
        mail = MailUid(account=self._account, folder=self._folder, uidvalidity=uidvalidity, uid=uid)
        note_left(mail, code=why.code, message=why.message, received_at=received_at, free=free)

    def forget(self, uidvalidity: int, uids: Collection[int]) -> None:
        forget_left(self._account, self._folder, uidvalidity, uids)


class _RegisterLease:
    def __init__(self, account: str, folder: str, holder: str, lease: timedelta) -> None:
        self._account = account
        self._folder = folder
        self._holder = holder
        self._lease = lease
        self._renew_at = 0.0  # monotonic seconds: the first call renews, for taking it may have waited

    def keep(self, *, success: bool = False) -> None:
        now = time.monotonic()
        if now < self._renew_at and not success:
            return
        if not keep_mailbox(self._account, self._folder, holder=self._holder, lease=self._lease, success=success):
            raise LeaseLostError("another reader has this mailbox")
        self._renew_at = now + self._lease.total_seconds() / _RENEWALS


class _NoLease:
    def keep(self, *, success: bool = False) -> None:
        """Nothing is held: nothing in the mailbox changes."""

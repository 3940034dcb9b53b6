"""One pass over a folder: each message stored and registered, then marked, then moved. In that order, always."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog

from dossier.errors import DocumentError, OurError
from dossier.mail import Channel, DateSource, MailUid
from ingest.intake import BatchIntake, FileArrival, Incoming, Receipt
from ingest.mailbox_account import MailboxAccount
from ingest.mailbox_book import Lease, MailboxBook
from ingest.mailbox_faults import RefusedError
from ingest.mailbox_fetch import FetchedMessage, Fetcher, Pace
from ingest.mailbox_session import MailboxSession, RemoteMessage

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True, slots=True)
class MailboxPass:
    """What one pass did: messages received, already known, and left in place because something is wrong with them.

    ``busy``: another reader has the folder, so nothing was done.
    """

    received: int = 0
    known: int = 0
    left: int = 0
    busy: bool = False


class Passage:
    """One pass over the folder of ``session``.

    ``done`` holds the UIDs, with their UIDVALIDITY, that stay in the folder though they are registered; it is kept up
    to date. ``pace`` lasts from one pass to the next. ``stopped`` ends it early, between two batches.
    """

    def __init__(
        self,
        account: MailboxAccount,
        session: MailboxSession,
        lease: Lease,
        intake: BatchIntake,
        book: MailboxBook,
        *,
        pace: Pace,
        done: set[tuple[int, int]],
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self._account = account
        self._session = session
        self._lease = lease
        self._intake = intake
        self._book = book
        self._pace = pace
        self._done = done
        self._stopped = stopped
        self._fetcher = Fetcher(session, lease.keep, pace, self._leave)
        self._filed: str | None = None
        self._tray: dict[int, bool] = {}  # UIDs that were left here, and whether they rest
        self._received = self._known = 0

    def run(self) -> MailboxPass:
        """Raises WeatherError, among them LeaseLostError; what was received until then stays received."""
        uids = self._session.uids()
        self._tray = dict(self._book.left(self._session.uidvalidity, uids))
        self._done &= {self._place(uid) for uid in uids}
        todo = [uid for uid in uids if self._place(uid) not in self._done and not self._tray.get(uid, False)]
        while todo and not self._stopped():
            batch, todo = todo[: self._pace.size], todo[self._pace.size :]
            self._put_away(self._taken_in(batch))
            self._pace.went_well()
        return MailboxPass(received=self._received, known=self._known, left=sum(self._tray.values()))

    def _place(self, uid: int) -> tuple[int, int]:
        return self._session.uidvalidity, uid

    def _taken_in(self, batch: Sequence[int]) -> list[int]:
        """Those of ``batch`` that are stored and registered now, most of them by this call."""
        self._lease.keep()
        registered = self._book.registered(self._session.uidvalidity, batch)
        self._known += len(registered)
        safe = list(registered)
        with tempfile.TemporaryDirectory(prefix="pli-", dir=self._account.spool) as folder:
            new = [uid for uid in batch if uid not in registered]
            for group in self._fetcher.fetched(new, Path(folder)):
                self._lease.keep()
                safe += self._received_of(group)
        return safe

    def _received_of(self, group: Sequence[FetchedMessage]) -> list[int]:
        """Those of ``group`` that are stored and registered; their files are removed."""
        if not group:
            return []
        incoming = [Incoming(file=one.file, arrival=self._arrival(one.message)) for one in group]
        outcomes = self._intake.receive_all(incoming)
        safe = [
            one.message.uid for one, outcome in zip(group, outcomes, strict=True) if self._is_safe(one.message, outcome)
        ]
        for one in group:
            one.file.unlink()
        return safe

    def _is_safe(self, message: RemoteMessage, outcome: Receipt | DocumentError | OurError) -> bool:
        if isinstance(outcome, Receipt):
            log.info("message_received", pli=outcome.pli, known=outcome.known)
            self._known += outcome.known
            self._received += not outcome.known
            return True
        if isinstance(outcome, OurError):
            log.error("message_not_received", uid=message.uid, why=str(outcome))
        self._leave(message.uid, outcome if isinstance(outcome, DocumentError) else _OURS, message.arrived_at)
        return False

    def _put_away(self, uids: Sequence[int]) -> None:
        """All of ``uids`` are stored and registered: only now may the mailbox change."""
        if not uids:
            return
        self._lease.keep()
        self._session.mark(uids)
        self._done |= {self._place(uid) for uid in self._move(uids)}
        if recovered := [uid for uid in uids if uid in self._tray]:
            self._book.forget(self._session.uidvalidity, recovered)

    def _move(self, uids: Sequence[int]) -> frozenset[int]:
        """Those that stay here all the same: the server has no MOVE, or refuses."""
        stuck = frozenset(uids)
        if not self._session.can_move:
            return stuck
        for _ in range(2):  # once more with the folder looked up anew: somebody may have removed it
            try:
                self._filed = self._filed or self._session.make_folder(self._account.filed)
                self._lease.keep()
                stuck = self._session.move(sorted(stuck), self._filed)
            except RefusedError:  # the folder cannot be made
                self._filed = None
            if not stuck:
                return stuck
            self._filed = None
        log.error("messages_not_moved", number=len(stuck))
        return stuck

    def _leave(self, uid: int, why: DocumentError, arrived_at: datetime | None, free: int = 0) -> None:
        log.error("message_left", uid=uid, code=why.code)
        self._book.leave(self._session.uidvalidity, uid, why, received_at=arrived_at, free=free)
        self._tray[uid] = True

    def _arrival(self, message: RemoteMessage) -> FileArrival:
        """The source is the mailbox and the date of arrival: a folder that was numbered anew, or moved to another
        server, gives the same arrivals again.
        """
        account = self._account
        return FileArrival(
            name=f"message-{message.uid}.eml",
            received_at=message.arrived_at,
            received_at_source=DateSource.IMAP,
            channel=Channel.EMAIL,
            entry=account.user,
            source=f"imap:{account.user}:{message.arrived_at.astimezone(UTC).isoformat()}",
            mail=MailUid(
                account=account.account,
                folder=account.folder,
                uidvalidity=self._session.uidvalidity,
                uid=message.uid,
            ),
        )


_OURS = DocumentError("erreur_interne", "Ce message n'a pas pu être enregistré : erreur interne, voir le journal.")

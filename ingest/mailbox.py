"""The mailbox door: every message stored for good before it is marked and moved; nothing is ever deleted."""

import random
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from dossier.errors import DocumentError, OurError, WeatherError
from dossier.mail import Channel, DateSource
from ingest.backoff import Backoff
from ingest.intake import FileArrival, Intake
from ingest.mailbox_account import MailboxAccount, Tls, parse_mailbox_url
from ingest.mailbox_session import MailboxSession, RemoteMessage, open_mailbox

__all__ = ["MailboxAccount", "MailboxPass", "MailboxReader", "Tls", "check_mailbox", "parse_mailbox_url"]

log = structlog.get_logger()

_RETRY_BAD_S = 3600.0
_BREAKS = 3
_REST_S = 60.0  # for a message that broke the connection so often, then twice that, and so on: or the network is bad
_STOP_SLICE_S = 5.0
_LOGIN_WAIT_S = 300.0


@dataclass(frozen=True, kw_only=True, slots=True)
class MailboxPass:
    """What one pass did: messages received, already known, and left in place because something is wrong with them."""

    received: int = 0
    known: int = 0
    left: int = 0


def check_mailbox(account: MailboxAccount) -> str:
    """One line in French about the mailbox, nothing changed in it. Raises OurError or WeatherError."""
    with open_mailbox(replace(account, read_only=True)) as session:
        return f"{account.name}, {len(session.uids())} message(s) à relever"


class MailboxReader:
    """Reads one folder of one mailbox.

    For each message: fetch to a spool, sync, :meth:`Intake.receive`, and only then the keyword and the MOVE. Killed
    anywhere, the next pass receives what still stands in the folder again; the intake knows it and it is only moved.
    """

    def __init__(self, account: MailboxAccount, intake: Intake) -> None:
        self._account = account
        self._intake = intake
        self._done: set[tuple[int, int]] = set()  # (UIDVALIDITY, UID) of messages that cannot be moved away
        self._bad: dict[tuple[int, int], float] = {}  # and of those to leave alone until then (monotonic seconds)
        self._broke: dict[tuple[int, int], int] = {}  # how often fetching a message broke the connection
        self.last_pass_at: float | None = None

    def read_once(self) -> MailboxPass:
        """One pass over the folder. Raises WeatherError or OurError; what was received until then stays received."""
        with open_mailbox(self._account) as session:
            return self._pass(session)

    def watch(self, stop: threading.Event) -> None:
        """Reads until ``stop`` is set: at once when something arrives, else every few minutes; reconnects for ever."""
        backoff = Backoff()
        while not stop.is_set():
            try:
                with open_mailbox(self._account) as session:
                    while not stop.is_set():
                        self._pass(session)
                        backoff.succeeded()
                        self._wait(session, stop)
            except WeatherError as error:
                self._pause(stop, backoff.next_s(), str(error))
            except OurError as error:  # a refused login tried again at once would lock the account
                self._pause(stop, _LOGIN_WAIT_S, str(error))

    def _pause(self, stop: threading.Event, seconds: float, why: str) -> None:
        log.warning("mailbox_waits", why=why, for_s=round(seconds, 1))
        stop.wait(seconds)

    def _wait(self, session: MailboxSession, stop: threading.Event) -> None:
        """Until mail arrives, or the time for a full look has come. IDLE is renewed in short slices."""
        until = time.monotonic() + self._account.idle_s * random.uniform(0.7, 1.3)  # noqa: S311 - spreads load only
        if not session.can_idle:
            stop.wait(self._account.poll_s)
            session.still_there()
            return
        while not stop.is_set() and time.monotonic() < until:
            if session.wait_for_mail(min(_STOP_SLICE_S, max(until - time.monotonic(), 0.1))):
                return

    def _pass(self, session: MailboxSession) -> MailboxPass:
        received = known = left = 0
        filed = None
        for uid in session.uids():
            place = (session.uidvalidity, uid)
            if place in self._done or self._bad.get(place, 0.0) > time.monotonic():
                left += place in self._bad
                continue
            if filed is None and session.can_move:
                filed = session.make_folder(self._account.filed)
            outcome = self._claim(session, uid, filed)
            received += outcome is False
            known += outcome is True
            left += outcome is None
        self.last_pass_at = time.time()
        return MailboxPass(received=received, known=known, left=left)

    def _claim(self, session: MailboxSession, uid: int, filed: str | None) -> bool | None:
        """Takes one message in. Whether its content was known already; None when it was left in place or is gone."""
        place = (session.uidvalidity, uid)
        with tempfile.TemporaryDirectory(prefix="pli-", dir=self._account.spool) as folder:
            spool = Path(folder) / "message.eml"
            message = self._fetch(session, uid, spool)
            if message is None:
                return None
            try:
                receipt = self._intake.receive(spool, self._arrival(session, message))
            except (DocumentError, OurError) as error:
                log.error("message_left", uid=uid, why=str(error))
                self._leave_alone(place)
                return None
        log.info("message_received", pli=receipt.pli, known=receipt.known)
        session.mark(uid)
        if filed is None:
            self._done.add(place)
        elif not session.move(uid, filed):
            log.warning("message_not_moved", uid=uid)
            self._leave_alone(place)
        return receipt.known

    def _fetch(self, session: MailboxSession, uid: int, spool: Path) -> RemoteMessage | None:
        """The message in ``spool``; None when it is gone. One that breaks the connection again and again is left."""
        place = (session.uidvalidity, uid)
        try:
            message = session.describe(uid)
            fetched = message is not None and session.fetch_to(uid, spool)
        except WeatherError:
            self._broke[place] = self._broke.get(place, 0) + 1
            if self._broke[place] >= _BREAKS:
                log.error("message_breaks_connection", uid=uid, times=self._broke[place])
                self._leave_alone(place, _REST_S * 2 ** (self._broke[place] - _BREAKS))
            raise
        self._broke.pop(place, None)
        return message if fetched else None

    def _leave_alone(self, place: tuple[int, int], seconds: float = _RETRY_BAD_S) -> None:
        self._bad[place] = time.monotonic() + min(seconds, _RETRY_BAD_S)

    def _arrival(self, session: MailboxSession, message: RemoteMessage) -> FileArrival:
        return FileArrival(
            name=f"message-{message.uid}.eml",
            received_at=message.arrived_at,
            received_at_source=DateSource.IMAP,
            channel=Channel.EMAIL,
            entry=self._account.user,
            source=f"imap:{self._account.name};UIDVALIDITY={session.uidvalidity};UID={message.uid}",
        )

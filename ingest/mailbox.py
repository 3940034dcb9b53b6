"""The mailbox door: every message stored for good before it is marked and moved; nothing is ever deleted."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import structlog

from dossier.errors import OurError, WeatherError
from ingest.backoff import Backoff
from ingest.intake import BatchIntake
from ingest.mailbox_account import MailboxAccount, Tls, parse_mailbox_url
from ingest.mailbox_book import Lease, LeaseLostError, MailboxBook
from ingest.mailbox_fetch import Pace
from ingest.mailbox_pass import MailboxPass, Passage
from ingest.mailbox_session import MailboxSession, open_mailbox

__all__ = ["MailboxAccount", "MailboxPass", "MailboxReader", "Tls", "check_mailbox", "parse_mailbox_url"]

log = structlog.get_logger()

_SLICE_S = 1.0
_LOGIN_WAIT_S = 300.0
_OTHERS_TURN_S = 10.0  # how often a reader asks whether the one that has the mailbox is gone


def check_mailbox(account: MailboxAccount) -> str:
    """One line in French about the mailbox, nothing changed in it. Raises OurError or WeatherError."""
    with open_mailbox(replace(account, read_only=True)) as session:
        return f"{account.name}, {len(session.uids())} message(s) à relever"


class MailboxReader:
    """Reads one folder of one mailbox, while it has the lease: any number of readers may run, one of them works.

    For each message: fetch, :meth:`BatchIntake.receive_all`, and only then the keyword and the MOVE. Killed anywhere,
    the next pass finds what still stands in the folder: what is registered is only moved, the rest is received.
    """

    def __init__(self, account: MailboxAccount, intake: BatchIntake, book: MailboxBook) -> None:
        self._account = account
        self._intake = intake
        self._book = book
        self._pace = Pace()
        self._done: set[tuple[int, int]] = set()  # (UIDVALIDITY, UID) of messages that cannot be moved away
        self._waits = False

    @property
    def name(self) -> str:
        """The mailbox without its secret."""
        return self._account.name

    def read_once(self, *, tries: int = 1) -> MailboxPass:
        """One pass over the folder. Raises WeatherError or OurError; what was received until then stays received.

        With ``tries`` it connects again after the weather broke it off: a message that breaks connections is found out.
        """
        backoff = Backoff()
        while True:
            tries -= 1
            try:
                with self._book.hold() as lease:
                    if lease is None:
                        return MailboxPass(busy=True)
                    with open_mailbox(self._account) as session:
                        return self._pass(session, lease)
            except LeaseLostError:
                raise
            except WeatherError:
                if tries <= 0:
                    raise
                time.sleep(backoff.next_s())

    def watch(self, stop: threading.Event) -> None:
        """Reads until ``stop`` is set: at once when something arrives, else every few minutes; reconnects for ever."""
        backoff = Backoff()
        while not stop.is_set():
            try:
                with self._book.hold() as lease:
                    if lease is not None:
                        self._read(lease, backoff, stop)
                if lease is None:
                    self._wait_for_our_turn(stop)
            except WeatherError as error:
                self._pause(stop, backoff.next_s(), str(error))
            except OurError as error:  # a refused login tried again at once would lock the account
                self._pause(stop, _LOGIN_WAIT_S, str(error))

    def _wait_for_our_turn(self, stop: threading.Event) -> None:
        if not self._waits:
            log.info("mailbox_has_another_reader", folder=self._account.folder)
        self._waits = True
        stop.wait(_OTHERS_TURN_S * random.uniform(0.5, 1.0))  # noqa: S311 - spreads load only

    def _read(self, lease: Lease, backoff: Backoff, stop: threading.Event) -> None:
        if self._waits:
            log.info("mailbox_taken_over", folder=self._account.folder)
        self._waits = False
        with open_mailbox(self._account) as session:
            while not stop.is_set():
                self._pass(session, lease, stop.is_set)
                backoff.succeeded()
                self._wait(session, lease, stop)

    def _pause(self, stop: threading.Event, seconds: float, why: str) -> None:
        log.warning("mailbox_waits", why=why, for_s=round(seconds, 1))
        stop.wait(seconds)

    def _pass(self, session: MailboxSession, lease: Lease, stopped: Callable[[], bool] = lambda: False) -> MailboxPass:
        passage = Passage(
            self._account,
            session,
            lease,
            self._intake,
            self._book,
            pace=self._pace,
            done=self._done,
            stopped=stopped,
        )
        outcome = passage.run()
        lease.keep(success=True)
        return outcome

    def _wait(self, session: MailboxSession, lease: Lease, stop: threading.Event) -> None:
        """Until mail arrives, or the time for a full look has come."""

        def enough() -> bool:
            lease.keep()
            return stop.is_set()

        if session.can_idle:
            wanted = self._account.idle_s * random.uniform(0.7, 1.3)  # noqa: S311 - spreads load only
            session.wait_for_mail(wanted, enough)
            return
        until = time.monotonic() + self._account.poll_s
        while time.monotonic() < until and not enough():
            stop.wait(min(_SLICE_S, until - time.monotonic()))
        session.still_there()

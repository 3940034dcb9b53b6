"""One IMAP connection: the only place that speaks to IMAPClient. Its failures are the weather's or ours."""

import contextlib
import os
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from dossier.errors import OurError, WeatherError
from ingest.mailbox_account import MailboxAccount, Tls

KEYWORD = b"$PliEnregistre"
_CHUNK_BYTES = 1024 * 1024
_EARLY = 0.5  # an empty IDLE answer in less than this share of the time asked for is a dead connection
_BROKEN = (IMAPClientError, OSError, EOFError, ssl.SSLError)
_GARBLED = (ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError)


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoteMessage:
    """A message in the box: its UID, its INTERNALDATE (aware), whether it bears our keyword already."""

    uid: int
    arrived_at: datetime
    marked: bool


class MailboxSession:
    """A logged-in connection with the folder selected. Use :func:`open_mailbox`."""

    def __init__(self, client: IMAPClient, account: MailboxAccount) -> None:
        self._client = client
        self._account = account
        selected = client.select_folder(account.folder, readonly=account.read_only)
        flags = selected.get(b"PERMANENTFLAGS", ())
        self.uidvalidity = int(selected[b"UIDVALIDITY"])
        self._may_mark = b"\\*" in flags or KEYWORD in flags
        self.can_move = client.has_capability("MOVE") and not account.read_only
        self.can_idle = bool(client.has_capability("IDLE"))

    def uids(self) -> list[int]:
        """All messages of the folder that nobody has marked as deleted, oldest first."""
        with _weather():
            return sorted(self._client.search(["UNDELETED"]))

    def describe(self, uid: int) -> RemoteMessage | None:
        """What the server tells of a message; None when it is gone."""
        with _weather():
            answer = self._client.fetch([uid], ["INTERNALDATE", "FLAGS"]).get(uid)
            if not answer or b"INTERNALDATE" not in answer:
                return None
            date: datetime = answer[b"INTERNALDATE"]
            return RemoteMessage(uid=uid, arrived_at=date, marked=KEYWORD in answer.get(b"FLAGS", ()))

    def fetch_to(self, uid: int, path: Path) -> bool:
        """Writes the raw message to ``path``, a megabyte in memory at a time, and syncs it; False when it is gone.

        No flag of the message changes (BODY.PEEK).
        """
        with _weather(), path.open("wb") as spool:
            offset = 0
            while True:
                answer = self._client.fetch([uid], [f"BODY.PEEK[]<{offset}.{_CHUNK_BYTES}>"]).get(uid)
                chunk = (answer or {}).get(f"BODY[]<{offset}>".encode())
                if chunk is None:
                    return False
                spool.write(chunk)
                offset += len(chunk)
                if len(chunk) < _CHUNK_BYTES:
                    break
            spool.flush()
            os.fsync(spool.fileno())
        return True

    def mark(self, uid: int) -> None:
        """Sets our keyword, for people who look into the box; nothing hangs on it."""
        if self._may_mark and not self._account.read_only:
            with _weather():
                self._client.add_flags([uid], [KEYWORD], silent=True)

    def move(self, uid: int, folder: str) -> bool:
        """Moves the message to ``folder``; False when the server refuses, or does not say so and leaves it there."""
        with _weather():
            try:
                self._client.move([uid], folder)
            except IMAPClientAbortError:
                raise
            except IMAPClientError:  # NO: quota, rights, a folder that is gone
                return False
            return not self._client.search(["UID", str(uid)])

    def make_folder(self, name: str) -> str:
        """The name of the folder ``name`` as the server wants it, made when it is not there."""
        with _weather():
            prefix, separator = self._personal_namespace()
            full = name.replace("/", separator)
            if prefix and not full.startswith(prefix) and full.upper() != "INBOX":
                full = prefix + full
            if not self._client.folder_exists(full):
                self._client.create_folder(full)
                self._client.subscribe_folder(full)
            return full

    def _personal_namespace(self) -> tuple[str, str]:
        if self._client.has_capability("NAMESPACE"):
            personal = self._client.namespace().personal
            if personal:
                return str(personal[0][0] or ""), str(personal[0][1] or "/")
        return "", "/"

    def wait_for_mail(self, seconds: float) -> bool:
        """Whether something happened in the folder within ``seconds`` (IDLE). Raises WeatherError when it is dead.

        A connection cut during IDLE answers "nothing" at once instead of failing, hence the clock.
        """
        with _weather():
            self._client.idle()
            started = time.monotonic()
            events = self._client.idle_check(timeout=seconds)
            if not events and time.monotonic() - started < seconds * _EARLY:
                raise WeatherError("the connection died during IDLE")
            self._client.idle_done()
            self._client.noop()
            return bool(events)

    def still_there(self) -> None:
        with _weather():
            self._client.noop()


@contextmanager
def _weather() -> Iterator[None]:
    """A failing or garbled connection is the weather's fault; whoever catches it throws the connection away."""
    try:
        yield
    except _BROKEN as error:
        raise WeatherError(f"IMAP: {type(error).__name__}") from error
    except _GARBLED as error:
        raise WeatherError(f"IMAP answer not understood: {type(error).__name__}") from error


@contextmanager
def open_mailbox(account: MailboxAccount) -> Iterator[MailboxSession]:
    """A session on the account's folder, closed at the end. TLS is always verified.

    Raises OurError when the login or the certificate is refused or the folder is not there, WeatherError when the
    server does not answer.
    """
    context = ssl.create_default_context(cafile=str(account.ca_file) if account.ca_file else None)
    client = _connect(account, context)
    try:
        yield MailboxSession(_logged_in(client, account), account)
    finally:
        _leave(client)


def _connect(account: MailboxAccount, context: ssl.SSLContext) -> IMAPClient:
    timeout = SocketTimeout(account.connect_s, account.answer_s)
    implicit = account.tls is Tls.IMPLICIT
    tls = context if implicit else None
    try:
        client = IMAPClient(account.host, account.port, ssl=implicit, ssl_context=tls, timeout=timeout)
        client.normalise_times = False
        if not implicit:
            client.starttls(context)
    except ssl.SSLCertVerificationError as error:
        raise OurError(f"the certificate of {account.host} is refused: {error.verify_message}") from error
    except _BROKEN as error:
        raise WeatherError(f"no answer from {account.host}:{account.port}") from error
    return client


def _logged_in(client: IMAPClient, account: MailboxAccount) -> IMAPClient:
    try:
        client.login(account.user, account.password)
    except LoginError as error:
        cut = isinstance(error.__context__, IMAPClientAbortError)  # IMAPClient makes one of the other
        if cut or "UNAVAILABLE" in str(error).upper():
            raise WeatherError(f"{account.host} cannot check logins now") from None
        raise OurError(f"{account.host} refuses the login of this mailbox: wrong user or password") from None
    except _BROKEN as error:
        raise WeatherError(f"{account.host} cut the connection at login") from error
    try:
        if not client.folder_exists(account.folder):
            raise OurError(f"the mailbox has no folder {account.folder}")
    except _BROKEN as error:
        raise WeatherError(f"{account.host} cut the connection") from error
    return client


def _leave(client: IMAPClient) -> None:
    try:
        client.logout()
    except (*_BROKEN, *_GARBLED):
        with contextlib.suppress(*_BROKEN):
            client.shutdown()

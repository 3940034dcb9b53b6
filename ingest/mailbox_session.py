"""One IMAP connection with a folder selected: all that is ever said to a mailbox. Nothing here deletes anything."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from dossier.errors import OurError, WeatherError
from ingest.mailbox_account import MailboxAccount
from ingest.mailbox_book import Keep
from ingest.mailbox_faults import BROKEN, RefusedError, imap_faults, is_refusal
from ingest.mailbox_login import connect, hang_up, leave, log_in

KEYWORD = b"$PliEnregistre"
CHUNK_BYTES = 1024 * 1024
_EARLY = 0.5  # an empty IDLE answer in less than this share of the time asked for is a dead connection
_SLICE_S = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoteMessage:
    """A message in the box: its UID, its INTERNALDATE (aware), and how long the server says that it is."""

    uid: int
    arrived_at: datetime
    size_bytes: int


class MailboxSession:
    """A logged-in connection with the folder selected. Use :func:`open_mailbox`.

    Every method raises WeatherError when the connection is broken, and RefusedError when the server says no.
    """

    def __init__(self, client: IMAPClient, account: MailboxAccount) -> None:
        self._client = client
        self._account = account
        with imap_faults():
            selected = client.select_folder(account.folder, readonly=account.read_only)
            flags = selected.get(b"PERMANENTFLAGS", ())
            self.uidvalidity = int(selected[b"UIDVALIDITY"])
            self._may_mark = (b"\\*" in flags or KEYWORD in flags) and not account.read_only
            self.can_move = client.has_capability("MOVE") and not account.read_only
            self.can_idle = bool(client.has_capability("IDLE"))

    def uids(self) -> list[int]:
        """All messages of the folder that nobody has marked as deleted, oldest first."""
        with imap_faults():
            return sorted(self._client.search(["UNDELETED"]))

    def describe(self, uids: Sequence[int]) -> list[RemoteMessage]:
        """What the server tells of the messages, in their order; those that are gone are missing."""
        with imap_faults():
            answers = self._client.fetch(list(uids), ["INTERNALDATE", "RFC822.SIZE"])
            return [
                RemoteMessage(
                    uid=uid, arrived_at=answer[b"INTERNALDATE"], size_bytes=int(answer.get(b"RFC822.SIZE", 0))
                )
                for uid in uids
                if isinstance((answer := answers.get(uid, {})).get(b"INTERNALDATE"), datetime)
            ]

    def fetch(self, uids: Sequence[int], most_bytes: int) -> dict[int, bytes]:
        """The first ``most_bytes`` of each raw message; those that are gone are missing. No flag changes (PEEK)."""
        with imap_faults():
            answers = self._client.fetch(list(uids), [f"BODY.PEEK[]<0.{most_bytes}>"])
            return {
                uid: answer[b"BODY[]<0>"] for uid, answer in answers.items() if answer.get(b"BODY[]<0>") is not None
            }

    def fetch_to(self, uid: int, path: Path, keep: Keep) -> bool:
        """Writes the raw message to ``path``, a megabyte in memory at a time; False when it is gone.

        ``keep`` is called before each part. The end is where the server has nothing more, not where it said.
        """
        offset = 0
        with path.open("wb") as spool:
            while True:
                keep()
                with imap_faults():
                    answer = self._client.fetch([uid], [f"BODY.PEEK[]<{offset}.{CHUNK_BYTES}>"]).get(uid, {})
                key = f"BODY[]<{offset}>".encode()
                if not (chunk := answer.get(key)):
                    return chunk == b"" or (offset > 0 and key in answer)
                spool.write(chunk)
                offset += len(chunk)

    def mark(self, uids: Sequence[int]) -> None:
        """Sets our keyword, for people who look into the box; nothing hangs on it, so a server may refuse it."""
        if not self._may_mark:
            return
        try:
            with imap_faults():
                self._client.add_flags(list(uids), [KEYWORD], silent=True)
        except RefusedError:
            self._may_mark = False

    def move(self, uids: Sequence[int], folder: str) -> frozenset[int]:
        """Moves the messages to ``folder``; those that are still here: the server refuses, or moved only some.

        Whether they went is asked, not believed: a MOVE of a message that is gone succeeds.
        """
        with imap_faults():
            try:
                self._client.move(list(uids), folder)
            except IMAPClientError as error:  # NO: quota, rights, a folder that is gone
                if not is_refusal(error):
                    raise
            return frozenset(self._client.search(["UID", ",".join(map(str, uids))])).intersection(uids)

    def make_folder(self, name: str) -> str:
        """The name of the folder ``name`` as the server wants it, made when it is not there."""
        with imap_faults():
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

    def wait_for_mail(self, seconds: float, enough: Callable[[], bool]) -> bool:
        """Whether something happened in the folder within ``seconds`` (IDLE). Ends early when ``enough()``.

        Raises WeatherError when the connection is dead. One that is cut during IDLE answers "nothing" at once instead
        of failing, hence the clock.
        """
        with imap_faults():
            self._client.idle()
        events = self._idle(time.monotonic() + seconds, enough)
        with imap_faults():
            self._client.idle_done()
            self._client.noop()
        return events

    def _idle(self, until: float, enough: Callable[[], bool]) -> bool:
        while (left := until - time.monotonic()) > 0 and not enough():
            started, wanted = time.monotonic(), min(_SLICE_S, left)
            with imap_faults():
                if self._client.idle_check(timeout=wanted):
                    return True
            if time.monotonic() - started < wanted * _EARLY:
                raise WeatherError("the connection died during IDLE")
        return False

    def still_there(self) -> None:
        with imap_faults():
            self._client.noop()


@contextmanager
def open_mailbox(account: MailboxAccount) -> Iterator[MailboxSession]:
    """A session on the account's folder, closed at the end. TLS is always verified.

    Raises OurError when the login or the certificate is refused or the folder is not there, WeatherError when the
    server does not answer.
    """
    client = connect(account)
    try:
        log_in(client, account)
        yield _selected(client, account)
    except RefusedError as error:  # not a message: a search, an IDLE
        hang_up(client)
        raise WeatherError(f"{account.host} refuses what every mailbox must allow") from error
    except BaseException:
        hang_up(client)
        raise
    leave(client)


def _selected(client: IMAPClient, account: MailboxAccount) -> MailboxSession:
    try:
        if not client.folder_exists(account.folder):
            raise OurError(f"the mailbox has no folder {account.folder}")
        return MailboxSession(client, account)
    except RefusedError:
        raise OurError(f"the folder {account.folder} cannot be opened") from None
    except BROKEN as error:
        raise WeatherError(f"{account.host} cut the connection") from error

"""Messages out of a mailbox into files: many small ones at a time, large ones in parts, a bad one alone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dossier.errors import DocumentError, WeatherError
from ingest.mailbox_book import Keep, LeaseLostError
from ingest.mailbox_faults import RefusedError
from ingest.mailbox_session import MailboxSession, RemoteMessage

_SMALL_BYTES = 1024 * 1024  # larger messages come in parts, straight to the disk
_GROUP_BYTES = 4 * 1024 * 1024  # what is asked for at once, and so held in memory
_GROUP = 50  # so many messages at most: a server may be wrong about their sizes, and then this bounds the memory
_BREAKS = 2  # how often a message may break the connection before it rests: it may have been the network

Leave = Callable[[int, DocumentError, datetime | None, int], None]


class Pace:
    """How many messages are worked on at once: fewer after the connection broke, down to the one that breaks it."""

    MOST = 100

    def __init__(self) -> None:
        self.size = self.MOST

    def broke(self) -> None:
        self.size = max(1, self.size // 8)

    def went_well(self) -> None:
        self.size = min(self.MOST, self.size * 2)


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchedMessage:
    """A message and the file that holds it whole."""

    message: RemoteMessage
    file: Path


class Fetcher:
    """Fetches messages. ``leave`` is called with each one that cannot be had: its UID, why, its date of arrival (None
    when even that is unknown) and how many such failures are forgiven.
    """

    def __init__(self, session: MailboxSession, keep: Keep, pace: Pace, leave: Leave) -> None:
        self._session = session
        self._keep = keep
        self._pace = pace
        self._leave = leave

    def fetched(self, uids: Sequence[int], folder: Path) -> Iterator[list[FetchedMessage]]:
        """The messages, some at a time, in files of ``folder`` that whoever takes them removes.

        Raises WeatherError when the connection breaks; the next time fewer are asked for at once.
        """
        try:
            for group in _groups(self._described(uids)):
                self._keep()
                yield self._fetch(group, folder)
        except LeaseLostError:
            raise
        except WeatherError:
            self._pace.broke()
            if len(uids) == 1:
                self._leave(uids[0], _BREAKING, None, _BREAKS)
            raise

    def _described(self, uids: Sequence[int]) -> list[RemoteMessage]:
        if not uids:
            return []
        try:
            messages = self._session.describe(uids)
        except RefusedError as error:
            if len(uids) > 1:
                return [message for uid in uids for message in self._described([uid])]
            self._leave(uids[0], error, None, 0)
            return []
        for uid in sorted(set(uids).difference(message.uid for message in messages)):
            self._leave(uid, _SILENCE, None, 0)  # if it is gone, the next pass forgets it
        return messages

    def _fetch(self, group: Sequence[RemoteMessage], folder: Path) -> list[FetchedMessage]:
        """Those of ``group`` that could be had."""
        if len(group) == 1 and group[0].size_bytes > _SMALL_BYTES:
            return self._fetch_in_parts(group[0], folder)
        try:
            contents = self._session.fetch([message.uid for message in group], _SMALL_BYTES + 1)
        except RefusedError as error:
            if len(group) > 1:
                return [found for message in group for found in self._fetch([message], folder)]
            self._leave(group[0].uid, error, group[0].arrived_at, 0)
            return []
        return [found for message in group for found in self._written(message, contents.pop(message.uid, None), folder)]

    def _written(self, message: RemoteMessage, content: bytes | None, folder: Path) -> list[FetchedMessage]:
        if content is None or len(content) != message.size_bytes:  # asked again until there is nothing more
            return self._fetch_in_parts(message, folder)
        file = folder / f"{message.uid}.eml"
        file.write_bytes(content)
        return [FetchedMessage(message=message, file=file)]

    def _fetch_in_parts(self, message: RemoteMessage, folder: Path) -> list[FetchedMessage]:
        file = folder / f"{message.uid}.eml"
        try:
            whole = self._session.fetch_to(message.uid, file, self._keep)
        except RefusedError as error:
            self._leave(message.uid, error, message.arrived_at, 0)
            return []
        if not whole:
            self._leave(message.uid, _SILENCE, message.arrived_at, 0)
            return []
        return [FetchedMessage(message=message, file=file)]


def _groups(messages: Sequence[RemoteMessage]) -> Iterator[list[RemoteMessage]]:
    """The messages in their order, in groups that may be held in memory; a large one is a group of its own."""
    group: list[RemoteMessage] = []
    room = 0
    for message in messages:
        if group and (len(group) == _GROUP or message.size_bytes > room):
            yield group
            group = []
        room = (room if group else _GROUP_BYTES) - message.size_bytes
        group.append(message)
        if message.size_bytes > _SMALL_BYTES:
            room = -1
    if group:
        yield group


_BREAKING = DocumentError("connexion_rompue", "La connexion est rompue chaque fois que ce message est demandé.")
_SILENCE = DocumentError("message_absent", "Le serveur de messagerie annonce ce message et ne le remet pas.")

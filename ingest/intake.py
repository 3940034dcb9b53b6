"""The door's port: what a door hands over, and what it gets back once the file is safe."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from dossier.errors import DocumentError, OurError
from dossier.mail import Channel, DateSource, MailUid


@dataclass(frozen=True, kw_only=True, slots=True)
class FileArrival:
    """One file coming in. ``name`` is what it was called where it came from.

    ``entry`` is the entry point it came through (a sub-folder, a mailbox; empty for the main one). ``source`` says
    where exactly it lay, in words that stay the same when it is handed in again after a crash: two arrivals of one
    source are one. ``mail`` is where a message lies in its mailbox, None for anything else. ``backlog``: it can wait
    behind today's mail.
    """

    name: str
    received_at: datetime
    received_at_source: DateSource
    channel: Channel
    backlog: bool = False
    entry: str = ""
    source: str = ""
    mail: MailUid | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What became of it: the pli's id, and whether the same content was known already."""

    pli: str
    known: bool


class Intake(Protocol):
    """Takes files in for good."""

    def receive(self, file: Path, arrival: FileArrival) -> Receipt:
        """Stores ``file`` and notes its arrival; it is stored durably when this returns, and may be let go of.

        Raises :class:`~dossier.errors.DocumentError` for a file that is refused (it stays where it is), and
        :class:`~dossier.errors.WeatherError` when it cannot be stored now: hand it in again later.
        """


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """A file and how it came."""

    file: Path
    arrival: FileArrival


class BatchIntake(Intake, Protocol):
    """Takes many small files in at once, which is faster than one after another."""

    def receive_all(self, incoming: Sequence[Incoming]) -> list[Receipt | DocumentError | OurError]:
        """What :meth:`Intake.receive` would have returned, or raised, for each: one that is refused keeps no other out.

        Raises WeatherError when they cannot be stored now: hand all of them in again later.
        """

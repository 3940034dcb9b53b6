"""What is kept of a mailbox outside of it: who reads it, which messages are registered, which were left there."""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from dossier.errors import DocumentError, WeatherError

Keep = Callable[[], None]  # asked again and again while work goes on; raises LeaseLostError


class LeaseLostError(WeatherError):
    """Another reader has the mailbox: leave it alone."""


class Lease(Protocol):
    """The right to read one folder of one mailbox."""

    def keep(self, *, success: bool = False) -> None:
        """Return while the folder is surely ours for some time to come. Cheap: asks the register only now and then.

        ``success`` says that the folder was read to its end, or that the server had nothing new. Raises LeaseLostError.
        """


class MailboxBook(Protocol):
    """The book of one folder of one mailbox. Every method raises WeatherError when the register is away."""

    def hold(self) -> AbstractContextManager[Lease | None]:
        """The lease, given back at the end; None when somebody else has it."""

    def registered(self, uidvalidity: int, uids: Collection[int]) -> Collection[int]:
        """Those of ``uids`` that are stored and registered: they need not be fetched."""

    def left(self, uidvalidity: int, uids: Collection[int]) -> Mapping[int, bool]:
        """Those of ``uids`` (all that the folder holds) that were left there, and whether each is to rest for now."""

    def leave(
        self, uidvalidity: int, uid: int, why: DocumentError, *, received_at: datetime | None, free: int = 0
    ) -> None:
        """A message cannot be taken in now. It rests, longer each time, but not at its first ``free`` failures."""

    def forget(self, uidvalidity: int, uids: Collection[int]) -> None:
        """These were left once and are taken in now."""

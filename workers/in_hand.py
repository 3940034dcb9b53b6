"""A pli in a worker's hands: no other worker has it, as long as this one lives."""

import os
import socket
import threading
import uuid
from types import TracebackType
from typing import Self

import structlog
from django.db import connections

from dossier.errors import PliError
from storage.register.ledger import Attempt, begin_attempt, keep_in_hand, let_go, require_in_hand

log = structlog.get_logger()

SIGN_OF_LIFE_EVERY_S = 8.0  # the register forgets a worker after 30 s without one


class InHand:
    """One attempt at a pli; the context begins it and lets go of the pli at its end.

    ``attempt`` is None when the pli does not wait any more. While the context lasts, the register hears a sign of life
    every few seconds: a killed worker's plis are given to others soon, and those of a slow one are not.
    """

    def __init__(self, pli: str) -> None:
        self.pli = pli
        self.attempt: Attempt | None = None
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
        self._done = threading.Event()
        self._signs = threading.Thread(target=self._give_signs, name="signs-of-life", daemon=True)

    def __enter__(self) -> Self:
        """Raises WeatherError while another worker has the pli in hand."""
        self.attempt = begin_attempt(self.pli, holder=self._holder)
        self._signs.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._signs.join()
        try:
            let_go(self.pli, holder=self._holder)
        except PliError as failure:  # the register gives the pli to others soon; what happened before matters more
            log.warning("pli_not_let_go", pli=self.pli, why=str(failure))

    def require(self) -> None:
        """Raises WeatherError when another worker has taken the pli over: nothing may be stored or recorded any more.

        In a transaction it stays ours until that ends.
        """
        require_in_hand(self.pli, holder=self._holder)

    def keep(self) -> bool:
        """Whether no other worker has taken the pli over, however it has ended; it stays ours for a while."""
        return keep_in_hand(self.pli, holder=self._holder)

    def _give_signs(self) -> None:
        try:
            while not self._done.wait(SIGN_OF_LIFE_EVERY_S):
                try:
                    keep_in_hand(self.pli, holder=self._holder)
                except PliError as error:  # one sign less; what is read already is not thrown away for it
                    log.warning("sign_of_life_lost", pli=self.pli, why=str(error))
        finally:
            connections.close_all()

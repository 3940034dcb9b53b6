"""A mailbox reader that kills itself at one step of the claim: run as a program, it is a real process, really killed.

``python -m tests.integration.stopping_reader STEP NTH WORDS...``: the NTH time that STEP is reached, SIGKILL; WORDS are
those of ``pli ingest imap``.
"""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

import django
from imapclient import IMAPClient

from pli.cli import main
from storage import s3_store

STEPS = ("fetched", "put", "registered", "marked", "moved")


def _die_after(step: str, nth: int) -> None:
    """Wraps what ends the step. The reader itself knows nothing of it."""
    from workers.intake import RegisterIntake

    reached = count(1)

    def reach() -> None:
        if next(reached) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    if step == "fetched":
        RegisterIntake.receive_all = _before(RegisterIntake.receive_all, reach)  # type: ignore[method-assign]  # on purpose
    elif step == "put":
        s3_store.S3Store.put_file = _after(s3_store.S3Store.put_file, reach)  # type: ignore[method-assign]  # on purpose
    elif step == "registered":
        RegisterIntake.receive_all = _after(RegisterIntake.receive_all, reach)  # type: ignore[method-assign]  # on purpose
    elif step == "marked":
        IMAPClient.add_flags = _after(IMAPClient.add_flags, reach)
    elif step == "moved":
        IMAPClient.move = _after(IMAPClient.move, reach)


def _before(call: Callable[..., Any], reach: Callable[[], None]) -> Callable[..., Any]:
    def wrapped(*args: Any, **words: Any) -> Any:
        reach()
        return call(*args, **words)

    return wrapped


def _after(call: Callable[..., Any], reach: Callable[[], None]) -> Callable[..., Any]:
    def wrapped(*args: Any, **words: Any) -> Any:
        result = call(*args, **words)
        reach()
        return result

    return wrapped


def run(step: str, nth: int, words: Sequence[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pli.django_settings")
    django.setup()
    _die_after(step, nth)
    sys.argv = ["pli", "ingest", "imap", *words]
    main()


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]), sys.argv[3:])

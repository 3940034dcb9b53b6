"""How a command that runs is stopped from outside."""

import signal
from types import FrameType


def stop_on_sigterm() -> None:
    """SIGTERM means what Ctrl-C means."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)

"""Signs of life of long work: without them the sweeper takes it for lost."""

import time
from collections.abc import Callable

import structlog

from dossier.errors import WeatherError
from storage.register.ledger import still_working

log = structlog.get_logger()

SIGN_OF_LIFE_EVERY_S = 30.0


def sign_of_life(pli: str) -> Callable[[], None]:
    """Called at each page read: tells the register now and then that the work goes on."""
    last = time.monotonic()

    def on_page() -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > SIGN_OF_LIFE_EVERY_S:
            last = now
            try:
                still_working(pli)
            except WeatherError as error:  # one sign less; what is read already is not thrown away for it
                log.warning("sign_of_life_lost", pli=pli, why=str(error))

    return on_page

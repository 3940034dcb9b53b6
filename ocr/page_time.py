"""One page's time: what was read of it is kept, whatever becomes of further looks at it."""

import time
from dataclasses import dataclass

from dossier.errors import DocumentError
from ocr.engine import Engine, Grey, ReadWord

_TOO_LONG = "page_trop_longue"
_SHARE = (
    0.75  # of the page's time: after it no further look is under way, for the child that reads is killed at its end
)


@dataclass(kw_only=True, slots=True)
class _Spent:
    """``until``: when further looks end (``time.monotonic``). ``has_read``: something was read."""

    until: float
    has_read: bool = False


class PageTime:
    """An engine for one page. Until something is read it is the engine itself; from then on a reading has what is left
    of the page's time, and one that is out of time says nothing instead of raising.
    """

    def __init__(self, engine: Engine, page_seconds: float, spent: _Spent | None = None) -> None:
        self.name, self.languages = engine.name, engine.languages
        self._engine = engine
        self._page_seconds = page_seconds
        self._spent = spent or _Spent(until=time.monotonic() + _SHARE * page_seconds)

    def read(
        self, image: Grey, dpi: int, *, block: bool = False, within_seconds: float | None = None
    ) -> list[ReadWord]:
        if not self._spent.has_read:
            words = self._engine.read(image, dpi, block=block, within_seconds=within_seconds)
            self._spent.has_read = bool(words)
            return words
        left = self._spent.until - time.monotonic()
        if left <= 0:
            return []
        try:
            return self._engine.read(image, dpi, block=block, within_seconds=min(left, within_seconds or left))
        except DocumentError as error:
            if error.code != _TOO_LONG:
                raise
            self._spent.until = time.monotonic()
            return []

    def turn(self, image: Grey, dpi: int) -> int | None:
        return self._engine.turn(image, dpi)

    def script(self, image: Grey, dpi: int) -> str | None:
        return self._engine.script(image, dpi)

    def also_reading(self, languages: tuple[str, ...]) -> "PageTime | None":
        other = self._engine.also_reading(languages)
        return None if other is None else PageTime(other, self._page_seconds, self._spent)

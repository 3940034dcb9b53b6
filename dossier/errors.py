"""One root of errors; its three children say whose fault it is, and the retry policy reads nothing else."""

from dataclasses import dataclass


class PliError(Exception):
    """Root of every error that the program raises on purpose."""


class DocumentError(PliError):
    """The document's fault: it will not get better by trying again. Quarantine it and tell an agent.

    ``code`` is a stable identifier without accents, ``message`` a sentence in French that an agent understands.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message

    def __reduce__(self) -> tuple[type["DocumentError"], tuple[str, str]]:
        return type(self), (self.code, self.message)


class OurError(PliError):
    """Our fault: a bug, or a setting that cannot work. Trying again changes nothing; somebody has to fix it."""


class WeatherError(PliError):
    """The weather's fault: a server away, a disk full, a connection cut. Try again later."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing that went wrong with one original, as an agent reads it in ``reason.json``.

    ``original`` is the file's name, ``key`` where the untouched file lies in the store.
    """

    original: str
    key: str
    code: str
    message: str

"""A hostile file: its name, what it does, and how to make it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """``make`` writes the file at a path; ``suffix`` is the one that it goes by, which decides nothing.

    ``harmless``: it may become a dossier, since what is bad in it hurts nobody who bounds it; otherwise it has to end
    in quarantine, or with a fault that says what was left out.
    """

    name: str
    suffix: str
    make: Callable[[Path], None]
    harmless: bool = False


def written(content: Callable[[], bytes]) -> Callable[[Path], None]:
    """A maker that writes what ``content`` gives."""

    def make(path: Path) -> None:
        path.write_bytes(content())

    return make

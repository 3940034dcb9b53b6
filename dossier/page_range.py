"""A range of pages that one job reads, when a pli has too many for one."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceFile:
    """A stored file that pages are read from: its key, its name as it arrived, its SHA-256 in hexadecimal."""

    key: str
    name: str
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Portion:
    """Pages ``first`` to ``last`` (from 1, both included) of the original with SHA-256 ``original``."""

    original: str
    first: int
    last: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PageRange:
    """Pages of one file and of what is packed in it, in order."""

    source: SourceFile
    portions: tuple[Portion, ...]

    @property
    def pages(self) -> int:
        return sum(portion.last - portion.first + 1 for portion in self.portions)

    def places(self) -> Iterator[tuple[str, int]]:
        """Each page as (SHA-256 of its original, number from 1), in order."""
        for portion in self.portions:
            for number in range(portion.first, portion.last + 1):
                yield portion.original, number

"""A share with its counts: of few cases the counts say more than the figure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """``hits`` of ``of`` cases."""

    hits: int
    of: int

    @classmethod
    def among(cls, answers: Iterable[bool]) -> "Share":
        """How many of ``answers`` are true."""
        listed = list(answers)
        return cls(hits=sum(listed), of=len(listed))

    @property
    def value(self) -> float | None:
        """0..1; None where there was no case."""
        return self.hits / self.of if self.of else None

    def __str__(self) -> str:
        return "–" if self.value is None else f"{self.value:.3f} {self.hits}/{self.of}"


def f1(hits: int, found: int, true: int) -> float | None:
    """The harmonic mean of precision and recall, 0..1; None where nothing was to be found and nothing was."""
    return 2 * hits / (found + true) if found + true else None

"""What one contestant did."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One contestant's run over all pages: CPU and wall seconds, and the words of each page in order."""

    cpu_seconds: float
    wall_seconds: float
    words: tuple[tuple[str, ...], ...]

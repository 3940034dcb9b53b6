"""Files that failed: how often, and when they may be tried again."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ingest.backoff import Backoff


@dataclass(slots=True)
class _Trouble:
    backoff: Backoff
    failures: int = 0
    not_before: float = 0.0


class Troubles:
    """One file's failures never hold up another. The first wait is about ``first_s`` long, the longest ``most_s``."""

    def __init__(self, first_s: float, most_s: float) -> None:
        self._first_s = first_s
        self._most_s = most_s
        self._of: dict[Path, _Trouble] = {}

    def note(self, file: Path) -> int:
        """Notes a failure: how many there were."""
        fresh = _Trouble(Backoff(first_s=self._first_s, most_s=self._most_s))
        trouble = self._of.setdefault(file, fresh)
        trouble.failures += 1
        trouble.not_before = time.monotonic() + trouble.backoff.next_s()
        return trouble.failures

    def failures(self, file: Path) -> int:
        return self._of[file].failures if file in self._of else 0

    def is_due(self, file: Path) -> bool:
        """Whether the file may be tried now."""
        return file not in self._of or time.monotonic() >= self._of[file].not_before

    def keep_only(self, files: Collection[Path]) -> None:
        """Forget all others: they are gone."""
        kept = set(files)
        self._of = {file: trouble for file, trouble in self._of.items() if file in kept}

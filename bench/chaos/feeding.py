"""The mail comes in by two doors while everything else goes on: files laid into the scan folder, a backlog."""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.chaos.mail import Fate, Item

_BACKLOG_SHARE = 0.1
_LOOK_EVERY_S = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Doors:
    """What goes in where: ``scanned`` in this order, one after the other; ``backlog`` is all there at once."""

    scanned: tuple[Item, ...]
    backlog: tuple[Item, ...]

    @property
    def files(self) -> int:
        return len(self.scanned) + len(self.backlog)


def divide_among_doors(items: Sequence[Item], *, seed: int) -> Doors:
    """Some by each door; those that come twice by both, with other names. Answers and what they answer are scanned."""
    rng = random.Random(seed)
    scanned, backlog = list[Item](), list[Item]()
    for item in items:
        simple = item.fate is Fate.FILED and item.name.endswith(".pdf")
        if item.twice or not simple or rng.random() > _BACKLOG_SHARE:
            scanned.append(item)
        if item.twice or (simple and item not in scanned[-1:]):
            backlog.append(item)
    return Doors(scanned=tuple(scanned), backlog=tuple(backlog))


class Scanner(threading.Thread):
    """Lays files into the scan folder as long as ``has_room(laid so far)``: the machine on which people scan.

    ``laid`` are those that it has laid so far.
    """

    def __init__(self, items: Sequence[Item], folder: Path, has_room: Callable[[int], bool]) -> None:
        super().__init__(name="scanner", daemon=True)
        self._items = items
        self._folder = folder
        self._has_room = has_room
        self._stopping = threading.Event()
        self.laid: list[Item] = []

    def run(self) -> None:
        for item in self._items:
            while not self._stopping.is_set() and not self._has_room(len(self.laid)):
                self._stopping.wait(_LOOK_EVERY_S)
            if self._stopping.is_set():
                return
            draft = self._folder / f".{item.name}.part"
            draft.write_bytes(item.content)
            draft.rename(self._folder / item.name)
            self.laid.append(item)

    def stop(self) -> None:
        self._stopping.set()
        self.join()


def lay_backlog(items: Sequence[Item], folder: Path) -> None:
    """A tree of folders with the files of a backlog, under names of their own."""
    for number, item in enumerate(items):
        shelf = folder / f"{number // 100:03}"
        shelf.mkdir(parents=True, exist_ok=True)
        (shelf / f"fonds-{item.name}").write_bytes(item.content)

"""File names as people read them: cleaned of paths and tricks, and unique within a pli."""

import unicodedata
from pathlib import PurePosixPath

_MAX_CHARS = 180


def shown_name(untrusted_name: str) -> str:
    """The last part of ``untrusted_name`` without control and direction characters, at most 180 long, suffix kept.

    Empty when nothing is left.
    """
    name = untrusted_name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    name = unicodedata.normalize("NFC", name)
    name = " ".join("".join(c if c.isprintable() else " " for c in name).split()).strip(". ")
    if len(name) <= _MAX_CHARS:
        return name
    suffix = PurePosixPath(name).suffix[:12]
    return name[: _MAX_CHARS - len(suffix)] + suffix


class UniqueNames:
    """Gives each name once: the second ``image.jpg`` is ``image (2).jpg``. Letter case does not tell names apart."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, name: str) -> str:
        folder, slash, last = name.rpartition("/")
        path = PurePosixPath(last)
        candidate, number = name, 1
        while candidate.casefold() in self._taken:
            number += 1
            candidate = f"{folder}{slash}{path.stem} ({number}){path.suffix}"
        self._taken.add(candidate.casefold())
        return candidate

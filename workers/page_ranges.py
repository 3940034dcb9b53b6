"""Ranges of pages: how a large pli is shared out among jobs, and what they have read of it."""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from dossier.page import Page
from dossier.page_range import PageRange, Portion
from workers.page_cache import page_from_json, page_to_json

# The original's SHA-256 and the page's number, from 1.
Place = tuple[str, int]


class PagesElsewhere(Exception):  # noqa: N818  # nothing went wrong: others read the pages, and ask again
    """A pli has more pages than one job reads. ``ranges`` are those that are not read yet, or not even asked for."""

    def __init__(self, ranges: Sequence[PageRange]) -> None:
        super().__init__(f"{len(ranges)} ranges of pages are to be read first")
        self.ranges = tuple(ranges)


class PageRanges(Protocol):
    """What other jobs have read."""

    def require(self, files: Sequence[PageRange]) -> Mapping[Place, Page]:
        """The pages that others have read of stored files, each given with all its pages; none of a small one.

        Raises PagesElsewhere when they have not read all of it.
        """
        ...


class NoRanges:
    """Everything is read here."""

    def require(self, files: Sequence[PageRange]) -> Mapping[Place, Page]:
        del files
        return {}


def shared_out(files: Iterable[PageRange], size: int) -> list[PageRange]:
    """The ranges of ``size`` pages at most in which files are read, each given with all its pages.

    None of a file that has no more pages than two ranges. The same files give the same ranges.
    """
    return [part for file in files if file.pages > 2 * size for part in _cut(file, size)]


def _cut(whole: PageRange, size: int) -> Iterable[PageRange]:
    portions: list[Portion] = []
    room = size
    for portion in whole.portions:
        first = portion.first
        while first <= portion.last:
            last = min(first + room - 1, portion.last)
            portions.append(Portion(original=portion.original, first=first, last=last))
            room -= last - first + 1
            first = last + 1
            if room == 0:
                yield PageRange(source=whole.source, portions=tuple(portions))
                portions, room = [], size
    if portions:
        yield PageRange(source=whole.source, portions=tuple(portions))


def pages_to_bytes(pages: Sequence[Page]) -> bytes:
    return zlib.compress(b"\n".join(page_to_json(page) for page in pages))


def pages_from_bytes(content: bytes, wanted: PageRange) -> dict[Place, Page]:
    """The pages of a range, in its order. Raises ValueError when these are not they."""
    try:
        pages = [page_from_json(line) for line in zlib.decompress(content).split(b"\n")]
    except (zlib.error, json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError("no pages") from error
    return dict(zip(wanted.places(), pages, strict=True))

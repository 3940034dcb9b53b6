"""Limits that every stage respects, frozen, read once at start-up by ``pli`` and passed down."""

from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


def _bound(default: T, what: str) -> T:
    value: T = field(default=default, metadata={"what": what})
    return value


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds checked before allocation. Over one of them a file ends in quarantine with a reason."""

    file_bytes: int = _bound(500 * 1024 * 1024, "largest file taken in, bytes")
    pages: int = _bound(3000, "most pages of one file")
    page_pixels: int = _bound(120_000_000, "most pixels of one page image")
    archive_members: int = _bound(2000, "most files in one message or archive, nested ones included")
    archive_depth: int = _bound(5, "deepest nesting of messages and archives")
    archive_bytes: int = _bound(1024 * 1024 * 1024, "most bytes unpacked from one file")
    archive_ratio: int = _bound(200, "highest ratio of unpacked to packed bytes")
    page_seconds: float = _bound(120.0, "longest time to read one page, seconds")
    file_seconds: float = _bound(300.0, "longest time to open one file or build one pièce, seconds")
    pli_pages: int = _bound(6000, "most pages of one pli, all its files together")
    pli_seconds: float = _bound(  # scanning and opening together stay within the time that a worker has for a pli
        600.0, "longest processor time to open all files of one pli, and longest time to scan them, seconds"
    )
    process_bytes: int = _bound(3 * 1024 * 1024 * 1024, "address space of one reading process, bytes")

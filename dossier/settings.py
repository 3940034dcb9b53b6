"""Limits that every stage respects, frozen, read once at start-up by ``pli`` and passed down."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds checked before allocation. Over one of them a file ends in quarantine with a reason."""

    file_bytes: int = 500 * 1024 * 1024
    pages: int = 3000
    page_pixels: int = 120_000_000
    archive_members: int = 2000
    archive_depth: int = 5
    archive_bytes: int = 1024 * 1024 * 1024
    archive_ratio: int = 200
    page_seconds: float = 120.0
    file_seconds: float = 300.0
    process_bytes: int = 3 * 1024 * 1024 * 1024

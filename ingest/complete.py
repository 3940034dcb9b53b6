"""Whether a file that a scanner may still be writing looks whole."""

from pathlib import Path
from typing import Literal

from ingest.formats import Format, sniff

_TAIL_BYTES = 64 * 1024
_MAX_FRAMES = 10_000


def looks_complete(path: Path) -> bool:
    """False while the end that its format wants is missing: scanners write page by page, and rewrite the file.

    True for formats without a sure sign. Reads the ends of the file only. Raises OSError.
    """
    format_ = sniff(path)
    if format_ is Format.EMPTY:
        return False
    if format_ is Format.TIFF:
        return _whole_tiff(path)
    sign = _ENDS.get(format_)
    return sign is None or sign in _tail(path)


_ENDS = {
    Format.PDF: b"%%EOF",
    Format.JPEG: b"\xff\xd9",
    Format.PNG: b"IEND",
    Format.ZIP: b"PK\x05\x06",
}


def _tail(path: Path) -> bytes:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _TAIL_BYTES))
        return stream.read()


def _whole_tiff(path: Path) -> bool:
    """Whether the chain of directories of a classic TIFF ends within the file; BigTIFF is taken as it is."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        start = stream.read(8)
        order: Literal["little", "big"] = "little" if start[:2] == b"II" else "big"
        if int.from_bytes(start[2:4], order) != 42:
            return True
        at = int.from_bytes(start[4:8], order)
        for _ in range(_MAX_FRAMES):
            if not 8 <= at <= size - 6:
                return False
            stream.seek(at)
            entries = int.from_bytes(stream.read(2), order)
            stream.seek(at + 2 + 12 * entries)
            following = stream.read(4)
            if len(following) < 4:
                return False
            at = int.from_bytes(following, order)
            if at == 0:
                return True
    return True

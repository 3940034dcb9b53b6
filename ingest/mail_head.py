"""The head of a message file, without opening the rest of it: cheap enough for the door."""

from pathlib import Path

from dossier.mail import MessageHead
from ingest.headers import head_of
from ingest.parsed import parse

_HEAD_BYTES = 256 * 1024
_BLANK = b" \t\r\n\x00"


def read_head(file: Path) -> MessageHead:
    """What the message in ``file`` (RFC 5322) says of itself; anything missing or unreadable is None or empty.

    Only its first 256 KiB are looked at, and of them what stands before the first empty line.
    """
    with file.open("rb") as stream:
        start = stream.read(_HEAD_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip(_BLANK)
    ends = [end for mark in (b"\r\n\r\n", b"\n\n", b"\r\r") if (end := start.find(mark)) >= 0]
    return head_of(parse(start[: min(ends)] if ends else start))

"""Files that old mail programs write into the text itself, between ``begin 644 name`` and ``end``."""

import binascii
import re

from ingest.letter import Carried

_BLOCK = re.compile(r"^begin [0-7]{3,4} (?P<name>[^\r\n]{1,255})\r?\n(?P<lines>.*?)^end[ \t]*$", re.M | re.S)
_LINE = re.compile(r"[\x20-\x60]+")


def take_out_uuencoded(text: str) -> tuple[str, list[Carried]]:
    """``text`` without its uuencoded files, and these files. What does not decode as one stays in the text."""
    files: list[Carried] = []

    def taken(block: re.Match[str]) -> str:
        content = _decoded(block["lines"])
        if content is None:
            return block[0]
        files.append(Carried(untrusted_name=block["name"].strip(), read=lambda: content))
        return ""

    return _BLOCK.sub(taken, text), files


def _decoded(lines: str) -> bytes | None:
    """The decoded bytes; None unless every line is one of a uuencoded file."""
    pieces: list[bytes] = []
    for line in lines.splitlines():
        if not line.strip() or line.strip() == "`":
            continue
        if not _LINE.fullmatch(line.rstrip("\r")):
            return None
        try:
            pieces.append(binascii.a2b_uu(line))
        except binascii.Error:
            wanted = (((ord(line[0]) - 32) & 63) * 4 + 5) // 3  # encoders that pad the line beyond its count
            try:
                pieces.append(binascii.a2b_uu(line[:wanted]))
            except binascii.Error:
                return None
    content = b"".join(pieces)
    return content or None

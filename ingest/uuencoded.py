"""Files that old mail programs write into the text itself, between ``begin 644 name`` and ``end``."""

import binascii
import re
from functools import partial

from ingest.letter import Carried

_BEGIN = re.compile(r"^begin [0-7]{3,4} (?P<name>[^\r\n]{1,255})\r?\n", re.M)
_LINE = re.compile(r"(?P<data>[\x20-\x60]*)[ \t\r]*(?:\n|\Z)")
_END = re.compile(r"end[ \t]*\r?$", re.M)


def take_out_uuencoded(text: str) -> tuple[str, list[Carried]]:
    """``text`` without its uuencoded files, and these files. What does not decode as one stays in the text."""
    files: list[Carried] = []
    kept: list[str] = []
    at = 0
    while begin := _BEGIN.search(text, at):
        content, end = _block(text, begin.end())
        if content:
            kept.append(text[at : begin.start()])
            files.append(Carried(untrusted_name=begin["name"].strip(), read=partial(bytes, content)))
            at = end
        else:
            kept.append(text[at : begin.end()])
            at = begin.end()
    return "".join(kept) + text[at:], files


def _block(text: str, at: int) -> tuple[bytes, int]:
    """(the decoded bytes, where ``end`` ends) of the block whose lines start at ``at``; no bytes when it is none."""
    pieces: list[bytes] = []
    while at < len(text):
        if end := _END.match(text, at):
            return b"".join(pieces), end.end()
        line = _LINE.match(text, at)
        piece = _decoded(line["data"]) if line else None
        if line is None or piece is None:
            break
        pieces.append(piece)
        at = line.end()
    return b"", at


def _decoded(line: str) -> bytes | None:
    if not line.strip() or line.strip() == "`":
        return b""
    wanted = (((ord(line[0]) - 32) & 63) * 4 + 5) // 3
    for candidate in (line, line[:wanted]):  # some encoders pad the line beyond its count
        try:
            return binascii.a2b_uu(candidate)
        except binascii.Error:
            continue
    return None

"""The standard library's parser, made to hand everything over as it came."""

import io
from email.message import Message
from email.parser import BytesFeedParser
from email.policy import Compat32
from typing import BinaryIO

HEADER_CHARS = 20_000


class _AsReceived(Compat32):
    """Hands headers over as they came: the library's own policy puts U+FFFD for bytes above ASCII.

    A longer value is cut where it is read, for the library takes time quadratic in it; written out it is whole.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """The library's own would lose the blanks after the colon, which a DKIM signature may cover."""
        name, _, value = "".join(sourcelines).partition(":")
        return name, value.rstrip("\r\n")

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value.lstrip(" \t")[:HEADER_CHARS]


class Part(Message):
    """A message or a part of one."""

    @property
    def raw_payload(self) -> str:
        """The encoded payload of a leaf as it came, bytes above ASCII as surrogates; empty for a multipart.

        ``get_payload()`` would decode these bytes in the declared charset, and lose what does not fit.
        """
        payload: object = self.__dict__["_payload"]
        return payload if isinstance(payload, str) else ""

    @property
    def parts(self) -> list["Part"]:
        """The parts of a multipart, the message in a message; empty for a leaf."""
        payload: object = self.__dict__["_payload"]
        return [part for part in payload if isinstance(part, Part)] if isinstance(payload, list) else []


_CHUNK_BYTES = 256 * 1024
_POLICY = _AsReceived()


def parse(raw: bytes) -> Part:
    """The message in ``raw``. Raises RecursionError when it is nested beyond all measure."""
    return parse_stream(io.BytesIO(raw))


def parse_stream(stream: BinaryIO) -> Part:
    """The message that ``stream`` holds, fed to the parser in pieces: given all at once it needs six times the memory.

    A BOM and blank lines before the headers are left out; an mbox ``>From `` line counts as ``From ``.
    """
    parser = BytesFeedParser(Part, policy=_POLICY)
    start = b""
    while not start and (chunk := stream.read(_CHUNK_BYTES)):
        start = chunk.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\0")
    parser.feed(start[1:] if start.startswith(b">From ") else start)
    while chunk := stream.read(_CHUNK_BYTES):
        parser.feed(chunk)
    message = parser.close()
    assert isinstance(message, Part)  # the factory given makes nothing else
    return message


def as_bytes(text: str) -> bytes:
    """The bytes that the parser made ``text`` from: it keeps those above ASCII as surrogates."""
    try:
        return text.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape")


def raw_bytes(part: Part) -> bytes:
    """``part`` written out again with its header lines, boundaries and payloads as they came, nothing refolded."""
    return _written(part, _line_end(part))


def _line_end(part: Part) -> bytes:
    """What ends lines in ``part``: its parser keeps line ends in payloads and strips them from boundaries."""
    for inner in part.walk():
        text = inner.raw_payload if isinstance(inner, Part) else ""
        if "\n" in text:
            return b"\r\n" if "\r\n" in text else b"\n"
    return b"\r\n"


def _written(part: Part, end: bytes) -> bytes:
    head = b"".join(as_bytes(f"{name}:{value}") + end for name, value in part.raw_items()) + end
    if not part.is_multipart():
        return head + as_bytes(part.raw_payload)
    inner = [_written(child, end) for child in part.parts]
    boundary = part.get_boundary()
    if not boundary:
        return head + (end + end).join(inner)
    mark = b"--" + as_bytes(boundary)
    before = b"" if part.preamble is None else as_bytes(part.preamble) + end
    after = b"" if part.epilogue is None else end + as_bytes(part.epilogue)
    return head + before + b"".join(mark + end + child + end for child in inner) + mark + b"--" + after

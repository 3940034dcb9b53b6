"""One leaf of a message: its bytes decoded, its text, its name. What is broken gives what can be had."""

import binascii
import quopri
import re

from ingest.headers import decoded, header_text
from ingest.parsed import Part, as_bytes, raw_bytes
from ingest.uuencoded import take_out_uuencoded

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_ASCII_OR_LATIN = frozenset({"us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1", "iso-8859-15", "windows-1252"})
_BAD_PARAMETERS = (ValueError, TypeError, IndexError, LookupError)  # RFC 2231 continuations that make no sense


def leaf_bytes(part: Part) -> bytes:
    """What the part carries: an attached message as its own raw bytes, anything else decoded."""
    inner = part.parts
    if not inner:
        return transfer_decoded(as_bytes(part.raw_payload), str(part.get("Content-Transfer-Encoding", "")))
    if part.get_content_type() == "message/rfc822" and len(inner) == 1:
        return _attached_message(part, inner[0])
    return b"\n\n".join(raw_bytes(child) for child in inner)


def _attached_message(part: Part, inner: Part) -> bytes:
    """RFC 2046 forbids it, yet attached messages come in base64: the parser then sees a message without headers."""
    if not inner.keys() and inner.raw_payload:
        return transfer_decoded(as_bytes(inner.raw_payload), str(part.get("Content-Transfer-Encoding", "")))
    return raw_bytes(inner)


def transfer_decoded(raw: bytes, encoding: str) -> bytes:
    """``raw`` without its transfer encoding; as it is when the encoding is unknown."""
    name = encoding.strip().strip("\"';").lower()
    if name == "base64":
        return _base64(raw)
    if name == "quoted-printable":
        return quopri.decodestring(raw)
    if name in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        _, files = take_out_uuencoded(raw.decode("latin-1"))
        return files[0].read() if files else raw
    return raw


def _base64(raw: bytes) -> bytes:
    """Lenient base64: other characters are ignored, missing padding is added, concatenated runs are all decoded."""
    pieces: list[bytes] = []
    for run in re.split(rb"=+", raw):
        letters = _NOT_BASE64.sub(b"", run)
        letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
        pieces.append(binascii.a2b_base64(letters + b"=" * (-len(letters) % 4)))
    return b"".join(pieces)


def leaf_text(part: Part, content: bytes) -> str:
    """The text of a body part in its declared charset, or in the one that fits; format=flowed lines joined."""
    text = decoded(content, _charset(part, content)).replace("\r\n", "\n").replace("\r", "\n")
    if parameter(part, "format").lower() == "flowed":
        text = _unflowed(text, delsp=parameter(part, "delsp").lower() == "yes")
    return text


def _charset(part: Part, content: bytes) -> str | None:
    charset = parameter(part, "charset").strip(" '\"").lower() or None
    if charset is None and part.get_content_type() == "text/html":
        found = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_-]{3,30})", content[:5000], re.I)
        charset = found.group(1).decode().lower() if found else None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if _is_utf8(content) and not content.isascii():
        return "utf-8"  # whatever is declared: text in another encoding is hardly ever valid UTF-8 by chance
    return "cp1252" if charset in _ASCII_OR_LATIN else charset


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def parameter(part: Part, name: str, field: str = "content-type") -> str:
    """A parameter of a structured header, RFC 2231 decoded; empty when it is missing or makes no sense."""
    try:
        value = part.get_param(name, "", field)
    except _BAD_PARAMETERS:
        return ""
    if isinstance(value, tuple):
        charset, _, raw = value
        return decoded(
            as_bytes(str(raw or "")) if _has_bytes(raw) else str(raw or "").encode("latin-1", "replace"), charset
        )
    return str(value or "")


def _has_bytes(raw: object) -> bool:
    return any("\udc80" <= c <= "\udcff" for c in str(raw))


def leaf_name(part: Part) -> str:
    """The file name that the part declares, RFC 2231 or RFC 2047 decoded; empty when none."""
    for field, key in (("content-disposition", "filename"), ("content-type", "name")):
        name = header_text(parameter(part, key, field)).strip(' "')
        if name:
            return name
    location = header_text(part.get("Content-Location", ""))
    return location.rsplit("/", 1)[-1] if "." in location[-6:] else ""


def _unflowed(text: str, delsp: bool) -> str:
    """RFC 3676: a line ending in a space goes on in the next one of the same quote depth."""
    lines: list[list[str]] = []
    depth_above = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        above = lines[-1][-1] if lines else ""
        if above.endswith(" ") and above != "-- " and depth == depth_above:
            lines[-1][-1] = above[:-1] if delsp else above
            lines[-1].append(line[depth:].removeprefix(" ") if depth else line)
        else:
            lines.append([line])
        depth_above = depth
    return "\n".join("".join(pieces) for pieces in lines)

"""Cryptographic wrappers: S/MIME (CMS, RFC 5652) and PGP. What was only signed is taken out, nothing is verified."""

from collections.abc import Iterator
from enum import StrEnum

from ingest.formats import as_text

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_ENVELOPED = frozenset(bytes.fromhex(f"2a864886f70d0107{kind}") for kind in ("03", "06")) | {
    bytes.fromhex("2a864886f70d0109100117")
}
_MAX_DEPTH = 40


class Wrapper(StrEnum):
    """What a cryptographic file does: prove, carry signed content, or hide."""

    DETACHED = "detached"
    SIGNED = "signed"
    ENCRYPTED = "encrypted"


def wrapper_of(content: bytes) -> Wrapper:
    """What the wrapper in ``content`` (DER, BER or PGP armor) does; ``DETACHED`` where it holds no content."""
    text = as_text(content[:2000])
    if text is not None and "-----BEGIN PGP MESSAGE-----" in text:
        return Wrapper.ENCRYPTED
    kind = _content_type(content)
    if kind in _ENVELOPED:
        return Wrapper.ENCRYPTED
    return Wrapper.SIGNED if kind == _SIGNED_DATA and signed_content(content) else Wrapper.DETACHED


def signed_content(content: bytes) -> bytes:
    """What was signed, when the signature carries it (opaque signing); empty when it does not, or is damaged."""
    try:
        info = list(_children(content, _only(_children(content, (0, len(content))))))
        signed_data = list(_children(content, _only(_children(content, info[1][1]))))
        encapsulated = next(span for tag, span in signed_data if tag == 0x30)
        wrapped = [span for tag, span in _children(content, encapsulated) if tag == 0xA0]
        return b"".join(_octets(content, wrapped[0])) if wrapped else b""
    except (IndexError, StopIteration, ValueError):
        return b""


def _only(items: Iterator[tuple[int, tuple[int, int]]]) -> tuple[int, int]:
    return next(items)[1]


def _content_type(content: bytes) -> bytes:
    try:
        tag, (start, end) = next(_children(content, _only(_children(content, (0, len(content))))))
    except (IndexError, StopIteration, ValueError):
        return b""
    return content[start:end] if tag == 0x06 else b""


def _octets(content: bytes, span: tuple[int, int], depth: int = 0) -> Iterator[bytes]:
    """The bytes of an OCTET STRING, which BER lets come in pieces."""
    if depth > _MAX_DEPTH:
        raise ValueError("nested too deep")
    for tag, inner in _children(content, span):
        if tag == 0x04:
            yield content[inner[0] : inner[1]]
        elif tag == 0x24:
            yield from _octets(content, inner, depth + 1)


def _children(content: bytes, span: tuple[int, int], depth: int = 0) -> Iterator[tuple[int, tuple[int, int]]]:
    """(tag, (start, end) of its content) of each element in ``span``; both definite and indefinite lengths."""
    at, end = span
    while at < end and content[at : at + 2] != b"\0\0":
        tag, start, stop, at = _element(content, at, end, depth)
        yield tag, (start, stop)


def _element(content: bytes, at: int, end: int, depth: int) -> tuple[int, int, int, int]:
    """(tag, start, end of content, start of what follows) of the element at ``at``."""
    if depth > _MAX_DEPTH:
        raise ValueError("nested too deep")
    tag, first = content[at], content[at + 1]
    start = at + 2
    if first == 0x80:
        inner = start
        while inner < end and content[inner : inner + 2] != b"\0\0":
            inner = _element(content, inner, end, depth + 1)[3]
        return tag, start, inner, inner + 2
    length = first
    if first > 0x80:
        size = first & 0x7F
        length = int.from_bytes(content[start : start + size], "big")
        start += size
    stop = min(start + length, end)
    return tag, start, stop, stop

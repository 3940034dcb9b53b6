"""Tolerant MIME: every leaf of a message, found whatever is broken about it. Nothing is dropped."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO
from urllib.parse import unquote_to_bytes

from dossier.errors import DocumentError
from ingest.headers import decoded, head_of
from ingest.leaf import leaf_bytes, leaf_name, leaf_text, parameter
from ingest.letter import Body, Carried, Letter
from ingest.parsed import Part, as_bytes, parse, parse_stream
from ingest.signature import signed_content
from ingest.uuencoded import take_out_uuencoded

_BINARY_STARTS = (
    b"%PDF-", b"\xff\xd8\xff", b"\x89PNG", b"PK\x03\x04", b"II*\x00", b"MM\x00*", b"GIF8", b"\x78\x9f\x3e\x22",
    b"\xd0\xcf\x11\xe0",
)  # fmt: skip
_LOST_BOUNDARY = re.compile(r"^--(?P<boundary>[^\r\n]{1,200}?)[ \t]*\r?\n(?=(?:[A-Za-z-]{3,60}:[^\r\n]*\r?\n))", re.M)
_MAX_WRAPPERS = 5


@dataclass(frozen=True, slots=True)
class _Leaf:
    part: Part
    alternative: bool  # stands in a multipart/alternative: another rendering of the same words is beside it


def open_mime(content: bytes, wrappers: int = 0) -> Letter:
    """The message in ``content`` (raw bytes as received), opened; see :func:`open_mime_stream`."""
    return open_mime_stream(io.BytesIO(content), wrappers)


def open_mime_stream(stream: BinaryIO, wrappers: int = 0) -> Letter:
    """The message that ``stream`` holds (raw bytes as received; one that can be rewound), opened.

    Bodies stand in the order of the parts. Whatever is not body text is carried: attachments, inline images, messages
    attached as messages, signatures, parts of unknown types. A message nested beyond all measure keeps its head and
    gets a fault. ``wrappers`` counts the signed wrappers around it that were opened already.
    """
    try:
        message = parse_stream(stream)
        leaves = list(_leaves(message))
    except RecursionError:
        stream.seek(0)
        return _head_only(stream.read(100_000))
    if message.get_content_type() == "message/partial":
        return _fragment(message)
    shown = _shown_ids(leaves)
    bodies: list[Body] = []
    carried: list[Carried] = []
    for leaf in leaves:
        _place(leaf, shown, bodies, carried)
    letter = Letter(
        head=head_of(message),
        bodies=tuple(bodies),
        carried=tuple(carried),
        fault=_encryption_fault(message, bodies),
    )
    return _inside_signature(message, letter, wrappers)


def _head_only(content: bytes) -> Letter:
    fault = DocumentError(
        "message_trop_imbrique",
        "Ce message contient trop de niveaux de messages imbriqués pour être ouvert ; "
        "ses pièces jointes n'ont pas été lues.",
    )
    block = re.split(rb"\r?\n\r?\n", content.lstrip(b"\xef\xbb\xbf \t\r\n\0"), maxsplit=1)[0]
    lines = re.split(rb"\r?\n(?![ \t])", block)
    kept = b"\r\n".join(line for line in lines if not line.lower().startswith(b"content-type"))
    return Letter(head=head_of(parse(kept + b"\r\n\r\n")), fault=fault)


def _fragment(message: Part) -> Letter:
    """One piece of a message that was sent in pieces (RFC 2046, 5.2.2): the words of the first can still be read."""
    number, total = (parameter(message, name) or "?" for name in ("number", "total"))
    fault = DocumentError(
        "message_fragmente",
        f"Ce message a été envoyé en morceaux et n'en est qu'un (morceau {number} sur {total}) : ses pièces jointes ne "
        "peuvent pas être lues. Demandez à l'expéditeur de le renvoyer en une fois.",
    )
    bodies: list[Body] = []
    if number == "1":
        for leaf in (leaf for inner in message.parts for leaf in _leaves(inner)):
            _place(leaf, frozenset(), bodies, [])
    return Letter(head=head_of(message), bodies=tuple(bodies), fault=fault)


def _leaves(part: Part, alternative: bool = False) -> Iterator[_Leaf]:
    kind = part.get_content_type()
    if not kind.startswith("multipart/"):
        yield _Leaf(part, alternative)
        return
    alternative = kind == "multipart/alternative" or (alternative and kind == "multipart/related")
    for child in part.parts if part.is_multipart() else _rescued(part.raw_payload):
        yield from _leaves(child, alternative)
    for stray in (part.preamble, part.epilogue):  # where a broken boundary leaves parts
        if stray and part.is_multipart() and _LOST_BOUNDARY.search(stray):
            for child in _rescued(stray):
                yield from _leaves(child)


def _rescued(payload: str) -> list[Part]:
    """The parts of a multipart whose declared boundary never occurs: split at what looks like the real one."""
    found = _LOST_BOUNDARY.search(payload)
    if not found:
        return [_text_part(payload)] if payload.strip() else []
    boundary = re.escape(found["boundary"].strip())
    first, *others = re.split(rf"^--{boundary}(?:--)?[ \t]*\r?$\n?", payload, flags=re.M)
    text = [_text_part(first)] if first.strip() else []
    return [*text, *(parse(as_bytes(piece)) for piece in others if piece.strip())]


def _text_part(text: str) -> Part:
    return parse(b"Content-Type: text/plain\r\n\r\n" + as_bytes(text))


def _shown_ids(leaves: list[_Leaf]) -> frozenset[str]:
    """The Content-IDs that the HTML of the message shows as pictures."""
    pages = (leaf_bytes(leaf.part) for leaf in leaves if leaf.part.get_content_type() == "text/html")
    found = (unquote_to_bytes(cid) for page in pages for cid in re.findall(rb"cid:([^\"'<>\s)]{1,300})", page, re.I))
    return frozenset(decoded(cid, None) for cid in found)


def _place(leaf: _Leaf, shown: frozenset[str], bodies: list[Body], carried: list[Carried]) -> None:
    """Adds a leaf to what the message says or to what it carries; an empty one says and carries nothing."""
    part = leaf.part
    kind = part.get_content_type()
    if kind in {"text/plain", "text/html"} and not _attached(part, leaf.alternative):
        content = leaf_bytes(part)
        if content.lstrip(b"\r\n \t").startswith(_BINARY_STARTS):
            carried.append(_carry(part, shown))
        else:
            _add_body(kind, leaf_text(part, content), leaf.alternative, bodies, carried)
    elif part.is_multipart() or part.raw_payload.strip():
        carried.append(_carry(part, shown))


def _attached(part: Part, alternative: bool) -> bool:
    if part.get_content_disposition() == "attachment":
        return True
    return bool(leaf_name(part)) and not alternative


def _add_body(kind: str, text: str, alternative: bool, bodies: list[Body], carried: list[Carried]) -> None:
    if kind == "text/plain":
        text, uuencoded = take_out_uuencoded(text)
        carried.extend(uuencoded)
    if not text.strip():
        return
    last = bodies[-1] if bodies and alternative else None
    if kind == "text/html" and last and last.plain is not None and last.html is None:
        bodies[-1] = Body(plain=last.plain, html=text)
    elif kind == "text/plain" and last and last.html is not None and last.plain is None:
        bodies[-1] = Body(plain=text, html=last.html)
    else:
        bodies.append(Body(plain=text) if kind == "text/plain" else Body(html=text))


def _carry(part: Part, shown: frozenset[str]) -> Carried:
    image = part.get_content_maintype() == "image"
    inline = str(part.get("Content-ID", "")).strip(" <>") in shown
    inline = inline or (image and part.get_content_disposition() == "inline")
    return Carried(untrusted_name=leaf_name(part), read=partial(leaf_bytes, part), inline=inline)


def _inside_signature(message: Part, letter: Letter, wrappers: int) -> Letter:
    """Of a message that lies whole inside its S/MIME signature, what was signed; the wrapper stays carried."""
    if message.is_multipart() or not message.get_content_type().endswith("pkcs7-mime") or wrappers >= _MAX_WRAPPERS:
        return letter
    signed = signed_content(leaf_bytes(message))
    if not signed:
        return letter
    inner = open_mime(signed, wrappers + 1)
    return replace(inner, head=letter.head, carried=(*inner.carried, *letter.carried))


def _encryption_fault(message: Part, bodies: list[Body]) -> DocumentError | None:
    kind = message.get_content_type()
    enveloped = kind.endswith("pkcs7-mime") and parameter(message, "smime-type").lower() == "enveloped-data"
    armored = any("-----BEGIN PGP MESSAGE-----" in (body.plain or "") for body in bodies)
    if kind != "multipart/encrypted" and not enveloped and not armored:
        return None
    return DocumentError(
        "message_chiffre",
        "Ce message est chiffré (S/MIME ou PGP) : son contenu ne peut pas être lu sans la clé du destinataire.",
    )

"""Tolerant MIME: every leaf of a message, found and decoded whatever is broken about it. Nothing is dropped."""

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from urllib.parse import unquote_to_bytes

from dossier.errors import DocumentError
from ingest.headers import AS_RECEIVED, decoded, head_of, header_text
from ingest.letter import Body, Carried, Letter
from ingest.uuencoded import take_out_uuencoded

_BINARY_STARTS = (
    b"%PDF-",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"PK\x03\x04",
    b"II*\x00",
    b"MM\x00*",
    b"GIF8",
    b"\x78\x9f\x3e\x22",
    b"\xd0\xcf\x11\xe0",
)
_LOST_BOUNDARY = re.compile(r"^--(?P<boundary>[^\r\n]{1,200}?)[ \t]*\r?\n(?=(?:[A-Za-z-]{3,60}:[^\r\n]*\r?\n))", re.M)
_BASE64_LINE = re.compile(rb"[^A-Za-z0-9+/]")


@dataclass(frozen=True, slots=True)
class _Leaf:
    part: Message
    alternative: bool  # stands in a multipart/alternative: another rendering of the same words is beside it


def open_mime(content: bytes) -> Letter:
    """The message in ``content`` (raw bytes as received), opened.

    Bodies stand in the order of the parts. Whatever is not body text is carried: attachments, inline images, messages
    attached as messages, signatures, parts of unknown types. A message nested beyond all measure keeps its first
    levels and gets a fault.
    """
    try:
        message = message_from_bytes(_without_preface(content), policy=AS_RECEIVED)
        leaves = list(_leaves(message))
    except RecursionError:
        return _flat(content)
    shown = _shown_ids(leaves)
    bodies: list[Body] = []
    carried: list[Carried] = []
    for leaf in leaves:
        _place(leaf, shown, bodies, carried)
    return Letter(head=head_of(message), bodies=tuple(bodies), carried=tuple(carried), fault=_encryption_fault(message))


def _shown_ids(leaves: list["_Leaf"]) -> frozenset[str]:
    """The Content-IDs that the HTML of the message shows as pictures."""
    pages = (part_bytes(leaf.part) for leaf in leaves if leaf.part.get_content_type() == "text/html")
    found = (unquote_to_bytes(cid) for page in pages for cid in re.findall(rb"cid:([^\"'<>\s)]{1,300})", page, re.I))
    return frozenset(decoded(cid, None) for cid in found)


def _without_preface(content: bytes) -> bytes:
    """Without BOM and blank lines before the headers; an mbox ``>From `` line counts as ``From ``."""
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x00")
    return start[1:] if start.startswith(b">From ") else start


def _flat(content: bytes) -> Letter:
    head_bytes = re.split(rb"\r?\n\r?\n", _without_preface(content), maxsplit=1)[0]
    fault = DocumentError(
        "message_trop_imbrique",
        "Ce message contient trop de niveaux de messages imbriqués pour être ouvert ; "
        "ses pièces jointes n'ont pas été lues.",
    )
    headers = message_from_bytes(b"Content-Type: text/plain\n\n", policy=AS_RECEIVED)
    for name, value in message_from_bytes(head_bytes[:100_000], policy=AS_RECEIVED).raw_items():
        if name.lower() != "content-type":
            headers[name] = value
    return Letter(head=head_of(headers), fault=fault)


def _leaves(part: Message, alternative: bool = False) -> Iterator[_Leaf]:
    kind = part.get_content_type()
    payload = part.get_payload()
    if kind.startswith("multipart/"):
        alternative = kind == "multipart/alternative" or (alternative and kind == "multipart/related")
        children = payload if isinstance(payload, list) else _rescued(str(payload or ""))
        for child in children:
            if isinstance(child, Message):
                yield from _leaves(child, alternative)
        yield from _stray(part)
    else:
        yield _Leaf(part, alternative)


def _rescued(payload: str) -> list[Message]:
    """The parts of a multipart whose declared boundary never occurs: split at what looks like the real one."""
    found = _LOST_BOUNDARY.search(payload)
    if not found:
        return [_text_part(payload)] if payload.strip() else []
    boundary = found["boundary"].strip()
    pieces = re.split(rf"^--{re.escape(boundary)}(?:--)?[ \t]*\r?$\n?", payload, flags=re.M)
    first = [_text_part(pieces[0])] if pieces[0].strip() else []
    return [*first, *(message_from_bytes(_raw(piece), policy=AS_RECEIVED) for piece in pieces[1:] if piece.strip())]


def _stray(part: Message) -> Iterator[_Leaf]:
    """Parts that a broken boundary left before the first or behind the last part."""
    if not part.is_multipart():
        return
    for stray in (part.preamble, part.epilogue):
        if stray and _LOST_BOUNDARY.search(stray):
            for child in _rescued(stray):
                yield from _leaves(child)


def _text_part(text: str) -> Message:
    part = Message()
    part["Content-Type"] = "text/plain"
    part.set_payload(text)
    return part


def _place(leaf: _Leaf, shown: frozenset[str], bodies: list[Body], carried: list[Carried]) -> None:
    part = leaf.part
    kind = part.get_content_type()
    if kind in {"text/plain", "text/html"} and not _attached(part, leaf.alternative):
        content = part_bytes(part)
        if content.lstrip(b"\r\n \t").startswith(_BINARY_STARTS):
            carried.append(_carry(part, shown))
        else:
            _add_body(kind, decoded_body(part, content), leaf.alternative, bodies, carried)
    elif kind.startswith("multipart/"):
        return
    elif _worth_carrying(part):
        carried.append(_carry(part, shown))


def _worth_carrying(part: Message) -> bool:
    if part.is_multipart():
        return True
    payload = part.get_payload()
    return bool(str(payload or "").strip())


def _attached(part: Message, alternative: bool) -> bool:
    if part.get_content_disposition() == "attachment":
        return True
    return bool(part_name(part)) and not alternative


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


def decoded_body(part: Message, content: bytes) -> str:
    """The text of a body part in its declared charset, or in the one that fits; format=flowed lines joined."""
    charset = _charset(part)
    if charset is None and part.get_content_type() == "text/html":
        found = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_-]{3,30})", content[:5000], re.I)
        charset = found.group(1).decode() if found else None
    if charset in {"us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1"}:
        charset = "utf-8" if _is_utf8(content) else "cp1252"
    elif charset not in {None, "utf-8", "utf8"} and _is_utf8(content) and not content.isascii():
        charset = "utf-8"  # a charset declared wrong: other encodings are hardly ever valid UTF-8 by chance
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")):
        charset = "utf-16"
    text = decoded(content, charset).replace("\r\n", "\n").replace("\r", "\n")
    if str(_param(part, "format")).lower() == "flowed":
        text = _unflowed(text, delsp=str(_param(part, "delsp")).lower() == "yes")
    return text


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not re.search(rb"\x1b[$(]", content)  # ISO-2022 is seven-bit and would pass


def _charset(part: Message) -> str | None:
    value = _param(part, "charset")
    return str(value).strip(" '\"").lower() if value else None


def _param(part: Message, name: str) -> str:
    try:
        value = part.get_param(name, "")
    except (ValueError, TypeError, IndexError, LookupError):  # RFC 2231 continuations that make no sense
        return ""
    return str(value[2] if isinstance(value, tuple) else value or "")


def _unflowed(text: str, delsp: bool) -> str:
    """RFC 3676: a line ending in a space goes on in the next one of the same quote depth."""
    lines: list[str] = []
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        previous = lines[-1] if lines else ""
        if previous.endswith(" ") and previous != "-- " and depth == len(previous) - len(previous.lstrip(">")):
            body = line[depth:]
            lines[-1] = (previous[:-1] if delsp else previous) + (body.removeprefix(" ") if depth else body)
        else:
            lines.append(line)
    return "\n".join(lines)


def _carry(part: Message, shown: frozenset[str]) -> Carried:
    image = part.get_content_maintype() == "image"
    inline = str(part.get("Content-ID", "")).strip(" <>") in shown
    inline = inline or (image and part.get_content_disposition() == "inline")
    return Carried(untrusted_name=part_name(part), read=lambda: carried_bytes(part), inline=inline)


def part_name(part: Message) -> str:
    """The file name that the part declares, RFC 2231 or RFC 2047 decoded; empty when none."""
    for field, key in (("content-disposition", "filename"), ("content-type", "name")):
        try:
            value = part.get_param(key, None, field)
        except (ValueError, TypeError, IndexError, LookupError):
            continue
        name = _name_text(value)
        if name:
            return name
    location = header_text(part.get("Content-Location", ""))
    return location.rsplit("/", 1)[-1] if "." in location[-6:] else ""


def _name_text(value: object) -> str:
    if isinstance(value, tuple):
        charset, _, raw = value
        return header_text(decoded(str(raw or "").encode("latin-1", "replace"), charset))
    return header_text(value).strip(' "') if value else ""


def carried_bytes(part: Message) -> bytes:
    """What the part carries: a nested message as its own raw bytes, anything else decoded."""
    payload = part.get_payload()
    if isinstance(payload, list):
        inner = [child for child in payload if isinstance(child, Message)]
        if part.get_content_type() == "message/rfc822" and len(inner) == 1:
            return _nested_bytes(part, inner[0])
        return b"\n\n".join(raw_bytes(child) for child in inner)
    return part_bytes(part)


def _nested_bytes(part: Message, inner: Message) -> bytes:
    """RFC 2046 forbids it, yet attached messages come in base64: the parser then sees a message without headers."""
    if not inner.keys() and isinstance(inner.get_payload(), str):
        return _transfer_decoded(_raw(str(inner.get_payload())), str(part.get("Content-Transfer-Encoding", "")))
    return raw_bytes(inner)


def part_bytes(part: Message) -> bytes:
    """The decoded bytes of a leaf. An encoding that is broken or unknown gives what can be had, never an error."""
    payload = part.get_payload()
    return _transfer_decoded(_raw(str(payload or "")), str(part.get("Content-Transfer-Encoding", "")))


def _transfer_decoded(raw: bytes, encoding: str) -> bytes:
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
        letters = _BASE64_LINE.sub(b"", run)
        letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
        pieces.append(binascii.a2b_base64(letters + b"=" * (-len(letters) % 4)))
    return b"".join(pieces)


def _raw(text: str) -> bytes:
    """The bytes that the parser made ``text`` from: it keeps those above ASCII as surrogates."""
    try:
        return text.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape")


def raw_bytes(message: Message) -> bytes:
    """``message`` written out again with its header lines, boundaries and payloads as they came, nothing refolded."""
    head = b"".join(_raw(f"{name}: {value}") + b"\r\n" for name, value in message.raw_items())
    payload = message.get_payload()
    if not isinstance(payload, list):
        return head + b"\r\n" + _raw(str(payload or ""))
    children = [raw_bytes(child) for child in payload if isinstance(child, Message)]
    boundary = str(message.get_boundary() or "")
    if not boundary:
        return head + b"\r\n" + b"\r\n\r\n".join(children)
    mark = b"--" + _raw(boundary)
    body = b"".join(mark + b"\r\n" + child + b"\r\n" for child in children)
    return (
        head + b"\r\n" + _raw(message.preamble or "") + b"\r\n" + body + mark + b"--\r\n" + _raw(message.epilogue or "")
    )


def _encryption_fault(message: Message) -> DocumentError | None:
    smime = str(_param(message, "smime-type")).lower()
    kind = message.get_content_type()
    encrypted = kind == "multipart/encrypted" or (kind.endswith("pkcs7-mime") and smime == "enveloped-data")
    if not encrypted:
        return None
    return DocumentError(
        "message_chiffre",
        "Ce message est chiffré (S/MIME ou PGP) : son contenu ne peut pas être lu sans la clé du destinataire.",
    )

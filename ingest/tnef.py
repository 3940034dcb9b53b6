"""winmail.dat (TNEF, [MS-OXTNEF]): the message and the files that Outlook packs for other Outlooks."""

import struct
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from dossier.errors import DocumentError
from ingest import mapi
from ingest.letter import Carried, Letter
from ingest.mapi import MapiMessage, Value

_SIGNATURE = 0x223E9F78
_ATT_SUBJECT, _ATT_BODY, _ATT_MESSAGE_ID, _ATT_CODEPAGE, _ATT_PROPERTIES = 0x8004, 0x800C, 0x8009, 0x9007, 0x9003
_ATT_TITLE, _ATT_DATA, _ATT_RENDERING, _ATT_ATTACHMENT, _ATT_TRANSPORT_NAME = 0x8010, 0x800F, 0x9002, 0x9005, 0x9001
_MESSAGE_INTERFACE = bytes.fromhex("0703020000000000c000000000000046")  # IID_IMessage, before an embedded TNEF
_MAX_VALUES = 20_000
_FIXED_BYTES = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4, 0x0014: 8,
                0x0040: 8, 0x0048: 16, 0x0001: 4}  # fmt: skip
_VARIABLE = frozenset({0x000D, 0x001E, 0x001F, 0x0102})


@dataclass(slots=True)
class _Attachment:
    title: str = ""
    data: bytes = b""
    properties: dict[int, Value] = field(default_factory=dict)


def open_tnef(path: Path) -> Letter:
    """The winmail.dat at ``path`` opened; where it is cut or damaged, all that stands before the damage."""
    data = path.read_bytes()
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        raise DocumentError("winmail_illisible", "Ce fichier winmail.dat est endommagé et ne peut pas être ouvert.")
    message: dict[int, Value] = {}
    attachments: list[_Attachment] = []
    at = 6
    while at + 11 <= len(data):
        level, tag, size = data[at], *struct.unpack_from("<HxxI", data, at + 1)
        content = data[at + 9 : at + 9 + size]
        at += size + 11
        if level == 2 or tag == _ATT_RENDERING:
            _add_to_attachment(tag, content, attachments, message)
        else:
            _add_to_message(tag, content, message)
    carried = tuple(_carried(attachment) for attachment in attachments if attachment.data)
    return mapi.letter_of(MapiMessage(properties=message, carried=carried))


def _add_to_message(tag: int, content: bytes, message: dict[int, Value]) -> None:
    if tag == _ATT_PROPERTIES:
        message.update(_mapi_values(content))
    elif tag == _ATT_CODEPAGE and len(content) >= 4:
        message.setdefault(mapi.MESSAGE_CODEPAGE, struct.unpack_from("<I", content)[0])
    else:
        pid = {_ATT_SUBJECT: mapi.SUBJECT, _ATT_BODY: mapi.BODY, _ATT_MESSAGE_ID: mapi.MESSAGE_ID}.get(tag)
        if pid is not None:
            message.setdefault(pid, content.rstrip(b"\0"))


def _add_to_attachment(tag: int, content: bytes, attachments: list[_Attachment], message: dict[int, Value]) -> None:
    if tag == _ATT_RENDERING or not attachments:
        attachments.append(_Attachment())
    attachment = attachments[-1]
    if tag in {_ATT_TITLE, _ATT_TRANSPORT_NAME}:
        attachment.title = attachment.title or mapi.text({**message, mapi.SUBJECT: content.rstrip(b"\0")}, mapi.SUBJECT)
    elif tag == _ATT_DATA:
        attachment.data = content
    elif tag == _ATT_ATTACHMENT:
        attachment.properties.update(_mapi_values(content))
        packed = attachment.properties.pop(mapi.ATTACH_DATA, b"")
        if isinstance(packed, bytes) and packed:
            attachment.data = packed.removeprefix(_MESSAGE_INTERFACE)


def _carried(attachment: _Attachment) -> Carried:
    name = mapi.text(attachment.properties, mapi.ATTACH_LONG_NAME) or attachment.title
    name = name or mapi.text(attachment.properties, mapi.ATTACH_NAME, mapi.DISPLAY_NAME)
    inline = bool(mapi.text(attachment.properties, mapi.ATTACH_CONTENT_ID))
    return Carried(untrusted_name=name, read=partial(bytes, attachment.data), inline=inline)


def _mapi_values(content: bytes) -> dict[int, Value]:
    """The properties in a MAPI property list; reading stops at the first thing that makes no sense."""
    values: dict[int, Value] = {}
    try:
        count, at = struct.unpack_from("<I", content)[0], 4
        for _ in range(min(count, _MAX_VALUES)):
            kind, pid = struct.unpack_from("<HH", content, at)
            at += 4
            if pid >= 0x8000:
                at = _after_name(content, at)
            value, at = _mapi_value(content, at, kind)
            if value is not None:
                values.setdefault(pid, value)
    except (struct.error, IndexError, ValueError):
        pass  # cut or damaged: what was read before stands
    return values


def _after_name(content: bytes, at: int) -> int:
    """A named property says its name first: a GUID, then a number or a string."""
    if struct.unpack_from("<I", content, at + 16)[0] == 0:
        return at + 24
    length = struct.unpack_from("<I", content, at + 20)[0]
    return at + 24 + _padded(length)


def _padded(length: int) -> int:
    return length + -length % 4


def _mapi_value(content: bytes, at: int, kind: int) -> tuple[Value | None, int]:
    base, many = kind & 0x0FFF, bool(kind & 0x1000)
    if base in _VARIABLE:
        return _variable(content, at, base)
    size = _FIXED_BYTES.get(base)
    if size is None:
        raise ValueError("unknown MAPI type")
    if many:
        count = struct.unpack_from("<I", content, at)[0]
        return None, at + 4 + _padded(count * max(size, 4))
    raw = content[at : at + size]
    if len(raw) < size:
        raise ValueError("cut")
    if base == 0x0040:
        return mapi.filetime(int.from_bytes(raw, "little")), at + size
    return (int.from_bytes(raw, "little") if base == 0x0003 else None), at + size


def _variable(content: bytes, at: int, base: int) -> tuple[Value | None, int]:
    """Strings and binaries say how many values, then for each its length and its bytes padded to four."""
    count = struct.unpack_from("<I", content, at)[0]
    at += 4
    first: Value | None = None
    for _ in range(min(count, _MAX_VALUES)):
        length = struct.unpack_from("<I", content, at)[0]
        raw = content[at + 4 : at + 4 + length]
        at += 4 + _padded(length)
        if first is None:
            first = raw.decode("utf-16-le", "replace") if base == 0x001F else raw
    return first, at

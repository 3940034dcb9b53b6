"""Outlook message files (.msg, [MS-OXMSG]): a compound file with one stream a property."""

import re
import struct
from collections.abc import Callable
from functools import partial
from pathlib import Path

import olefile

from dossier.errors import DocumentError
from ingest import mapi
from ingest.letter import Carried, Letter
from ingest.mapi import MapiMessage, Value

_STREAM = re.compile(r"__substg1\.0_([0-9A-Fa-f]{4})([0-9A-Fa-f]{4})")
_EMBEDDED = "__substg1.0_3701000D"
_MAX_DEPTH = 8
_PROPERTY_BYTES = 64 * 1024 * 1024
_BROKEN = (
    OSError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    struct.error,
    RecursionError,
    MemoryError,
)
_Storage = tuple[str, ...]


def open_msg(path: Path) -> Letter:
    """The message at ``path`` opened. Raises :class:`DocumentError` when the compound file is damaged."""
    try:
        with olefile.OleFileIO(path) as ole:
            return mapi.letter_of(_message(ole, path, (), 0))
    except _BROKEN as error:  # olefile and struct on damaged files
        raise DocumentError(
            "message_illisible", "Ce message Outlook (.msg) est endommagé et ne peut pas être ouvert."
        ) from error


def _message(ole: olefile.OleFileIO, path: Path, storage: _Storage, depth: int) -> MapiMessage:
    recipients: list[str] = []
    carried: list[Carried] = []
    for child in _children(ole, storage):
        if child[-1].startswith("__recip_version1.0_"):
            properties = _properties(ole, child, 8)
            address = mapi.text(properties, mapi.RECIPIENT_SMTP, mapi.RECIPIENT_ADDRESS).lower()
            recipients.extend([address] if "@" in address else [])
        elif child[-1].startswith("__attach_version1.0_"):
            carried.extend(_attachment(ole, path, child, depth))
    return MapiMessage(
        properties=_properties(ole, storage, 24 if storage else 32),
        recipients=tuple(recipients),
        carried=tuple(carried),
    )


def _children(ole: olefile.OleFileIO, storage: _Storage) -> list[_Storage]:
    found = (tuple(entry) for entry in ole.listdir(streams=False, storages=True))
    return [entry for entry in found if len(entry) == len(storage) + 1 and entry[:-1] == storage]


def _attachment(ole: olefile.OleFileIO, path: Path, storage: _Storage, depth: int) -> list[Carried]:
    properties = _properties(ole, storage, 8, skip=mapi.ATTACH_DATA)
    name = mapi.text(properties, mapi.ATTACH_LONG_NAME, mapi.ATTACH_NAME, mapi.DISPLAY_NAME)
    inline = bool(mapi.text(properties, mapi.ATTACH_CONTENT_ID))
    data = (*storage, "__substg1.0_37010102")
    embedded = (*storage, _EMBEDDED)
    if ole.exists(list(data)):
        return [Carried(untrusted_name=name, read=partial(_stream_bytes, path, data), inline=inline)]
    if ole.exists([*embedded, "__properties_version1.0"]) and depth < _MAX_DEPTH:
        name = name if name.lower().endswith((".eml", ".msg")) else f"{name or 'message'}.eml"
        return [Carried(untrusted_name=name, read=partial(_embedded_eml, path, embedded, depth + 1))]
    if ole.exists(list(embedded)):
        return [_ole_object(ole, path, embedded, name)]
    return []


def _ole_object(ole: olefile.OleFileIO, path: Path, storage: _Storage, name: str) -> Carried:
    """An embedded object of another program: its largest stream stands for it."""
    streams = [tuple(e) for e in ole.listdir() if tuple(e[: len(storage)]) == storage]
    largest = max(streams, key=lambda entry: ole.get_size(list(entry)), default=None)
    read: Callable[[], bytes] = partial(_stream_bytes, path, largest) if largest else bytes
    return Carried(untrusted_name=name, read=read)


def _embedded_eml(path: Path, storage: _Storage, depth: int) -> bytes:
    with olefile.OleFileIO(path) as ole:
        return mapi.to_eml(mapi.letter_of(_message(ole, path, storage, depth)))


def _stream_bytes(path: Path, entry: _Storage) -> bytes:
    with olefile.OleFileIO(path) as ole, ole.openstream(list(entry)) as stream:
        content: bytes = stream.read()
        return content


def _properties(ole: olefile.OleFileIO, storage: _Storage, header_bytes: int, skip: int = -1) -> dict[int, Value]:
    values: dict[int, Value] = {}
    fixed = (*storage, "__properties_version1.0")
    if ole.exists(list(fixed)):
        values.update(_fixed(ole.openstream(list(fixed)).read()[header_bytes:]))
    for entry in ole.listdir():
        match = _STREAM.fullmatch(entry[-1]) if tuple(entry[:-1]) == storage else None
        if match and int(match[1], 16) != skip and ole.get_size(entry) <= _PROPERTY_BYTES:
            value = _value(ole.openstream(entry).read(), int(match[2], 16))
            if value is not None:
                values[int(match[1], 16)] = value
    return values


def _fixed(stream: bytes) -> dict[int, Value]:
    """Numbers and dates, which stand in the property stream itself, 16 bytes each."""
    values: dict[int, Value] = {}
    for at in range(0, len(stream) - 15, 16):
        kind, pid, _, raw = struct.unpack_from("<HHIQ", stream, at)
        if kind == 0x0003:
            values[pid] = raw & 0xFFFFFFFF
        elif kind == 0x0040:
            date = mapi.filetime(raw)
            if date:
                values[pid] = date
    return values


def _value(content: bytes, kind: int) -> Value | None:
    if kind == 0x001F:
        return content.decode("utf-16-le", "replace")
    return content if kind in {0x001E, 0x0102} else None

"""Outlook message files (.msg, [MS-OXMSG]): a compound file with one stream a property."""

import re
import struct
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
        with _opened(path) as ole:
            return mapi.letter_of(_message(ole, (), 0))
    except _BROKEN as error:  # olefile and struct on damaged files
        raise DocumentError(
            "message_illisible", "Ce message Outlook (.msg) est endommagé et ne peut pas être ouvert."
        ) from error


class _Compound:
    """A compound file opened: what each storage holds is listed once, for listing it takes a while."""

    def __init__(self, ole: olefile.OleFileIO, path: Path) -> None:
        self.ole = ole
        self.path = path
        self.streams = _by_storage(ole.listdir())
        self.storages = _by_storage(ole.listdir(streams=False, storages=True))

    def exists(self, *parts: str) -> bool:
        return parts[-1] in self.streams[parts[:-1]] or parts[-1] in self.storages[parts[:-1]]

    def read(self, *parts: str) -> bytes:
        with self.ole.openstream(list(parts)) as stream:
            content: bytes = stream.read()
            return content


def _by_storage(entries: list[list[str]]) -> defaultdict[_Storage, list[str]]:
    found: defaultdict[_Storage, list[str]] = defaultdict(list)
    for *storage, name in entries:
        found[tuple(storage)].append(name)
    return found


@contextmanager
def _opened(path: Path) -> Iterator[_Compound]:
    """The compound file with its announced sizes cut to that of the file: the library would believe four gigabytes."""
    with olefile.OleFileIO(path) as ole:
        size = path.stat().st_size
        ole.num_mini_fat_sectors = min(ole.num_mini_fat_sectors, size // ole.sector_size + 1)
        for entry in filter(None, ole.direntries):
            entry.size = min(entry.size, size)
        yield _Compound(ole, path)


def _message(ole: _Compound, storage: _Storage, depth: int) -> MapiMessage:
    recipients: list[str] = []
    carried: list[Carried] = []
    for child in ((*storage, name) for name in ole.storages[storage]):
        if child[-1].startswith("__recip_version1.0_"):
            properties = _properties(ole, child, 8)
            address = mapi.text(properties, mapi.RECIPIENT_SMTP, mapi.RECIPIENT_ADDRESS).lower()
            recipients.extend([address] if "@" in address else [])
        elif child[-1].startswith("__attach_version1.0_"):
            carried.extend(_attachment(ole, child, depth))
    return MapiMessage(
        properties=_properties(ole, storage, 24 if storage else 32),
        recipients=tuple(recipients),
        carried=tuple(carried),
    )


def _attachment(ole: _Compound, storage: _Storage, depth: int) -> list[Carried]:
    properties = _properties(ole, storage, 8, skip=mapi.ATTACH_DATA)
    name = mapi.text(properties, mapi.ATTACH_LONG_NAME, mapi.ATTACH_NAME, mapi.DISPLAY_NAME)
    inline = bool(mapi.text(properties, mapi.ATTACH_CONTENT_ID))
    data = (*storage, "__substg1.0_37010102")
    embedded = (*storage, _EMBEDDED)
    if ole.exists(*data):
        return [Carried(untrusted_name=name, read=partial(_stream_bytes, ole.path, data), inline=inline)]
    if ole.exists(*embedded, "__properties_version1.0") and depth < _MAX_DEPTH:
        name = name if name.lower().endswith((".eml", ".msg")) else f"{name or 'message'}.eml"
        return [Carried(untrusted_name=name, read=partial(_embedded_eml, ole.path, embedded, depth + 1))]
    return [_ole_object(ole, embedded, name)] if ole.exists(*embedded) else []


def _ole_object(ole: _Compound, storage: _Storage, name: str) -> Carried:
    """An embedded object of another program: its largest stream stands for it."""
    inside = ((*within, name) for within, names in ole.streams.items() for name in names)
    streams = [entry for entry in inside if entry[: len(storage)] == storage]
    largest = max(streams, key=lambda entry: int(ole.ole.get_size(list(entry))), default=None)
    read: Callable[[], bytes] = partial(_stream_bytes, ole.path, largest) if largest else bytes
    return Carried(untrusted_name=name, read=read)


def _embedded_eml(path: Path, storage: _Storage, depth: int) -> bytes:
    try:
        with _opened(path) as ole:
            return mapi.to_eml(mapi.letter_of(_message(ole, storage, depth)))
    except _BROKEN as error:
        raise _damaged() from error


def _stream_bytes(path: Path, entry: _Storage) -> bytes:
    try:
        with _opened(path) as ole:
            return ole.read(*entry)
    except _BROKEN as error:
        raise _damaged() from error


def _damaged() -> DocumentError:
    return DocumentError("piece_jointe_illisible", "Une pièce jointe de ce message Outlook (.msg) est endommagée.")


def _properties(ole: _Compound, storage: _Storage, header_bytes: int, skip: int = -1) -> dict[int, Value]:
    values: dict[int, Value] = {}
    if ole.exists(*storage, "__properties_version1.0"):
        values.update(_fixed(ole.read(*storage, "__properties_version1.0")[header_bytes:]))
    for name in ole.streams[storage]:
        match = _STREAM.fullmatch(name)
        if match and int(match[1], 16) != skip and ole.ole.get_size([*storage, name]) <= _PROPERTY_BYTES:
            value = _value(ole.read(*storage, name), int(match[2], 16))
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

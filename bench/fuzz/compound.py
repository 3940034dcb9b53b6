"""Writes compound files ([MS-CFB]), which Outlook messages are: storages as dicts, streams as bytes."""

import struct
from dataclasses import dataclass, field

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
Tree = dict[str, "bytes | Tree"]


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    children: list[int] = field(default_factory=list)
    start: int = _END


def compound(tree: Tree) -> bytes:
    """A compound file of ``tree``: streams under 4096 bytes in the mini stream, others in sectors of their own."""
    root = _Entry("Root Entry", 5)
    entries = [root]
    _collect(tree, 0, entries)
    mini_chains: list[int] = []
    for entry in entries[1:]:
        if entry.kind == 2 and 0 < len(entry.data) < _CUTOFF:
            entry.start = _chain(mini_chains, len(entry.data), _MINI)
            root.data += _padded(entry.data, _MINI)
    chains: list[int] = []
    _chain(chains, len(entries) * 128, _SECTOR)  # the directory stands first
    body = b""
    for entry in entries:
        if entry.data and (entry is root or len(entry.data) >= _CUTOFF):
            entry.start = _chain(chains, len(entry.data), _SECTOR)
            body += _padded(entry.data, _SECTOR)
    mini_fat = _padded(b"".join(struct.pack("<I", link) for link in mini_chains), _SECTOR, b"\xff")
    mini_start = _chain(chains, len(mini_fat), _SECTOR) if mini_fat else _END
    directory = _padded(b"".join(_record(entry, entries) for entry in entries), _SECTOR)
    return _header_and_table(chains, mini_start, len(mini_fat) // _SECTOR, directory + body + mini_fat)


def _chain(chains: list[int], size: int, unit: int) -> int:
    """Adds a chain of sectors for ``size`` bytes to an allocation table; its first sector."""
    start, count = len(chains), -(-size // unit)
    chains += [*range(start + 1, start + count), _END]
    return start


def _padded(data: bytes, unit: int, filler: bytes = b"\0") -> bytes:
    return data.ljust(-(-len(data) // unit) * unit, filler)


def _header_and_table(chains: list[int], mini_start: int, mini_sectors: int, body: bytes) -> bytes:
    fat_sectors = 1
    while (len(chains) + fat_sectors) * 4 > fat_sectors * _SECTOR:
        fat_sectors += 1
    first_fat = len(chains)
    links = [*chains, *[_FAT] * fat_sectors]
    fat = _padded(b"".join(struct.pack("<I", link) for link in links), _SECTOR, b"\xff")
    table = [*range(first_fat, first_fat + fat_sectors), *[_FREE] * (109 - fat_sectors)]
    numbers = (0x3E, 3, 0xFFFE, 9, 6, 0, fat_sectors, 0, 0, _CUTOFF, mini_start, mini_sectors, _END, 0)
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH6xIIIIIIIII", *numbers)
    return header + b"".join(struct.pack("<I", sector) for sector in table) + body + fat


def _collect(tree: Tree, parent: int, entries: list[_Entry]) -> None:
    for name, value in tree.items():
        index = len(entries)
        entries[parent].children.append(index)
        if isinstance(value, bytes):
            entries.append(_Entry(name, 2, value))
        else:
            entries.append(_Entry(name, 1))
            _collect(value, index, entries)


def _record(entry: _Entry, entries: list[_Entry]) -> bytes:
    """A directory record; the children of a storage hang in a list to the right instead of a balanced tree."""
    index = entries.index(entry)
    siblings = next((e.children for e in entries if index in e.children), [index])
    at = siblings.index(index)
    right = siblings[at + 1] if at + 1 < len(siblings) else _FREE
    child = entry.children[0] if entry.children else _FREE
    name = entry.name.encode("utf-16-le")
    return (
        (name + b"\0\0").ljust(64, b"\0")
        + struct.pack("<HBBIII", len(name) + 2, entry.kind, 1, _FREE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", entry.start, len(entry.data))
    )

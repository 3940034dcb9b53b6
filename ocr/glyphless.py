"""A TrueType font of one glyph, a plain box half an em wide and one em high: what invisible text is set in.

Embedding it (as PDF/A asks) costs half a kilobyte a document and it fits every script. The box is never painted (render
mode 3); readers take the place of a letter from it. Format: OpenType 1.9 specification.
"""

import struct
from functools import cache

UNITS_PER_EM = 1000
GLYPH_WIDTH = 500


@cache
def glyphless_font() -> bytes:
    """The font file; the same bytes every time. Glyph 0 is empty, glyph 1 is the box."""
    tables = {
        b"OS/2": _os2(),
        b"cmap": _cmap(),
        b"glyf": _box_glyph(),
        b"head": _head(),
        b"hhea": _hhea(),
        b"hmtx": struct.pack(">HhHh", GLYPH_WIDTH, 0, GLYPH_WIDTH, 0),
        b"loca": struct.pack(">HHH", 0, 0, len(_box_glyph()) // 2),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x00010000, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": _name(),
        b"post": struct.pack(">IIhhIIIII", 0x00030000, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    return _font_file(tables)


def _box_glyph() -> bytes:
    """One contour of four points on the curve, as differences from point to point; an even number of bytes."""
    head = struct.pack(">hhhhhHH", 1, 0, 0, GLYPH_WIDTH, UNITS_PER_EM, 3, 0)
    across = struct.pack(">hhhh", 0, 0, GLYPH_WIDTH, 0)
    up = struct.pack(">hhhh", 0, UNITS_PER_EM, 0, -UNITS_PER_EM)
    return head + b"\x01" * 4 + across + up


def _font_file(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    out = struct.pack(">IHHHH", 0x00010000, count, 16 << power, power, count * 16 - (16 << power))
    offset = len(out) + 16 * count
    body = b""
    for tag, data in tables.items():
        padded = data + b"\0" * (-len(data) % 4)
        out += struct.pack(">4sIII", tag, _checksum(padded), offset + len(body), len(data))
        body += padded
    return out + body


def _checksum(data: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(data) // 4}I", data)
    return sum(words) & 0xFFFFFFFF


def _head() -> bytes:
    box = (0, 0, GLYPH_WIDTH, UNITS_PER_EM)
    return struct.pack(
        ">IIIIHHqqhhhhHHhhh", 0x00010000, 0x00010000, 0, 0x5F0F3CF5, 0, UNITS_PER_EM, 0, 0, *box, 0, 8, 2, 0, 0
    )


def _hhea() -> bytes:
    return struct.pack(
        ">IhhhHhhhhhhhhhhhH", 0x00010000, UNITS_PER_EM, 0, 0, GLYPH_WIDTH, 0, 0, GLYPH_WIDTH, 1, 0, 0, 0, 0, 0, 0, 0, 2
    )


def _os2() -> bytes:
    metrics = struct.pack(">HhHHH", 3, GLYPH_WIDTH, 400, 5, 0) + struct.pack(">hhhhhhhhhhh", *([0] * 11))
    names = b"\0" * 10 + struct.pack(">IIII", 0, 0, 0, 0) + b"PLI " + struct.pack(">HHH", 0x40, 0, 0xFFFF)
    heights = struct.pack(">hhhHHIIhhHHH", UNITS_PER_EM, 0, 0, UNITS_PER_EM, 0, 0, 0, 0, UNITS_PER_EM, 0, 0, 0)
    return metrics + names + heights


def _cmap() -> bytes:
    """Format 4 with the closing segment only: the PDF maps codes to glyphs itself."""
    table = struct.pack(">HHHHHHHHHHhH", 4, 24, 0, 2, 2, 0, 0, 0xFFFF, 0, 0xFFFF, 1, 0)
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + table


def _name() -> bytes:
    text = "PliGlyphless".encode("utf-16-be")
    names = (1, 4, 6)
    records = b"".join(struct.pack(">HHHHHH", 3, 1, 0x409, number, len(text), 0) for number in names)
    return struct.pack(">HHH", 0, len(names), 6 + 12 * len(names)) + records + text

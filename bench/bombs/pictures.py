"""Pictures that announce, or really hold, more than anybody reads."""

import io
import struct
import zlib
from pathlib import Path

from PIL import Image

from bench.bombs.case import Case, written
from bench.bombs.pdfs import SIDE, jpeg_said_to_be
from bench.bombs.raw_pdf import packed


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, data: bytes, *more: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + b"".join(more) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _png_text() -> bytes:
    return _png(10, 10, zlib.compress(b"\0" * 110), *[_chunk(b"zTXt", b"a\0\0" + packed(200 * 1024**2))] * 5)


def _png_profile() -> bytes:
    return _png(10, 10, zlib.compress(b"\0" * 110), _chunk(b"iCCP", b"a\0\0" + packed(1024**3)))


def _tiff(frames: int, *, loop: bool = False) -> bytes:
    """Frames of one pixel each, and a list of them that ends or goes round."""
    tags = [(256, 3, 1), (257, 3, 1), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (278, 3, 1), (279, 4, 1)]
    body = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    size = 2 + len(body) + 4
    out = bytearray(b"II*\0" + struct.pack("<I", 12) + b"\x80\0\0\0")
    for number in range(frames):
        after = 12 + (number + 1) * size
        following = after if number + 1 < frames else 12 if loop else 0
        out += struct.pack("<H", len(tags)) + body + struct.pack("<I", following)
    return bytes(out)


def _tiff_said_to_be(side: int) -> bytes:
    return (
        _tiff(1)
        .replace(struct.pack("<HHII", 256, 3, 1, 1), struct.pack("<HHII", 256, 4, 1, side))
        .replace(struct.pack("<HHII", 257, 3, 1, 1), struct.pack("<HHII", 257, 4, 1, side))
    )


def _gif(frames: int) -> bytes:
    frame = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"
    return b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff" + frame * frames + b"\x3b"


def _gif_of(side: int) -> bytes:
    sides = struct.pack("<HH", side, side)
    return b"GIF89a" + sides + b"\x80\0\0\0\0\0\xff\xff\xff\x2c\0\0\0\0" + sides + b"\0\x02\x02\x44\x01\0\x3b"


def _bmp(side: int) -> bytes:
    head = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + head + b"\0" * 64


def _webp(side: int) -> bytes:
    data = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + (side - 1).to_bytes(3, "little") * 2
    return b"RIFF" + struct.pack("<I", len(data) + 4) + b"WEBP" + data


def _bilevel_png(path: Path) -> None:
    Image.new("1", (SIDE, SIDE), 1).save(path, "PNG")


def _fax_tiff(path: Path) -> None:
    Image.new("1", (SIDE, SIDE), 1).save(path, "TIFF", compression="group4")


def _svg() -> bytes:
    names = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a0 "ha">{names}]><svg xmlns="http://www.w3.org/2000/svg"><text>&a9;</text></svg>'.encode()


def _heic() -> bytes:
    ftyp = struct.pack(">I4s4sI4s", 20, b"ftyp", b"heic", 0, b"mif1")
    ispe = struct.pack(">I4sIII", 20, b"ispe", 0, SIDE * 10, SIDE * 10)
    meta = struct.pack(">I4sI", 12 + 8 + 8 + len(ispe), b"meta", 0)
    iprp = struct.pack(">I4s", 16 + len(ispe), b"iprp") + struct.pack(">I4s", 8 + len(ispe), b"ipco") + ispe
    return ftyp + meta + iprp


def _jpeg_progressive() -> bytes:
    """One picture, its scan repeated ten thousand times: each is decoded over the whole picture."""
    buffer = io.BytesIO()
    Image.effect_noise((2000, 2000), 50).save(buffer, "JPEG", progressive=True, quality=10)
    content = buffer.getvalue()
    last = content.rindex(b"\xff\xda")
    scan = content[last:-2]
    return content[:-2] + scan * min(10_000, 60_000_000 // len(scan)) + b"\xff\xd9"


PICTURES = (
    Case(name="PNG of 30,000 x 30,000, one bit a pixel", suffix="png", make=_bilevel_png),
    Case(name="PNG of 2^31 x 2^31, header only", suffix="png",
         make=written(lambda: _png(2**31 - 1, 2**31 - 1, zlib.compress(b"\0")))),
    Case(name="PNG whose texts unpack to 1 GB", suffix="png", make=written(_png_text)),
    Case(name="PNG whose colour profile unpacks to 1 GB", suffix="png", make=written(_png_profile), harmless=True),
    Case(name="TIFF of 30,000 x 30,000, fax", suffix="tif", make=_fax_tiff),
    Case(name="TIFF that says 60,000 x 60,000", suffix="tif", make=written(lambda: _tiff_said_to_be(60_000))),
    Case(name="TIFF of 100,000 frames", suffix="tif", make=written(lambda: _tiff(100_000))),
    Case(name="TIFF whose list of frames goes round", suffix="tif",
         make=written(lambda: _tiff(3, loop=True)), harmless=True),
    Case(name="JPEG that says 30,000 x 30,000", suffix="jpg", make=written(lambda: jpeg_said_to_be(SIDE))),
    Case(name="JPEG of 2,000 x 2,000 with thousands of scans", suffix="jpg",
         make=written(_jpeg_progressive), harmless=True),
    Case(name="GIF of 100,000 frames", suffix="gif", make=written(lambda: _gif(100_000)), harmless=True),
    Case(name="GIF that says 60,000 x 60,000", suffix="gif", make=written(lambda: _gif_of(60_000))),
    Case(name="BMP that says 60,000 x 60,000", suffix="bmp", make=written(lambda: _bmp(60_000))),
    Case(name="WEBP that says 16,000,000 x 16,000,000", suffix="webp", make=written(lambda: _webp(16_000_000))),
    Case(name="HEIC that says 300,000 x 300,000", suffix="heic", make=written(_heic)),
    Case(name="SVG of a thousand million laughs", suffix="svg", make=written(_svg), harmless=True),
)  # fmt: skip

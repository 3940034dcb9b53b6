"""Archives and office documents that unpack to more than a disk holds, or to themselves."""

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

from bench.bombs.case import Case, written
from bench.bombs.quine import quine_zip
from bench.bombs.raw_pdf import packed

_MEGABYTE = 1024 * 1024
_DEFLATED = zipfile.ZIP_DEFLATED


def packed_zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", _DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _bomb(path: Path) -> None:
    with (
        zipfile.ZipFile(path, "w", _DEFLATED) as archive,
        archive.open("courrier.pdf", "w", force_zip64=True) as member,
    ):
        for _ in range(600):
            member.write(b"\0" * _MEGABYTE)


def _large(path: Path) -> None:
    """600 MB that are really there, as far as a reader can tell: the file is sparse."""
    with path.open("wb") as file:
        file.write(b"PK\x03\x04" + b"\0" * 26)
        file.truncate(600 * _MEGABYTE)


def _nested(depth: int) -> bytes:
    content = b"%PDF-1.4"
    for level in range(depth):
        content = packed_zip({f"{level}.zip" if level else "a.pdf": content})
    return content


def _branching() -> bytes:
    """Sixteen archives in each of sixteen, six deep, of ten megabytes each: what 42.zip does."""
    content = packed_zip({"a.txt": b"\0" * (10 * _MEGABYTE)})
    for _ in range(5):
        content = packed_zip({f"{number}.zip": content + bytes([number]) for number in range(16)})
    return content


def _overlapping() -> bytes:
    """Ten thousand members that are one and the same ten megabytes of data: 100 GB."""
    data = zlib.compress(b"\0" * (10 * _MEGABYTE), 9)[2:-4]
    crc, size = zlib.crc32(b"\0" * (10 * _MEGABYTE)), 10 * _MEGABYTE
    local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(data), size, 1, 0) + b"a" + data
    entry = struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(data), size, 1, 0, 0, 0, 0, 0, 0)
    directory = (entry + b"a") * 10_000
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 10_000, 10_000, len(directory), len(local), 0)
    return local + directory + end


def _lying() -> bytes:
    """Its directory says a thousand bytes; there are 600 MB."""
    data = packed(600 * _MEGABYTE)[2:-4]
    local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(data), 1000, 5, 0) + b"a.pdf" + data
    entry = struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 8, 0, 0, 0, len(data), 1000, 5, 0, 0, 0, 0, 0, 0)
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, len(entry) + 5, len(local), 0)
    return local + entry + b"a.pdf" + end


def _many(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(60_000):
            archive.writestr(zipfile.ZipInfo(f"{number}.txt"), b"a")


def _escaping() -> bytes:
    names = ("../../etc/passwd", "/etc/passwd", "C:\\Windows\\a.pdf", "a/../../b", "\u202egnp.exe", "a" * 60_000)
    return packed_zip(dict.fromkeys(names, b"%PDF-1.4 rien"))


def _gzip_in_gzip() -> bytes:
    content = packed(1024 * _MEGABYTE)
    for _ in range(3):
        content = gzip.compress(content)
    return content


def _tar_bomb(path: Path) -> None:
    """A packed tar of one sparse gigabyte."""
    head = tarfile.TarInfo("courrier.pdf")
    head.size = 1024 * _MEGABYTE
    with gzip.open(path, "wb", compresslevel=9) as file:
        file.write(head.tobuf())
        for _ in range(1024):
            file.write(b"\0" * _MEGABYTE)


_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Override PartName="/word/document.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    b'Target="word/document.xml"/></Relationships>'
)
_WORD = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _docx(document: bytes) -> bytes:
    return packed_zip({"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": document})


def _laughing_docx() -> bytes:
    names = b"".join(b'<!ENTITY a%d "%b">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    head = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a0 "ha">%b]>' % names
    return _docx(head + b"<w:document %b><w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body></w:document>" % _WORD)


def _swelling_docx() -> bytes:
    paragraph = b"<w:p><w:r><w:t>Bonjour</w:t></w:r></w:p>" * 1000
    body = b"".join(paragraph for _ in range(4000))
    return _docx(b'<?xml version="1.0"?><w:document %b><w:body>%b</w:body></w:document>' % (_WORD, body))


def _deep_docx() -> bytes:
    deep = b"<w:tbl><w:tr><w:tc>" * 3000 + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * 3000
    return _docx(b'<?xml version="1.0"?><w:document %b><w:body>%b</w:body></w:document>' % (_WORD, deep))


def _fetching_docx() -> bytes:
    """Its text stands in a file of this machine, it says."""
    head = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return _docx(head + b"<w:document %b><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>" % _WORD)


ARCHIVES = (
    Case(name="zip of 0.6 MB that unpacks to 600 MB", suffix="zip", make=_bomb),
    Case(name="zip of 600 MB", suffix="zip", make=_large),
    Case(name="zip in zip, 300 deep", suffix="zip", make=written(lambda: _nested(300))),
    Case(name="zips in zips, 16 in each, 10^7 files", suffix="zip", make=written(_branching)),
    Case(name="zip of 10,000 members that are the same data, 100 GB", suffix="zip", make=written(_overlapping)),
    Case(name="zip whose directory hides 600 MB", suffix="zip", make=written(_lying)),
    Case(name="zip that holds itself", suffix="zip", make=written(quine_zip)),
    Case(name="zip of 60,000 files", suffix="zip", make=_many),
    Case(name="zip whose names lead out of it", suffix="zip", make=written(_escaping)),
    Case(name="gzip in gzip in gzip, 1 GB", suffix="gz", make=written(_gzip_in_gzip)),
    Case(name="tar.gz of 1 GB", suffix="tar.gz", make=_tar_bomb),
    Case(name="DOCX of a thousand million laughs", suffix="docx", make=written(_laughing_docx)),
    Case(name="DOCX of 4 million paragraphs", suffix="docx", make=written(_swelling_docx)),
    Case(name="DOCX of tables 3,000 deep", suffix="docx", make=written(_deep_docx), harmless=True),
    Case(name="DOCX that asks for a file of the machine", suffix="docx", make=written(_fetching_docx), harmless=True),
)

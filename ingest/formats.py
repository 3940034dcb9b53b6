"""What a file is. Its content decides, never its name nor the type that somebody declared."""

import re
import zipfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import olefile

from ingest.message_start import looks_like_message

_HEAD_BYTES = 64 * 1024
_PDF_JUNK_BYTES = 1024  # readers accept junk before the header within the first 1024 bytes (PDF 1.7, annex H.3.4.1)
_PDF_LINE = re.compile(rb"(?:^|[\r\n])%PDF-[12]\.\d")  # behind more junk than that, only where a line starts with it


class Format(StrEnum):
    """Every kind of file that the program tells apart."""

    PDF = "pdf"
    TIFF = "tiff"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    GIF = "gif"
    BMP = "bmp"
    HEIC = "heic"
    JP2 = "jp2"
    MESSAGE = "message"
    MSG = "msg"
    TNEF = "tnef"
    ZIP = "zip"
    TAR = "tar"
    COMPRESSED = "compressed"
    OFFICE = "office"
    TEXT = "text"
    HTML = "html"
    CALENDAR = "calendar"
    SIGNATURE = "signature"
    SIDECAR = "sidecar"
    EMPTY = "empty"
    UNKNOWN = "unknown"


MESSAGES = frozenset({Format.MESSAGE, Format.MSG, Format.TNEF})
IMAGES = frozenset({Format.TIFF, Format.JPEG, Format.PNG, Format.WEBP, Format.GIF, Format.BMP, Format.HEIC,
                    Format.JP2})  # fmt: skip
ARCHIVES = frozenset({Format.ZIP, Format.TAR, Format.COMPRESSED})

_MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.TIFF: "image/tiff",
    Format.JPEG: "image/jpeg",
    Format.PNG: "image/png",
    Format.WEBP: "image/webp",
    Format.GIF: "image/gif",
    Format.BMP: "image/bmp",
    Format.HEIC: "image/heic",
    Format.JP2: "image/jp2",
    Format.MESSAGE: "message/rfc822",
    Format.MSG: "application/vnd.ms-outlook",
    Format.TNEF: "application/vnd.ms-tnef",
    Format.ZIP: "application/zip",
    Format.TAR: "application/x-tar",
    Format.COMPRESSED: "application/gzip",
    Format.TEXT: "text/plain",
    Format.HTML: "text/html",
    Format.CALENDAR: "text/calendar",
    Format.SIGNATURE: "application/pkcs7-mime",
}

_SUFFIXES = {
    Format.MESSAGE: ".eml",
    Format.TEXT: ".txt",
    Format.JPEG: ".jpg",
    Format.TIFF: ".tif",
    Format.CALENDAR: ".ics",
    Format.SIGNATURE: ".p7m",
    Format.TNEF: ".dat",
    Format.OFFICE: ".doc",
    Format.COMPRESSED: ".gz",
    Format.SIDECAR: ".bin",
    Format.EMPTY: "",
    Format.UNKNOWN: ".bin",
}

_MAGICS: tuple[tuple[bytes, Format], ...] = (
    (b"II*\x00", Format.TIFF),
    (b"MM\x00*", Format.TIFF),
    (b"II+\x00", Format.TIFF),
    (b"MM\x00+", Format.TIFF),
    (b"\xff\xd8\xff", Format.JPEG),
    (b"\x89PNG\r\n\x1a\n", Format.PNG),
    (b"GIF87a", Format.GIF),
    (b"GIF89a", Format.GIF),
    (b"\x78\x9f\x3e\x22", Format.TNEF),
    (b"{\\rtf", Format.OFFICE),
    (b"\0\5\x16\7\0\2\0\0", Format.SIDECAR),  # AppleDouble: what a Mac keeps beside a file, none of its content
    (b"\0\0\0\x0cjP  \r\n\x87\n", Format.JP2),
    (b"\xff\x4f\xff\x51", Format.JP2),
    (b"\x1f\x8b\x08", Format.COMPRESSED),
    (b"%!PS", Format.UNKNOWN),  # PostScript is a program: its text is not what it prints
    (b"\xc5\xd0\xd3\xc6", Format.UNKNOWN),
)
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"})
_HTML_START = re.compile(
    r"(?>(?:<\?xml[^>]*>|<!--.*?-->)\s*)*+<(?:!doctype\s+html|html|head|body|title|meta|style|table|div|p)\b",
    re.I | re.S,
)
_PKCS7 = re.compile(
    rb"\x30(?:\x80|[\x00-\x7f]|\x81.|\x82..|\x83...|\x84....)\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07", re.S
)
_PGP_STARTS = (
    "-----BEGIN PGP SIGNATURE-----",
    "-----BEGIN PGP MESSAGE-----",
    "-----BEGIN PGP PUBLIC KEY BLOCK-----",
    "-----BEGIN PKCS7-----",
)


def sniff(path: Path) -> Format:
    """What the file at ``path`` is, from its content alone: ``UNKNOWN`` if nothing fits, ``EMPTY`` without content."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return Format.EMPTY if path.stat().st_size == len(head) else Format.UNKNOWN
    return _by_magic(head) or _by_container(path, head) or _by_text(head)


def media_type(format_: Format) -> str:
    """The IANA media type, ``application/octet-stream`` where the format does not settle it."""
    return _MEDIA_TYPES.get(format_, "application/octet-stream")


def suffix(format_: Format) -> str:
    """The usual file name suffix with its dot, for a part that came without a name."""
    return _SUFFIXES.get(format_, f".{format_.value}")


def _by_magic(head: bytes) -> Format | None:
    for magic, format_ in _MAGICS:
        if head.startswith(magic):
            return format_
    rules: tuple[tuple[Callable[[bytes], bool], Format], ...] = (
        (lambda h: h[:4] == b"RIFF" and h[8:12] == b"WEBP", Format.WEBP),
        (lambda h: h[4:8] == b"ftyp" and h[8:12] in _HEIF_BRANDS, Format.HEIC),
        (lambda h: h[:2] == b"BM" and h[6:10] == b"\0\0\0\0" and h[14:18] in _BMP_HEADERS, Format.BMP),
        (lambda h: h[257:262] == b"ustar", Format.TAR),
        (lambda h: _PKCS7.match(h) is not None, Format.SIGNATURE),
        (lambda h: h.startswith(b"%PDF-"), Format.PDF),
    )
    return next((format_ for fits, format_ in rules if fits(head)), None)


_BMP_HEADERS = frozenset(size.to_bytes(4, "little") for size in (12, 40, 52, 56, 64, 108, 124))


def _by_container(path: Path, head: bytes) -> Format | None:
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_format(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04")):
        return _zip_format(path)
    return None


def _ole_format(path: Path) -> Format:
    """MSG when the compound file holds message properties ([MS-OXMSG] 2.2), else an older office document."""
    try:
        with olefile.OleFileIO(path) as ole:
            return Format.MSG if ole.exists("__properties_version1.0") else Format.OFFICE
    except (
        OSError,
        ValueError,
        IndexError,
        TypeError,
        AttributeError,
        RecursionError,
    ):  # olefile on a damaged directory
        return Format.OFFICE


def _zip_format(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:2000])
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, RuntimeError, NotImplementedError, EOFError):
        return Format.ZIP  # damaged or encrypted: the archive reader says so in words
    office = "[Content_Types].xml" in names or {"mimetype", "content.xml"} <= names
    return Format.OFFICE if office else Format.ZIP


def _by_text(head: bytes) -> Format:
    if looks_like_message(head):
        return Format.MESSAGE
    if b"%PDF-" in head[:_PDF_JUNK_BYTES]:
        return Format.PDF
    text = as_text(head)
    if text is None:
        return Format.PDF if _PDF_LINE.search(head) else Format.UNKNOWN
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith(_PGP_STARTS):
        return Format.SIGNATURE
    if start.upper().startswith("BEGIN:VCALENDAR"):
        return Format.CALENDAR
    return Format.HTML if _HTML_START.match(start) else Format.TEXT


def as_text(content: bytes) -> str | None:
    """``content`` as text when it is text: UTF-8, UTF-16 with a BOM, else Windows-1252; None when it is binary."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\x00" in content:
        return None
    controls = sum(content.count(bytes([code])) for code in (*range(1, 7), *range(14, 27), *range(28, 32)))
    if controls * 200 > len(content):
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.end >= len(content) - 3:  # a character cut at the end of what was read
            return content.decode("utf-8-sig", "replace")
        return content.decode("cp1252", "replace")

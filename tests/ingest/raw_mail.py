"""Raw messages and files of other formats, drawn here, small and odd."""

import base64
import io
import struct
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP

import pikepdf
from PIL import Image

HEAD = (
    "From: Awa Sarr <awa@example.org>\nTo: pref@example.org\nSubject: Demande\nDate: Mon, 2 Mar 2026 10:12:00 +0100\n"
)

HEIC = base64.b64decode(  # 128 × 160, drawn for this test
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAUJtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRt"
    "AAAAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAFmAAEAAAAAAAAAMwAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAAAAEAAGh2YzEAAAAAwmlw"
    "cnAAAACkaXBjbwAAAHhodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQArQgEBA3AA"
    "AAMAkAAAAwAAAwAeoBAgKFlupJKa5uBAQMCAAAADAIAAAAMAhCIAAQAHRAHBcrAiQAAAABRpc3BlAAAAAAAAAIAAAACgAAAAEHBpeGkAAAAA"
    "AwgICAAAABZpcG1hAAAAAAAAAAEAAQOBAoMAAAA7bWRhdAAAAC8oAa9Y9W23//Edcqni3rWEM9kTP2/5Y+cSCYHDVaROz/lMH6LBXJqAEWAP"
    "8F3pKA=="
)


def mail(rest: str, head: str = HEAD) -> bytes:
    """A message of these headers and this rest (more headers, a blank line, the body), with CRLF."""
    return (head + rest).replace("\n", "\r\n").encode("utf-8", "surrogateescape")


def with_files(files: Mapping[str, bytes], text: str = "Bonjour.") -> bytes:
    """A well-formed message with attachments."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "awa@example.org", "pref@example.org", "Demande"
    message["Date"] = "Mon, 2 Mar 2026 10:12:00 +0100"
    message.set_content(text)
    for name, content in files.items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"b{number}")
    return message.as_bytes()


def picture(width: int = 600, height: int = 800, kind: str = "PNG", mode: str = "RGB", **options: object) -> bytes:
    """A picture with something to tell its corners apart."""
    image = Image.new(mode, (width, height), 255 if mode in {"1", "L", "I;16"} else "white")
    image.paste(0 if mode in {"1", "L", "I;16"} else "black", (0, 0, width // 4, height // 8))
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def archive(files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name), content, compress_type=compression)
    return buffer.getvalue()


def pdf(pages: int = 1, password: str | None = None) -> bytes:
    """A PDF whose A4 pages hold a stroke each, encrypted when there is a password (the empty one opens by itself)."""
    secret = False if password is None else pikepdf.Encryption(user=password, owner="owner")
    buffer = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(595, 842))
            document.pages[-1].Contents = document.make_stream(b"10 10 m 90 90 l S")
        document.save(buffer, encryption=secret, deterministic_id=password is None)
    return buffer.getvalue()


def portfolio(files: Mapping[str, bytes]) -> bytes:
    """A PDF with embedded files."""
    buffer = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        for name, content in files.items():
            document.attachments[name] = pikepdf.AttachedFileSpec(
                document, content, filename=name, description="", mime_type="", creation_date="", mod_date=""
            )
        document.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def mapi_list(properties: Mapping[tuple[int, int], bytes]) -> bytes:
    """A MAPI property list: (id, type) to value, strings and binaries only."""
    out = struct.pack("<I", len(properties))
    for (pid, kind), value in properties.items():
        padding = b"\0" * (-len(value) % 4)
        out += struct.pack("<HHII", kind, pid, 1, len(value)) + value + padding
    return out


def tnef(*attributes: tuple[int, int, bytes]) -> bytes:
    """A TNEF stream of (level, attribute, content)."""
    out = struct.pack("<IH", 0x223E9F78, 1)
    for level, attribute, content in attributes:
        out += (
            struct.pack("<BHHI", level, attribute, 6, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)
        )
    return out


def der(tag: int, *contents: bytes) -> bytes:
    """One DER element."""
    content = b"".join(contents)
    if len(content) < 128:
        return bytes([tag, len(content)]) + content
    size = (len(content).bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + len(content).to_bytes(size, "big") + content


def signed(content: bytes | None) -> bytes:
    """A CMS SignedData around ``content``, detached when it is None; its signature is not one."""
    data = bytes.fromhex("2a864886f70d010701")
    inner = der(0x30, der(0x06, data), *([] if content is None else [der(0xA0, der(0x04, content))]))
    body = der(0x30, der(0x02, b"\1"), der(0x31), inner, der(0x31))
    return der(0x30, der(0x06, bytes.fromhex("2a864886f70d010702")), der(0xA0, body))


def enveloped() -> bytes:
    """The start of a CMS EnvelopedData."""
    return der(0x30, der(0x06, bytes.fromhex("2a864886f70d010703")), der(0xA0, der(0x30, der(0x02, b"\0"))))

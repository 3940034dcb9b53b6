"""Small sound files of every kind, which the fuzzers begin with."""

import io
import struct
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP

import pikepdf
from PIL import Image

from bench.fuzz.compound import Tree, compound

_UNICODE, _BINARY = 0x001F, 0x0102


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


def seeds(target: str) -> list[bytes]:
    """The sound files that ``target`` begins with."""
    return {
        "message": _messages,
        "zip": _archives,
        "tnef": _tnefs,
        "msg": _outlook,
        "pdf": _pdfs,
        "image": _images,
        "rtf": _rtfs,
        "html": _pages,
    }[target]()


def _messages() -> list[bytes]:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = (
        "Awa Sarr <awa@x.fr>",
        "pref@x.fr",
        "Demande de titre de séjour",
    )
    message["Date"], message["Message-ID"] = "Mon, 2 Mar 2026 10:12:00 +0100", "<a@x.fr>"
    message.set_content("Bonjour\n\nLe 2 mars 2026 à 10:12, CCC <c@x.fr> a écrit :\n> Nous attestons\n")
    message.add_alternative("<p>Bonjour</p><blockquote type=cite>Nous attestons</blockquote>", subtype="html")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="été.pdf")
    outer = EmailMessage(policy=SMTP)
    outer["From"], outer["Subject"] = "b@x.fr", "Tr"
    outer.set_content("Voir plus bas")
    outer.add_attachment(message)
    odd = (
        b'From: a@x.fr\nSubject: =?utf-8?q?=C3=A9?=\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n'
        b"Content-Type: text/plain; format=flowed\n\na \nb\nbegin 644 a.txt\n#0V%T\n`\nend\n--b\n"
        b"Content-Disposition: attachment; filename*0*=utf-8''%C3%A9; filename*1=.pdf\n"
        b"Content-Transfer-Encoding: base64\n\nJVBERi0xLjQ=\n--b--\n"
    )
    wrapper = bytes.fromhex("308006092a864886f70d010702")
    signed = b"From: a@x.fr\nContent-Type: application/pkcs7-mime; smime-type=signed-data\n\n" + wrapper
    partial = b'From: a@x.fr\nContent-Type: message/partial; id="a"; number=1; total=2\n\nSubject: x\n\nBonjour'
    return [bytes(message), bytes(outer), odd, signed, partial]


def _packed(files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=compression)
    return buffer.getvalue()


def _archives() -> list[bytes]:
    import gzip
    import tarfile

    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        info = tarfile.TarInfo("d/a.txt")
        info.size = 5
        tar.addfile(info, io.BytesIO(b"texte"))
    inner = _packed({"a.txt": b"texte" * 20})
    return [
        inner,
        _packed({"é/b.zip": inner, "c.pdf": b"%PDF-1.4"}, zipfile.ZIP_STORED),
        _packed({"c": b"c" * 50}, zipfile.ZIP_LZMA),
        buffer.getvalue(),
        gzip.compress(buffer.getvalue(), mtime=0),
    ]


def _properties() -> dict[tuple[int, int], bytes]:
    return {
        (0x0037, _UNICODE): "Demande".encode("utf-16-le"),
        (0x1000, _UNICODE): "Bonjour, voici ma demande".encode("utf-16-le"),
        (0x1013, _BINARY): b"<p>Bonjour</p>",
        (0x0C1F, _UNICODE): "awa@x.fr".encode("utf-16-le"),
        (0x007D, _UNICODE): "From: Awa <awa@x.fr>\r\nDate: Mon, 2 Mar 2026 10:12:00 +0100\r\n".encode("utf-16-le"),
    }


def _tnefs() -> list[bytes]:
    attachment = ((2, 0x9002, b""), (2, 0x8010, b"a.pdf\0"), (2, 0x800F, b"%PDF-1.4"))
    plain = tnef(
        (1, 0x9007, struct.pack("<I", 1252)), (1, 0x8004, b"Demande\0"), (1, 0x800C, b"Bonjour\0"), *attachment
    )
    rich = tnef((1, 0x9003, mapi_list(_properties())), *attachment, (2, 0x9005, mapi_list({(0x3701, _BINARY): plain})))
    rtf = {(0x1009, _BINARY): _rtfs()[2]}
    return [plain, rich, tnef((1, 0x9003, mapi_list(rtf)))]


def _outlook() -> list[bytes]:
    values: Tree = {f"__substg1.0_{pid:04X}{kind:04X}": value for (pid, kind), value in _properties().items()}
    file: Tree = {
        "__properties_version1.0": b"\0" * 8,
        "__substg1.0_37010102": b"%PDF-1.4",
        "__substg1.0_3707001F": b"a\0",
    }
    inner: Tree = {
        "__properties_version1.0": b"\0" * 8,
        "__substg1.0_3701000D": {**values, "__properties_version1.0": b"\0" * 24},
    }
    recipient: Tree = {"__properties_version1.0": b"\0" * 8, "__substg1.0_39FE001F": "b@x.fr".encode("utf-16-le")}
    head: Tree = {"__properties_version1.0": b"\0" * 32, **values}
    return [
        compound(head),
        compound({**head, "__recip_version1.0_#00000000": recipient, "__attach_version1.0_#00000000": file}),
        compound({**head, "__attach_version1.0_#00000000": inner}),
    ]


def _pdfs() -> list[bytes]:
    made = []
    for options in ({}, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}, {"linearize": True}):
        buffer = io.BytesIO()
        with pikepdf.new() as document:
            document.add_blank_page(page_size=(595, 842))
            document.pages[0].Contents = document.make_stream(b"BT /F1 12 Tf 72 720 Td (Bonjour) Tj ET")
            document.attachments["a.txt"] = pikepdf.AttachedFileSpec(
                document, b"texte", filename="a.txt", description="", mime_type="", creation_date="", mod_date=""
            )
            document.save(buffer, static_id=True, **options)
        made.append(buffer.getvalue())
    return [*made, made[0] + made[1]]


def _images() -> list[bytes]:
    made = []
    ways: tuple[tuple[str, str, dict[str, object]], ...] = (
        ("PNG", "RGBA", {}), ("PNG", "1", {}), ("JPEG", "RGB", {}), ("JPEG", "CMYK", {}), ("GIF", "P", {}),
        ("BMP", "RGB", {}), ("WEBP", "RGB", {}), ("TIFF", "1", {"compression": "group4"}),
        ("TIFF", "L", {"compression": "tiff_lzw"}),
        ("TIFF", "RGB", {"compression": "jpeg"}), ("JPEG2000", "L", {}),
    )  # fmt: skip
    for kind, mode, options in ways:
        frame = Image.linear_gradient("L").resize((24, 32)).convert(mode)
        extra: dict[str, object] = {"save_all": True, "append_images": [frame]} if kind == "TIFF" else {}
        buffer = io.BytesIO()
        frame.save(buffer, kind, **options, **extra)
        made.append(buffer.getvalue())
    return made


def _rtfs() -> list[bytes]:
    plain = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}Bonjour \'e9t\'e9 \u233?\par Merci}"
    html = rb"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}Bonjour\htmlrtf \par\htmlrtf0{\*\htmltag72 </p>}}"
    stored = struct.pack("<IIII", len(plain) + 12, len(plain), 0x414C454D, 0) + plain
    body = b"\x00{\\rtf1 A" + b"\x00bonjour " + b"\x01\x00\x30}"
    packed = struct.pack("<IIII", len(body) + 12, 60, 0x75465A4C, 0) + body
    return [plain, html, stored, packed]


def _pages() -> list[bytes]:
    return [
        "<html><head><style>.a, p > b {color:#fff} @media print{i{display:none}}</style></head><body><p>Bonjour"
        " <b>é</b></p><table><tr><td colspan=2>a</td></tr></table></body></html>".encode(),
        b'<div style="font-size:0">x</div><blockquote type="cite"><div class="gmail_quote">De : x</div></blockquote>',
        b'<?xml version="1.0"?><p hidden>a<!-- b --><![if !mso]>c<![endif]><img src="data:image/gif;base64,R0lGODlh">',
    ]

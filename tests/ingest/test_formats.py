"""Content decides what a file is."""

import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.fuzz.compound import compound
from ingest.formats import Format, as_text, media_type, sniff, suffix
from tests.ingest import raw_mail
from tests.ingest.test_tarball import tar

CASES = {
    "PDF": (raw_mail.pdf(), Format.PDF),
    "PDF behind junk": (b"\r\nHTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + raw_mail.pdf(), Format.PDF),
    "JPEG": (raw_mail.picture(kind="JPEG"), Format.JPEG),
    "PNG": (raw_mail.picture(), Format.PNG),
    "TIFF": (raw_mail.picture(kind="TIFF"), Format.TIFF),
    "WebP": (raw_mail.picture(kind="WEBP"), Format.WEBP),
    "GIF": (raw_mail.picture(kind="GIF"), Format.GIF),
    "BMP": (raw_mail.picture(kind="BMP"), Format.BMP),
    "HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Format.HEIC),
    "a message": (raw_mail.mail("\nBonjour"), Format.MESSAGE),
    "a message with LF": (raw_mail.HEAD.encode() + b"\nBonjour", Format.MESSAGE),
    "a message behind BOM and blank lines": (b"\xef\xbb\xbf\r\n\r\n" + raw_mail.mail("\nBonjour"), Format.MESSAGE),
    "an mbox of one": (b"From awa@example.org Mon Mar  2 10:12:00 2026\n" + raw_mail.mail("\nx"), Format.MESSAGE),
    "an escaped mbox line": (b">From awa@example.org Mon Mar  2 2026\n" + raw_mail.mail("\nx"), Format.MESSAGE),
    "a message with a broken header line": (raw_mail.mail("no header at all\nX-Y: z\n\nbody"), Format.MESSAGE),
    "transport headers first": (b"Return-Path: <a@b>\nReceived: from x by y; Mon, 2 Mar 2026\n\nx", Format.MESSAGE),
    "a MIME part by itself": (b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\neA==", Format.MESSAGE),
    "a message with a raw PDF in it": (raw_mail.mail("Content-Type: application/pdf\n\n%PDF-1.4 x"), Format.MESSAGE),
    "a pasted e-mail": (b"From: CCC\nSent: lundi 2 mars 2026\nTo: Awa Sarr\nSubject: Votre demande\n\nx", Format.TEXT),
    "a French pasted e-mail": ("De : CCC\nEnvoyé : lundi\nObjet : Votre demande\n\nMadame".encode(), Format.TEXT),
    "a letter with a colon": (b"Objet: demande\n\nMadame,", Format.TEXT),
    "Windows text": ("Où êtes-vous né ?".encode("cp1252"), Format.TEXT),
    "UTF-16 text": ("Où êtes-vous né ?".encode("utf-16"), Format.TEXT),
    "HTML": (b"<!DOCTYPE html><html><body>x</body></html>", Format.HTML),
    "an HTML fragment": (b"\n <div>Bonjour</div>", Format.HTML),
    "XHTML": (b'<?xml version="1.0"?>\n<!-- x -->\n<html xmlns="x"><body/></html>', Format.HTML),
    "a calendar": (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", Format.CALENDAR),
    "tar with a PDF in it": (tar({"a.pdf": raw_mail.pdf()}), Format.TAR),
    "gzip": (gzip.compress(raw_mail.pdf()), Format.COMPRESSED),
    "JPEG 2000": (raw_mail.picture(kind="JPEG2000"), Format.JP2),
    "PostScript": (b"%!PS-Adobe-3.0\n72 72 moveto (Nous attestons) show\n", Format.UNKNOWN),
    "a Mac's double": (bytes.fromhex("0005160700020000") + b"\0" * 60, Format.SIDECAR),
    "PDF behind much junk": (b"<b>Warning</b>: x\r\n" * 200 + b"\0" + b"\n" + raw_mail.pdf(), Format.PDF),
    "comments without end": (b"<!---->" * 5000 + b"x", Format.TEXT),
    "zip": (raw_mail.archive({"a.txt": b"a"}), Format.ZIP),
    "an empty zip": (b"PK\x05\x06" + b"\0" * 18, Format.ZIP),
    "a damaged zip": (b"PK\x03\x04" + b"\1" * 50, Format.ZIP),
    "docx": (raw_mail.archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"}), Format.OFFICE),
    "odt": (raw_mail.archive({"mimetype": b"application/vnd.oasis", "content.xml": b""}), Format.OFFICE),
    "RTF": (b"{\\rtf1\\ansi x}", Format.OFFICE),
    "an old Word file": (compound({"WordDocument": b"x" * 600}), Format.OFFICE),
    "an Outlook message": (compound({"__properties_version1.0": b"\0" * 32}), Format.MSG),
    "a cut compound file": (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 100, Format.OFFICE),
    "winmail.dat": (raw_mail.tnef(), Format.TNEF),
    "an S/MIME signature": (raw_mail.signed(None), Format.SIGNATURE),
    "a PGP signature": (b"-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n", Format.SIGNATURE),
    "nothing": (b"", Format.EMPTY),
    "blanks": (b" \r\n\t\n", Format.EMPTY),
    "noise": (bytes(range(256)) * 4, Format.UNKNOWN),
    "a program": (b"MZ\x90\0\x03\0\0\0", Format.UNKNOWN),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_content_is_told(case: str, tmp_path: Path) -> None:
    content, expected = CASES[case]
    path = tmp_path / "misleading.pdf"
    path.write_bytes(content)
    assert sniff(path) is expected


@given(st.binary(max_size=300))
def test_any_bytes_have_a_format(content: bytes) -> None:
    import tempfile

    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        assert sniff(Path(file.name)) in Format


@pytest.mark.parametrize("format_", Format)
def test_every_format_has_a_media_type_and_a_suffix(format_: Format) -> None:
    assert "/" in media_type(format_)
    assert suffix(format_).startswith(".") or format_ is Format.EMPTY


def test_a_character_cut_at_the_end_of_what_was_read_keeps_utf8() -> None:
    cut = io.BytesIO("é".encode() * 10).read(19)
    text = as_text(cut)
    assert text is not None
    assert text.startswith("ééééééééé")

"""What a PDF carries besides its pages is an original of its own."""

import io
import zlib
from pathlib import Path

import pikepdf
import pytest

from dossier.errors import DocumentError
from dossier.settings import Limits
from ingest.pdf_attached import embedded_files, strung_files
from tests.ingest.raw_mail import pdf, portfolio


def _embedded(content: bytes, tmp_path: Path) -> dict[str, bytes]:
    (tmp_path / "a.pdf").write_bytes(content)
    return dict(embedded_files(tmp_path / "a.pdf", Limits()))


def _attached(document: pikepdf.Pdf, content: bytes, name: str) -> pikepdf.AttachedFileSpec:
    return pikepdf.AttachedFileSpec(
        document, content, filename=name, description="", mime_type="", creation_date="", mod_date=""
    )


def _saved(document: pikepdf.Pdf) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    return buffer.getvalue()


def _pinned(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf())) as document:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FileAttachment,
            FS=_attached(document, content, "note.pdf").obj,
        )
        document.pages[0].Annots = pikepdf.Array([document.make_indirect(note)])
        return _saved(document)


def test_a_portfolio_s_members_come_out(tmp_path: Path) -> None:
    files = {"a.pdf": pdf(), "été.xlsx": b"PK" * 50}
    assert _embedded(portfolio(files), tmp_path) == files


def test_a_file_pinned_on_a_page_comes_out(tmp_path: Path) -> None:
    assert _embedded(_pinned(pdf(2)), tmp_path) == {"note.pdf": pdf(2)}


def test_a_double_for_machines_does_not_count(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(portfolio({"factur-x.xml": b"<x/>"}))) as document:
        document.attachments["factur-x.xml"].obj.AFRelationship = pikepdf.Name.Alternative
        assert _embedded(_saved(document), tmp_path) == {}


@pytest.mark.parametrize("twice", [False, True])
def test_an_embedded_bomb_is_not_unpacked_and_the_others_come_out(twice: bool, tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(portfolio({"a.txt": b"a", "b.txt": b"b"}))) as document:
        packed = zlib.compress(b"\0" * 40 * 1024 * 1024)
        filters = pikepdf.Array([pikepdf.Name.FlateDecode] * 2) if twice else pikepdf.Name.FlateDecode
        document.attachments["a.txt"].obj.EF.F.write(zlib.compress(packed) if twice else packed, filter=filters)
        content = _saved(document)
    found: list[str] = []
    (tmp_path / "a.pdf").write_bytes(content)
    with pytest.raises(DocumentError) as caught:
        found.extend(name for name, _ in embedded_files(tmp_path / "a.pdf", Limits()))
    assert caught.value.code == "archive_piegee"


def test_pdfs_strung_together_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(2) + b"\r\n" + pdf(3))
    assert [len(pikepdf.open(io.BytesIO(piece)).pages) for piece in strung_files(tmp_path / "a.pdf")] == [2, 3]


def _saved_again() -> bytes:
    """A PDF with an incremental update behind it, which begins with a header of its own as bad programs write it."""
    first = pdf(2)
    update = b"%PDF-1.7\n9 0 obj<</A 1>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    return first + update


@pytest.mark.parametrize("content", [pdf(3), _saved_again(), portfolio({"a.pdf": pdf()}), pdf() + b"%%EOF\n" * 3])
def test_one_document_is_one(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    assert strung_files(tmp_path / "a.pdf") == []

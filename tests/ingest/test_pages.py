"""Any original becomes pages, or a sentence that an agent understands."""

import time
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from dossier.errors import DocumentError
from dossier.mail import MessageHead
from dossier.settings import Limits
from ingest.message_pdf import render_message, render_text
from ingest.pages import PagedFile, to_pages
from ingest.unfold import unfold
from tests.ingest.raw_mail import HEIC, archive, enveloped, mail, pdf, picture, signed, tnef, with_files


def _pages(content: bytes, tmp_path: Path, limits: Limits | None = None) -> PagedFile | None:
    path = tmp_path / "input"
    path.write_bytes(content)
    return to_pages(unfold(path, "x", tmp_path / "w", Limits())[0], tmp_path / "w", limits or Limits())


def _words(paged: PagedFile | None) -> list[str]:
    assert paged is not None
    document = pypdfium2.PdfDocument(paged.pdf)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


FORWARD = "Bonjour\n\n-----Message transféré-----\nDe : CCC\nEnvoyé : lundi\nÀ : moi\nObjet : x\n\nNous attestons\n"


def test_a_sound_pdf_is_used_in_place(tmp_path: Path) -> None:
    paged = _pages(pdf(3), tmp_path)
    assert paged == PagedFile(pdf=tmp_path / "input", pages=3, parts=(0, 0, 0))


@pytest.mark.parametrize(
    "content",
    [
        b"junk before\r\n" + pdf(2),
        pdf(2)[: pdf(2).rindex(b"startxref")],
        pdf(2).replace(b"/Length", b"/Lemgth"),
        pdf(2) + b"\0" * 5000,
    ],
    ids=["junk", "cut", "broken", "tail"],
)
def test_a_damaged_pdf_is_repaired_into_a_copy(content: bytes, tmp_path: Path) -> None:
    paged = _pages(content, tmp_path)
    assert paged is not None
    assert paged.pages == 2
    with pikepdf.open(paged.pdf) as repaired:
        assert len(repaired.pages) == 2
    assert (tmp_path / "input").read_bytes() == content


def _truncated(whole: int) -> bytes:
    """A file cut off behind its page tree: of its two pages ``whole`` still have what stands on them."""
    objects = [
        b"1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n",
        b"2 0 obj <</Type/Pages/Count 2/Kids[3 0 R 4 0 R]/MediaBox[0 0 595 842]>> endobj\n",
        b"3 0 obj <</Type/Page/Parent 2 0 R/Contents 5 0 R>> endobj\n",
        b"4 0 obj <</Type/Page/Parent 2 0 R/Contents 6 0 R>> endobj\n",
        b"5 0 obj <</Length 17>> stream\n10 10 m 90 90 l S\nendstream endobj\n",
    ]
    return b"%PDF-1.7\n" + b"".join(objects[: 4 + whole]) + b"6 0 obj <</Length 17>> str"


def test_pages_that_a_truncated_file_has_lost_are_known(tmp_path: Path) -> None:
    paged = _pages(_truncated(1), tmp_path)
    assert paged is not None
    assert (paged.pages, paged.lost) == (2, frozenset({2}))


def test_a_file_of_which_no_page_is_left_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as failure:
        _pages(_truncated(0), tmp_path)
    assert failure.value.code == "fichier_illisible"


def test_a_pdf_that_opens_without_asking_is_shown(tmp_path: Path) -> None:
    paged = _pages(pdf(2, password=""), tmp_path)
    assert paged is not None
    assert paged.pages == 2


def _xfa(filled_in: bytes = b"", declared: bool = True) -> bytes:
    """A dynamic form, declared as one or known by what its only page says."""
    import io

    form = b"""<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template xmlns="http://www.xfa.org/schema/xfa-template/3.3/">
    <subform><field name="nom"><caption><value><text>Nom de famille :</text></value></caption></field></subform>
    </template><xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><f>%s</f></xfa:data>
    </xfa:datasets></xdp:xdp>"""
    buffer = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.AcroForm = pikepdf.Dictionary(XFA=document.make_stream(form % filled_in))
        font = pikepdf.Dictionary(F1=pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica))  # fmt: skip
        document.pages[0].Resources = pikepdf.Dictionary(Font=font)
        document.pages[0].Contents = document.make_stream(b"BT /F1 12 Tf 72 720 Td (Please wait...) Tj ET")
        if declared:
            document.Root.NeedsRendering = True
        document.save(buffer)
    return buffer.getvalue()


def _swelling(times: int = 1) -> bytes:
    """A page of 150 MB of blanks in 150 KB; packed twice, in less than one."""
    import io

    buffer = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        stream = document.make_stream(b"")
        content = b" " * 150_000_000
        for _ in range(times):
            content = zlib.compress(content)
        stream.write(content, filter=pikepdf.Array([pikepdf.Name.FlateDecode] * times))
        document.pages[0].Contents = stream
        document.save(buffer, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    return buffer.getvalue()


@pytest.mark.parametrize("declared", [True, False])
def test_a_form_that_only_adobe_draws_shows_what_was_filled_in(declared: bool, tmp_path: Path) -> None:
    paged = _pages(_xfa(b"<nom>SARR</nom><ville>Bordeaux</ville><vide/>", declared), tmp_path)
    assert _words(paged) == ["Nom de famille : SARR ville : Bordeaux"]
    assert paged is not None
    assert paged.fault is not None
    assert paged.fault.code == "formulaire_xfa"


def test_a_page_tree_that_qpdf_refuses_is_read_and_said_to_be_doubtful(tmp_path: Path) -> None:
    tree = b"2 0 obj<</Type/Pages/Count 3/Kids[" + b"3 0 R " * 4000 + b"]/MediaBox[0 0 595 842]>>endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj\n"
    ink = b"4 0 obj<</Length 17>>stream\n10 10 m 90 90 l S\nendstream endobj\n"
    raw = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + tree + page + ink + b"trailer<</Root 1 0 R>>\n%%EOF"
    )
    paged = _pages(raw, tmp_path)
    assert paged is not None
    assert paged.fault is not None
    assert paged.fault.code == "fichier_endommage"


def test_an_invitation_in_a_calendar_is_a_page(tmp_path: Path) -> None:
    content = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Rendez-vous\r\nLOCATION:Bordeaux\r\nEND:VEVENT\r\n"
    assert _words(_pages(content, tmp_path)) == ["Rendez-vous : Rendez-vous Lieu : Bordeaux"]


def test_a_subject_and_words_without_a_blank_or_without_end_are_laid_out_in_time(tmp_path: Path) -> None:
    started = time.process_time()
    text = "x" * 20_000 + " " * 50_000 + "y"
    render_message(replace(HEAD, subject="s" * 20_000), (text,), (), tmp_path / "t.pdf", Limits())
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (pdf(password="secret"), "fichier_chiffre"),
        (b"%PDF-1.4\nnothing else", "fichier_illisible"),
        (pdf(0), "sans_page"),
        (pdf(6), "trop_de_pages"),
        (_xfa(), "formulaire_xfa"),
        (_swelling(), "fichier_piege"),
        (_swelling(2), "fichier_piege"),
        (HEIC[:300], "fichier_illisible"),
        (b"", "fichier_vide"),
        (bytes(range(256)), "format_inconnu"),
        (b"MZ\x90\0\x03\0\0\0", "format_non_pris_en_charge"),
        (b"Rar!\x1a\x07\0", "format_non_pris_en_charge"),
        (b"7z\xbc\xaf\x27\x1c", "format_non_pris_en_charge"),
        (b"BZh91AY&SY\0", "format_non_pris_en_charge"),
        (b"%!PS-Adobe-3.0\n", "format_non_pris_en_charge"),
        (b"\0\0\0\x20ftypmp42", "format_non_pris_en_charge"),
        (b"\x89PNG\r\n\x1a\nnothing", "fichier_illisible"),
        (enveloped(), "fichier_chiffre"),
    ],
)
def test_what_cannot_be_shown_says_why_in_french(content: bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        _pages(content, tmp_path, Limits(pages=5))
    assert caught.value.code == code
    assert caught.value.message.startswith(("Ce ", "Cette "))
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize(
    "content",
    [
        archive({"a": b"x"}),
        signed(None),
        mail("\n"),
        mail("\nEnvoyé de mon iPhone"),
        tnef((1, 0x8004, b"x\0")),
        b"BEGIN:VCALENDAR\r\n",
        bytes.fromhex("0005160700020000") + b"\0" * 60,
        b"<html><body><p style='display:none'>x</p></body></html>",
    ],
)
def test_what_has_nothing_to_show_has_no_pages(content: bytes, tmp_path: Path) -> None:
    assert _pages(content, tmp_path) is None


def test_a_message_shows_its_head_its_words_and_its_attachments(tmp_path: Path) -> None:
    [text] = _words(_pages(with_files({"passeport.pdf": pdf()}, "Né à Évry <b>& co"), tmp_path))
    for piece in (
        "De awa@example.org",
        "À pref@example.org",
        "Objet Demande",
        "passeport.pdf",
        "Né à Évry <b>& co",
        "02/03/2026",
    ):
        assert piece in text


def test_a_quoted_part_stands_on_a_page_of_its_own_that_says_so(tmp_path: Path) -> None:
    paged = _pages(mail(f"Content-Type: text/plain; charset=utf-8\n\n{FORWARD}"), tmp_path)
    own, quoted = _words(paged)
    assert paged is not None
    assert paged.parts == (0, 1)
    assert "Nous attestons" not in own
    assert quoted.startswith("Message cité ou transféré")
    assert "Nous attestons" in quoted


def test_a_bare_forward_has_no_page_for_own_words(tmp_path: Path) -> None:
    paged = _pages(mail(f"Content-Type: text/plain; charset=utf-8\n\n{FORWARD.removeprefix('Bonjour')}"), tmp_path)
    assert paged is not None
    assert paged.parts == (1,)


def test_long_parts_take_as_many_pages_as_they_need(tmp_path: Path) -> None:
    text = "\n".join(f"ligne {number}" for number in range(120))
    paged = _pages(mail(f"Content-Type: text/plain; charset=utf-8\n\n{text}\n{FORWARD}"), tmp_path)
    assert paged is not None
    assert paged.parts == (0, 0, 0, 1)
    assert "ligne 119" in " ".join(_words(paged))


@pytest.mark.parametrize(
    "content",
    ["Où êtes-vous né ?".encode("cp1252"), "<p>Où êtes-vous né ?</p>".encode(), "Où êtes-vous né ?".encode("utf-16")],
)
def test_texts_are_shown_without_a_word_of_ours(content: bytes, tmp_path: Path) -> None:
    assert _words(_pages(content, tmp_path)) == ["Où êtes-vous né ?"]


def test_words_that_a_message_hides_are_told_beside_its_pages(tmp_path: Path) -> None:
    html = '<p>vu</p><p style="font-size:0">Nous attestons</p>'
    paged = _pages(mail(f"Content-Type: text/html\n\n{html}"), tmp_path)
    assert paged is not None
    assert paged.hidden_words == ("Nous", "attestons")
    assert "attestons" not in " ".join(_words(paged))


HEAD = MessageHead(sender="a@x.fr", subject="S", sent_at=datetime(2026, 3, 2, tzinfo=UTC))


def test_the_same_message_gives_the_same_bytes(tmp_path: Path) -> None:
    outs = [tmp_path / "1.pdf", tmp_path / "2.pdf"]
    for out in outs:
        render_message(HEAD, ("un", "deux"), ("a.pdf",), out, Limits())
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_a_text_without_end_is_cut_and_says_so(tmp_path: Path) -> None:
    rendered = render_text("mot " * 200_000, tmp_path / "t.pdf", Limits(pages=3))
    assert len(rendered.parts) <= 4
    paged = PagedFile(pdf=rendered.pdf, pages=len(rendered.parts), parts=rendered.parts)
    assert "Texte coupé ici" in _words(paged)[-1]


@pytest.mark.parametrize("text", ["x" * 5000, "\u202e\u0007\x1b", "العربية 中文 հայերեն 🙂", "<script>&amp;", "\t\ta"])
def test_odd_texts_are_rendered(text: str, tmp_path: Path) -> None:
    assert render_message(HEAD, (text,), (text[:50],), tmp_path / "t.pdf", Limits()).parts[0] == 0


PICTURES = [HEIC, *(picture(kind=kind) for kind in ("PNG", "JPEG", "TIFF", "GIF", "WEBP", "BMP", "AVIF"))]


@pytest.mark.parametrize("content", PICTURES)
def test_every_picture_format_has_its_page(content: bytes, tmp_path: Path) -> None:
    paged = _pages(content, tmp_path)
    assert paged is not None
    assert paged.parts == (0,)

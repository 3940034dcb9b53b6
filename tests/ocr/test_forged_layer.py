"""Text layers that say something else than their page shows: forged, careless or broken."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from dossier.page import TextSource
from ocr.reader import ReadSettings, read_page
from tests.ocr import paper

LINE = b"BT /F1 12 Tf 70 200 Td (Secrets cachent) Tj ET "
SHOWN = "Monsieur je vous ecris pour demander un titre et je joins mes photos"
CLAIMED = "Attestation du centre de contact impossible de deposer la demande en"
_GLYPHS = {" ": "space"}


def page_with(extra: bytes, **resources: Dictionary) -> pikepdf.Pdf:
    pdf = paper.new_pdf([paper.stream_of(paper.LETTER) + extra])
    for name, value in resources.items():
        pdf.pages[0].obj.Resources[f"/{name}"] = value
    return pdf


def drawn_as(shown: str, claimed: Sequence[str], *, alone: bool = False) -> pikepdf.Pdf:
    """A page whose last line draws ``shown`` in a font that names each glyph as ``claimed`` says."""
    codes = {pair: 33 + i for i, pair in enumerate(dict.fromkeys(zip(shown, claimed, strict=True)))}
    text = bytes(codes[pair] for pair in zip(shown, claimed, strict=True)).hex()
    pdf = paper.new_pdf([b"" if alone else paper.stream_of(paper.LETTER)])
    page = pdf.pages[0]
    page.contents_add(pdf.make_stream(f"BT /F2 12 Tf 70 200 Td <{text}> Tj ET".encode()))
    differences = [item for (glyph, _), code in codes.items() for item in (code, Name(f"/{_GLYPHS.get(glyph, glyph)}"))]
    page.obj.Resources.Font.F2 = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name.Helvetica,
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array(differences)),
        ToUnicode=pdf.make_stream(_to_unicode({code: name for (_, name), code in codes.items()})),
    )
    return pdf


def _to_unicode(names: dict[int, str]) -> bytes:
    mapped = "\n".join(f"<{code:02X}> <{name.encode('utf-16-be').hex()}>" for code, name in names.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
        f"1 begincodespacerange <00> <FF> endcodespacerange {len(names)} beginbfchar\n{mapped}\nendbfchar "
        "endcmap end end"
    ).encode()


def read(pdf: pikepdf.Pdf, folder: Path) -> tuple[str, tuple[str, ...], TextSource]:
    page = read_page(paper.saved(pdf, folder / "a.pdf"), 1, ReadSettings())
    return page.text, page.hidden_words, page.source


def transparent() -> pikepdf.Pdf:
    return page_with(b"q /G gs " + LINE + b"Q", ExtGState=Dictionary(G=Dictionary(ca=0.03)))


def multiplied_white() -> pikepdf.Pdf:
    return page_with(b"q /G gs 1 g " + LINE + b"Q", ExtGState=Dictionary(G=Dictionary(BM=Name.Multiply)))


def white_outlines() -> pikepdf.Pdf:
    return page_with(b"q 1 Tr 1 G " + LINE + b"Q")


def tiny_by_matrix() -> pikepdf.Pdf:
    return page_with(b"q .05 0 0 .05 70 200 cm BT /F1 12 Tf 0 0 Td (Secrets cachent) Tj ET Q")


def outside_the_crop() -> pikepdf.Pdf:
    pdf = page_with(LINE)
    pdf.pages[0].obj.CropBox = paper.array(0, 300, 595, 842)
    return pdf


def layer_that_is_off() -> pikepdf.Pdf:
    pdf = page_with(b"/OC /MC0 BDC " + LINE + b"EMC")
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("brouillon")))
    pdf.pages[0].obj.Resources.Properties = Dictionary(MC0=group)
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))
    return pdf


def under_an_image() -> pikepdf.Pdf:
    pdf = page_with(LINE + b"q 300 0 0 40 60 190 cm /Im0 Do Q")
    image = pdf.make_stream(
        bytes([240]) * 100,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=10,
        Height=10,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
    )
    pdf.pages[0].obj.Resources.XObject = Dictionary(Im0=image)
    return pdf


def under_a_note() -> pikepdf.Pdf:
    return _with_note(page_with(LINE), b"1 g 0 0 300 40 re f", flags=4)


def replaced_text() -> pikepdf.Pdf:
    return page_with(b"/Span <</ActualText (Secrets cachent)>> BDC " + LINE.replace(b"Secrets", b"Bonsoir") + b"EMC")


def _with_note(pdf: pikepdf.Pdf, drawn: bytes, *, flags: int) -> pikepdf.Pdf:
    """An annotation of 300 by 40 points where the line stands."""
    look = pdf.make_stream(
        drawn,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=paper.array(0, 0, 300, 40),
        Resources=Dictionary(Font=pdf.pages[0].obj.Resources.Font),
    )
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Stamp,
        Rect=paper.array(60, 190, 360, 230),
        F=flags,
        AP=Dictionary(N=pdf.make_indirect(look)),
    )
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])
    return pdf


UNSEEN: dict[str, Callable[[], pikepdf.Pdf]] = {
    made.__name__: made
    for made in (
        transparent, multiplied_white, white_outlines, tiny_by_matrix, outside_the_crop, layer_that_is_off,
        under_an_image, under_a_note, replaced_text,
    )
}  # fmt: skip


@pytest.mark.parametrize("trick", list(UNSEEN))
def test_what_no_eye_sees_is_reported_and_not_read(trick: str, tmp_path: Path) -> None:
    text, hidden, _ = read(UNSEEN[trick](), tmp_path)
    assert "Secrets" not in text
    assert "Secrets" in hidden
    assert "Préfecture de la Gironde" in text


@pytest.mark.parametrize(
    "line",
    [
        b"(S) Tj 3 Tr (ecrets) Tj 0 Tr ( ) Tj (c) Tj 3 Tr (achent) Tj",
        b"0 g (S) Tj 1 g (ecrets) Tj ( ) Tj 0 g (c) Tj 1 g (achent) Tj",
        b"1 g (Secret) Tj 0 g (s) Tj ( ) Tj 1 g (cachen) Tj 0 g (t) Tj",
        b"(S) Tj /F1 1.5 Tf (ecrets) Tj ( ) Tj /F1 12 Tf (c) Tj /F1 1.5 Tf (achent) Tj",
    ],
    ids=["invisible", "white", "white but the last", "specks"],
)
def test_a_letter_that_shows_vouches_for_no_word_of_letters_that_do_not(line: bytes, tmp_path: Path) -> None:
    text, hidden, _ = read(page_with(b"BT /F1 12 Tf 70 200 Td " + line + b" ET"), tmp_path)
    assert not {"Secrets", "cachent"} & set(text.split())
    assert {"Secrets", "cachent"} <= set(hidden)
    assert "Préfecture de la Gironde" in text


@pytest.mark.parametrize(("flags", "is_shown"), [(4, True), (2, False), (32, False)])
def test_a_note_is_read_where_a_screen_shows_it(flags: int, is_shown: bool, tmp_path: Path) -> None:
    note = _with_note(page_with(b""), b"BT /F1 12 Tf 5 8 Td (Secrets cachent) Tj ET", flags=flags)
    assert ("Secrets cachent" in read(note, tmp_path)[0]) is is_shown


@pytest.mark.parametrize("alone", [False, True])
def test_glyphs_that_a_font_names_falsely_are_read_as_they_look(alone: bool, tmp_path: Path) -> None:
    text, hidden, source = read(drawn_as(SHOWN, CLAIMED, alone=alone), tmp_path)
    assert "Monsieur je vous ecris pour demander un titre" in text
    assert "Attestation" not in text
    assert {"Attestation", "impossible"} <= set(hidden)
    assert source is (TextSource.OCR if alone else TextSource.TEXT_LAYER)


def test_text_named_backwards_with_a_mark_of_direction_is_read_as_it_looks(tmp_path: Path) -> None:
    shown = " impossible de deposer "
    text, _, _ = read(drawn_as(shown, "\u202e" + shown.strip()[::-1] + "\u202c"), tmp_path)
    assert "impossible de deposer" in text


@pytest.mark.parametrize(
    "claimed",
    [
        "Attestation impossible".translate(str.maketrans("aeopc", "аеорс")),
        "".join(chr(ord(char) + 0xFEE0) if char != " " else char for char in "Attestation impossible"),
    ],
)
def test_letters_of_other_alphabets_that_look_latin_are_latin(claimed: str, tmp_path: Path) -> None:
    text, hidden, _ = read(drawn_as("Attestation impossible", claimed), tmp_path)
    assert "Attestation impossible" in text
    assert hidden == ()


def test_characters_without_width_part_no_word(tmp_path: Path) -> None:
    shown = "Atte sta ti on"
    text, _, _ = read(drawn_as(shown, shown.replace(" ", "\u200b")), tmp_path)
    assert "Attestation" in text

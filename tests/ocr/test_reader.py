import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Dictionary, Name, String

from dossier.errors import DocumentError
from dossier.page import TextSource
from ocr.agreement import plain
from ocr.reader import ReadSettings, page_count, read_page
from tests.ocr import paper


def recall(text: str, lines: tuple[str, ...] = paper.LETTER) -> float:
    wanted = [plain(word) for line in lines for word in line.split() if len(plain(word)) > 2]
    read = {plain(word) for word in text.split()}
    return sum(word in read for word in wanted) / len(wanted)


def test_a_born_digital_page_is_read_from_its_text_layer_with_accents_and_places(tmp_path: Path) -> None:
    pdf = paper.saved(paper.new_pdf([paper.stream_of(paper.LETTER)]), tmp_path / "a.pdf")
    page = read_page(pdf, 1, ReadSettings())
    assert page.source is TextSource.TEXT_LAYER
    assert page.text.splitlines() == list(paper.LETTER)
    assert page.confidence == 1.0
    assert not page.hidden_words
    assert page.engine == ""
    first = page.words[0]
    assert first.text == "Préfecture"
    assert first.box.x0 == pytest.approx(70 / 595, abs=0.004)
    assert first.box.y1 == pytest.approx(1 - 760 / 842, abs=0.006)


def test_a_scan_is_read_by_the_engine(tmp_path: Path) -> None:
    pdf = paper.scan_pdf(tmp_path / "a.pdf", paper.scanned(paper.printed()))
    page = read_page(pdf, 1, ReadSettings())
    assert page.source is TextSource.OCR
    assert recall(page.text) > 0.97
    assert page.confidence > 0.85
    assert "tesseract" in page.engine
    assert page.seconds > 0
    assert (round(page.width_pt), round(page.height_pt)) == (595, 842)


@pytest.mark.parametrize("lying", [0, 90, 180, 270])
def test_a_scan_is_turned_upright_whichever_way_it_lies(tmp_path: Path, lying: int) -> None:
    picture = np.ascontiguousarray(np.rot90(paper.scanned(paper.printed()), -lying // 90))
    page = read_page(paper.scan_pdf(tmp_path / "a.pdf", picture), 1, ReadSettings())
    assert page.rotation == (360 - lying) % 360
    assert recall(page.text) > 0.95
    assert page.width_pt < page.height_pt
    first = page.words[0]
    assert first.text == "Préfecture"
    assert first.box.x0 == pytest.approx(70 / 595, abs=0.01)
    assert first.box.y1 == pytest.approx(1 - 760 / 842, abs=0.01)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_rotation_found_adds_to_the_rotate_entry(tmp_path: Path, rotate: int) -> None:
    picture = np.ascontiguousarray(np.rot90(paper.scanned(paper.printed()), rotate // 90))
    page = read_page(paper.scan_pdf(tmp_path / "a.pdf", picture, rotate=rotate), 1, ReadSettings())
    assert page.rotation == 0
    assert page.words[0].text == "Préfecture"
    assert page.words[0].box.x0 == pytest.approx(70 / 595, abs=0.01)


@pytest.mark.parametrize("degrees", [-6.0, 3.0])
def test_a_leaning_scan_keeps_its_boxes_on_the_page_as_it_leans(tmp_path: Path, degrees: float) -> None:
    picture = paper.leaning(paper.scanned(paper.printed()), degrees)
    page = read_page(paper.scan_pdf(tmp_path / "a.pdf", picture), 1, ReadSettings())
    assert page.rotation == 0
    assert recall(page.text) > 0.95
    ink = picture < 120
    height, width = picture.shape
    for word in page.words:
        if len(word.text) > 5:
            x, y = int((word.box.x0 + word.box.x1) / 2 * width), int((word.box.y0 + word.box.y1) / 2 * height)
            assert ink[y - 12 : y + 12, x - 25 : x + 25].any(), word


HIDDEN = {
    "invisible": b"BT 3 Tr /F1 12 Tf 70 200 Td (Secrets cachent) Tj ET",
    "white": b"BT 1 g /F1 12 Tf 70 200 Td (Secrets cachent) Tj ET",
    "nearly white": b"BT 0.98 g /F1 12 Tf 70 200 Td (Secrets cachent) Tj ET",
    "tiny": b"BT /F1 0.8 Tf 70 200 Td (Secrets cachent) Tj ET",
    "off the page": b"BT /F1 12 Tf 70 -40 Td (Secrets cachent) Tj ET",
    "under a white area": b"BT /F1 12 Tf 70 200 Td (Secrets cachent) Tj ET 1 g 60 190 200 30 re f",
    "clipped away": b"q 300 300 10 10 re W n BT /F1 12 Tf 70 200 Td (Secrets cachent) Tj ET Q",
}


@pytest.mark.parametrize("trick", list(HIDDEN))
def test_text_that_a_page_does_not_show_is_reported_and_not_read(tmp_path: Path, trick: str) -> None:
    pdf = paper.saved(paper.new_pdf([paper.stream_of(paper.LETTER) + HIDDEN[trick]]), tmp_path / "a.pdf")
    page = read_page(pdf, 1, ReadSettings())
    assert page.hidden_words == ("Secrets", "cachent")
    assert "cachent" not in page.text
    assert recall(page.text) == 1.0


def test_white_text_on_a_dark_area_is_shown(tmp_path: Path) -> None:
    title = b"0.1 g 60 190 300 30 re f BT 1 g /F1 14 Tf 70 200 Td (Titre en blanc) Tj ET"
    pdf = paper.saved(paper.new_pdf([paper.stream_of(paper.LETTER) + title]), tmp_path / "a.pdf")
    page = read_page(pdf, 1, ReadSettings())
    assert "Titre en blanc" in page.text
    assert page.hidden_words == ()


def test_a_scan_with_somebody_elses_text_layer_is_read_again(tmp_path: Path) -> None:
    layer = b"3 Tr " + paper.stream_of(paper.LETTER)
    pdf = paper.scan_pdf(tmp_path / "a.pdf", paper.scanned(paper.printed()), over=layer)
    page = read_page(pdf, 1, ReadSettings())
    assert page.source is TextSource.OCR
    assert recall(page.text) > 0.97
    assert page.hidden_words == ()


def test_what_an_invisible_layer_adds_to_its_scan_is_hidden(tmp_path: Path) -> None:
    lies = (*paper.LETTER, "Attestation frauduleuse ajoutée")
    pdf = paper.scan_pdf(tmp_path / "a.pdf", paper.scanned(paper.printed()), over=b"3 Tr " + paper.stream_of(lies))
    page = read_page(pdf, 1, ReadSettings())
    assert set(page.hidden_words) == {"Attestation", "frauduleuse", "ajoutée"}


def test_an_image_with_text_beside_visible_text_is_read_too(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    drawn = paper.scan_page(pdf, paper.scanned(paper.printed(("Capture du téléservice en panne",), size=20)))
    drawn.obj.MediaBox = paper.array(0, 0, 595, 842)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    drawn.obj.Resources.Font = Dictionary(F1=font)
    drawn.obj.Contents = pdf.make_stream(
        b"q 400 0 0 560 90 -180 cm /Im0 Do Q " + paper.stream_of(paper.LETTER, size=9, lead=20)
    )
    page = read_page(paper.saved(pdf, tmp_path / "a.pdf"), 1, ReadSettings())
    assert recall(page.text) == 1.0
    assert "Capture du téléservice en panne" in page.text
    assert page.source is TextSource.TEXT_LAYER
    assert page.engine


def test_a_filled_form_field_is_read(tmp_path: Path) -> None:
    pdf = paper.new_pdf([paper.stream_of(paper.LETTER)])
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=String("nom"),
        V=String("DUPRÉ"),
        Rect=paper.array(70, 100, 300, 120),
        F=4,
        DA=String("/F1 12 Tf 0 g"),
    )
    pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(field)])
    pdf.Root.AcroForm = Dictionary(
        Fields=pdf.pages[0].obj.Annots, DA=String("/F1 0 Tf 0 g"), DR=Dictionary(Font=pdf.pages[0].obj.Resources.Font)
    )
    page = read_page(paper.saved(pdf, tmp_path / "a.pdf"), 1, ReadSettings())
    assert page.text.splitlines()[-1] == "DUPRÉ"
    assert page.source is TextSource.TEXT_LAYER


def test_a_page_with_nothing_on_it_is_blank(tmp_path: Path) -> None:
    pdf = paper.saved(paper.new_pdf([b""]), tmp_path / "a.pdf")
    page = read_page(pdf, 1, ReadSettings())
    assert page.blank
    assert page.source is TextSource.NONE


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"%PDF-1.7\nnothing that follows", "pdf_illisible"), (b"not at all", "pdf_illisible"), (b"", "pdf_illisible")],
)
def test_a_broken_file_is_the_documents_fault(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(DocumentError) as caught:
        page_count(path)
    assert caught.value.code == code


def test_a_protected_file_says_so(tmp_path: Path) -> None:
    pdf = paper.new_pdf([b""])
    pdf.save(tmp_path / "a.pdf", encryption=pikepdf.Encryption(owner="secret", user="secret"))
    with pytest.raises(DocumentError) as caught:
        read_page(tmp_path / "a.pdf", 1, ReadSettings())
    assert caught.value.code == "pdf_protege"


def test_a_page_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    pdf = paper.saved(paper.new_pdf([b""]), tmp_path / "a.pdf")
    with pytest.raises(DocumentError) as caught:
        read_page(pdf, 2, ReadSettings())
    assert caught.value.code == "page_absente"


def test_an_oversize_image_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    paper.raw_image_page(
        pdf, b"\0" * 100, 40000, 40000, ColorSpace=Name.DeviceGray, BitsPerComponent=8, Filter=Name.FlateDecode
    )
    with pytest.raises(DocumentError) as caught:
        read_page(paper.saved(pdf, tmp_path / "a.pdf"), 1, ReadSettings())
    assert caught.value.code == "page_trop_grande"


def test_pages_are_read_in_child_processes(tmp_path: Path) -> None:
    pdf = paper.saved(paper.new_pdf([paper.stream_of([f"Page numéro {i}"]) for i in range(4)]), tmp_path / "a.pdf")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        pages = list(pool.map(read_page, [pdf] * 4, range(1, 5), [ReadSettings()] * 4))
    assert [page.text for page in pages] == [f"Page numéro {i}" for i in range(4)]


def test_a_process_that_read_a_page_ends_without_a_word(tmp_path: Path) -> None:
    paper.saved(paper.new_pdf([paper.stream_of(["Bonjour"])]), tmp_path / "a.pdf")
    said = "from pathlib import Path; from ocr.reader import page_count; page_count(Path('a.pdf'))"
    paths = os.pathsep.join(path for path in sys.path if path)
    ended = subprocess.run(
        [sys.executable, "-c", said],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        check=True,
    )
    assert (ended.stdout, ended.stderr) == (b"", b"")

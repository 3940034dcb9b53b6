import numpy as np
import pytest
import zxingcpp

from dossier.word import Box
from ocr.barcodes import barcodes_of, code_areas, turned_codes
from ocr.engine import Grey
from tests.ocr import paper

DPI = 240


def sheet_with(content: str | bytes, symbology: str, size_mm: float, *, turn: int = 0) -> Grey:
    """A letter with a code near its foot, 60 mm from the left."""
    kind = zxingcpp.barcode_format_from_str(symbology)
    picture = np.array(zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(content, kind), scale=4))
    factor = max(1, round(size_mm / 25.4 * DPI / picture.shape[1] * 4) // 4)
    code = np.kron(picture, np.ones((factor, factor), np.uint8)).astype(np.uint8)
    code = np.rot90(code, turn)
    sheet = paper.printed(dpi=DPI)
    sheet[2050 : 2050 + code.shape[0], 567 : 567 + code.shape[1]] = code
    return paper.scanned(sheet)


@pytest.mark.parametrize(
    ("symbology", "content"), [("QRCode", "PLI:separateur:1"), ("DataMatrix", "DC04"), ("Code128", "RR473124829FR")]
)
@pytest.mark.parametrize("turn", [0, 1])
def test_a_code_on_a_letter_is_found_with_its_place(symbology: str, content: str, turn: int) -> None:
    image = sheet_with(content, symbology, 15, turn=turn)
    codes = barcodes_of(image, code_areas(image, DPI))
    assert [(code.symbology, code.text) for code in codes] == [(symbology, content)]
    assert codes[0].box.x0 == pytest.approx(567 / image.shape[1], abs=0.05)
    assert codes[0].box.y0 == pytest.approx(2050 / image.shape[0], abs=0.05)


def test_raw_bytes_are_kept() -> None:
    content = b"DC02FR0AXT4A\x1d13\x1fABC"
    image = sheet_with(content, "DataMatrix", 20)
    assert barcodes_of(image, code_areas(image, DPI))[0].content == content


@pytest.mark.parametrize("ink", [150, 195])
def test_a_code_printed_with_an_empty_toner_is_found(ink: int) -> None:
    sheet = np.full((2806, 1983), 255, np.uint8)
    printed = sheet_with("PLI:separateur:1", "QRCode", 25)
    sheet[1900:2500, 400:1100] = printed[1900:2500, 400:1100]
    pale = (ink + sheet.astype(np.float32) * (238 - ink) / 255).astype(np.uint8)
    assert [code.text for code in barcodes_of(pale, code_areas(pale, DPI))] == ["PLI:separateur:1"]


def test_a_code_that_the_areas_cut_apart_is_read_at_a_second_look_in_its_place() -> None:
    image = sheet_with("PLI:separateur:1", "QRCode", 25)
    whole = code_areas(image, DPI)[0]
    middle = (whole.y0 + whole.y1) / 2
    halves = [Box(whole.x0, whole.y0, whole.x1, middle), Box(whole.x0, middle, whole.x1, whole.y1)]
    codes = barcodes_of(image, halves)
    assert [code.text for code in codes] == ["PLI:separateur:1"]
    assert codes[0].box.x0 == pytest.approx(567 / image.shape[1], abs=0.05)
    assert codes[0].box.y0 == pytest.approx(2050 / image.shape[0], abs=0.05)


def test_a_dark_picture_gets_no_second_look() -> None:
    sheet = paper.printed(paper.LETTER[:2], dpi=DPI)
    sheet[1200:1700, 500:900] = np.linspace(60, 200, 400, dtype=np.uint8)
    assert barcodes_of(sheet, [Box(0.2, 0.4, 0.5, 0.65)]) == ()


def test_a_page_of_text_costs_no_search() -> None:
    assert code_areas(paper.scanned(paper.printed(dpi=DPI, size=11)), DPI) == []


def test_codes_turn_with_their_page() -> None:
    image = sheet_with("PLI", "QRCode", 15)
    code = barcodes_of(image, code_areas(image, DPI))[0]
    turned = turned_codes((code,), 180)[0]
    assert turned.box.x1 == pytest.approx(1 - code.box.x0)
    assert turned.box.y1 == pytest.approx(1 - code.box.y0)

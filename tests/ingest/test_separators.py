"""Separator sheets: found however they lie, and dividing a scan without losing a page."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from dossier.page import Barcode
from dossier.word import Box, Word
from ingest.separator_codes import batch_code, new_lot_number, resume_code, separator_code
from ingest.separator_text import PRINTED, is_crowded, sheet_by_words
from ingest.separators import Sheet, SheetKind, divide, print_sheets, sheet_of

DAY = date(2026, 3, 2)
S = Sheet(kind=SheetKind.SEPARATOR, number=1)
LOT, OTHER = "K7Q2XN4B", "ZZZZYYYY"
B = Sheet(kind=SheetKind.BATCH, lot=LOT, expected=2, arrived_on=DAY)
C = Sheet(kind=SheetKind.BATCH, lot=OTHER, expected=3, arrived_on=DAY)
R2 = Sheet(kind=SheetKind.RESUME, number=2)


def _code(text: str) -> Barcode:
    return Barcode(symbology="QRCode", content=text.encode(), box=Box(0, 0, 1, 1))


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> list[Image.Image]:
    """A cover sheet, a resumption sheet and two separators, at 200 dpi."""
    path = tmp_path_factory.mktemp("sheets") / "sheets.pdf"
    print_sheets(path, 2, 12, arrived_on=DAY, lot=LOT, resume_at=[17])
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.render(scale=200 / 72).to_pil().convert("L") for page in document]
    finally:
        document.close()


def _read(image: Image.Image) -> Sheet | None:
    found = zxingcpp.read_barcodes(image.convert("L"))
    return sheet_of([Barcode(symbology=c.format.name, content=c.bytes, box=Box(0, 0, 1, 1)) for c in found])


def _fax(image: Image.Image) -> Image.Image:
    width, height = image.size
    return image.resize((width // 2, height // 2)).convert("1")


def _poor(image: Image.Image) -> Image.Image:
    noise = np.random.default_rng(1).normal(0, 40, (image.height, image.width))
    blurred = np.asarray(image.filter(ImageFilter.GaussianBlur(1.5)), dtype=float) * 0.6 + 60
    return Image.fromarray(np.clip(blurred + noise, 0, 255).astype("uint8"))


def _punched(image: Image.Image) -> Image.Image:
    torn = image.copy()
    torn.paste(0, (0, 0, image.width, image.height // 3))
    return torn


WAYS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "as printed": lambda image: image,
    "upside down": lambda image: image.rotate(180),
    "sideways": lambda image: image.rotate(90, expand=True),
    "skewed": lambda image: image.rotate(15, fillcolor=255),
    "faxed": _fax,
    "poor": _poor,
    "its top torn off": _punched,
    "faxed upside down and skewed": lambda image: _fax(image.rotate(184, fillcolor=255)),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_sheet_is_found_however_it_lies(way: str, sheets: list[Image.Image]) -> None:
    assert _read(WAYS[way](sheets[0])) == Sheet(kind=SheetKind.BATCH, lot=LOT, expected=12, arrived_on=DAY)
    assert _read(WAYS[way](sheets[1])) == Sheet(kind=SheetKind.RESUME, number=17)
    assert _read(WAYS[way](sheets[3])) == Sheet(kind=SheetKind.SEPARATOR, number=2)


def test_without_a_batch_there_is_no_cover_sheet(tmp_path: Path) -> None:
    print_sheets(tmp_path / "s.pdf", 3)
    document = pypdfium2.PdfDocument(tmp_path / "s.pdf")
    assert len(document) == 3
    assert "SÉPARATEUR" in document[0].get_textpage().get_text_bounded()
    document.close()


def test_the_same_sheets_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        print_sheets(tmp_path / name, 1, 5, arrived_on=DAY, lot=LOT)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_no_two_cover_sheets_bear_the_same_lot_number(tmp_path: Path) -> None:
    assert len({new_lot_number() for _ in range(1000)}) == 1000
    for name in ("a", "b"):
        print_sheets(tmp_path / name, 0, 5, arrived_on=DAY)
    assert (tmp_path / "a").read_bytes() != (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(
    "text",
    [
        "", "https://example.org", "PLI-SEP:1", "PLI-SEP:1:AAAAAA", "PLI-SEP:x:" + separator_code(1)[-6:],
        separator_code(1)[:-1], separator_code(1).replace(":1:", ":2:"), "PLI-LOT:12:260302:K7Q2XN4B:AAAAAA",
        batch_code(LOT, 12, DAY).replace(":12:", ":13:"), resume_code(3).replace("REP", "SEP"), ":", "DC04FR0",
        batch_code("A/B?C=DE", 12, DAY), batch_code(LOT, 10**20, DAY), batch_code(LOT, -3, DAY), resume_code(10**20),
        batch_code(LOT * 100, 12, DAY),
    ],
)  # fmt: skip
def test_any_other_code_is_no_sheet(text: str) -> None:
    assert sheet_of([_code(text)]) is None


@given(st.binary(max_size=80))
def test_random_codes_are_no_sheets(content: bytes) -> None:
    assert sheet_of([Barcode(symbology="QRCode", content=content, box=Box(0, 0, 1, 1))]) is None


def test_our_code_is_found_among_others() -> None:
    assert sheet_of([_code("https://example.org"), _code(separator_code(7))]) == Sheet(
        kind=SheetKind.SEPARATOR, number=7
    )


@pytest.mark.parametrize(
    ("scan", "blank", "plis", "separators"),
    [
        ([None, None], "..", [(1, 2)], []),
        ([S, None, None, S, None], ".....", [(2, 3), (5, 5)], [1, 4]),
        ([None, S, None], "...", [(1, 1), (3, 3)], [2]),
        ([S, S, None, S, S], ".....", [(3, 3)], [1, 2, 4, 5]),
        ([S, None, None, None], ".b..", [(3, 4)], [1, 2]),
        ([S, None, None, None], ".bb.", [(3, 4)], [1, 2]),
        ([None, None, S, None, None], "...b.", [(1, 2), (5, 5)], [3, 4]),
        ([None, S, None, None], "b...", [(3, 4)], [1, 2]),
        ([None, None, None, S, None], "..b..", [(1, 2), (5, 5)], [3, 4]),
        ([None, None, S, None], ".b..", [(1, 2), (4, 4)], [3]),
        ([B, None, S, None, None], ".....", [(2, 2), (4, 5)], [1, 3]),
        ([S], ".", [], [1]),
        ([], "", [], []),
    ],
)
def test_a_scan_is_divided(
    scan: list[Sheet | None], blank: str, plis: list[tuple[int, int]], separators: list[int]
) -> None:
    division = divide(scan, [sign == "b" for sign in blank])
    assert [(pli.first, pli.last) for pli in division.plis] == plis
    assert list(division.separators) == separators


@pytest.mark.parametrize(
    ("scan", "batches"),
    [
        ([B, None, S, None], [(LOT, 2, False)]),
        ([B, None], [(LOT, 1, True)]),
        ([B, B, None, S, None], [(LOT, 2, False)]),
        ([B, None, S, None, B], [(LOT, 2, False)]),
        ([None, B, None, S, None], [(LOT, 2, False)]),
        ([B, None, S, None, C, None, S, None], [(LOT, 2, False), (OTHER, 2, True)]),
        ([B, R2, None], [(LOT, 1, False)]),
        ([B], [(LOT, 0, True)]),
        ([S, None], []),
    ],
)
def test_the_count_that_a_cover_sheet_announces_is_compared(
    scan: list[Sheet | None], batches: list[tuple[str, int, bool]]
) -> None:
    found = divide(scan).batches
    assert [(batch.lot, batch.found, batch.count_differs) for batch in found] == batches


@pytest.mark.parametrize(
    ("scan", "places"),
    [
        ([None, B, None, S, None], [(None, None, False), (LOT, 1, False), (LOT, 2, False)]),
        ([B, R2, None, S, None], [(LOT, 2, True), (LOT, 3, True)]),
        ([B, None, R2, None], [(LOT, 1, False), (LOT, 2, True)]),
        ([B, R2, None, C, None], [(LOT, 2, True), (OTHER, 1, False)]),
        ([R2, None], [(None, None, True)]),
        ([S, None, S, None], [(None, None, False), (None, None, False)]),
    ],
)
def test_each_pli_has_its_place_in_its_lot(
    scan: list[Sheet | None], places: list[tuple[str | None, int | None, bool]]
) -> None:
    assert [(pli.lot, pli.place, pli.again) for pli in divide(scan).plis] == places


def test_a_sheet_with_more_on_it_begins_a_pli_and_is_seen() -> None:
    division = divide([None, S, None, S, None], crowded=[False, True, False, False, False])
    assert [(pli.first, pli.last) for pli in division.plis] == [(1, 1), (2, 3), (5, 5)]
    assert division.separators == (4,)


def _words(text: str, confidence: float = 0.9) -> list[Word]:
    box = Box(0, 0, 1, 1)
    return [Word(text=word, box=box, confidence=confidence, line=0, block=0) for word in text.split()]


def _printed_words(sheet: int, folder: Path) -> str:
    print_sheets(folder / "s.pdf", 1, 12, arrived_on=DAY, lot=LOT, resume_at=[3])
    document = pypdfium2.PdfDocument(folder / "s.pdf")
    try:
        text: str = document[sheet].get_textpage().get_text_bounded()
        return text
    finally:
        document.close()


@pytest.mark.parametrize("sheet", [0, 1, 2])
def test_a_sheet_whose_codes_are_gone_is_known_by_its_words(sheet: int, tmp_path: Path) -> None:
    text = _printed_words(sheet, tmp_path)
    assert sheet_by_words(_words(text)) is not None
    assert sheet_by_words(_words(text[: len(text) * 2 // 3])) is not None
    assert not is_crowded(_words(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SÉPARATEUR",
        "Une nouvelle enveloppe",
        "Madame, Monsieur, vous trouverez dans cette enveloppe une nouvelle demande de titre de séjour. Cette feuille "
        "est à lire avant la première page du lot de pièces, puis le courrier de l'avocat.",
        PRINTED[0] + " " + " ".join(f"ligne{'x' * n} du bail" for n in range(3, 30)),
    ],
)
def test_no_other_text_is_a_sheet(text: str) -> None:
    assert sheet_by_words(_words(text)) is None
    assert sheet_by_words(_words(PRINTED[0], confidence=0.2)) is None


def test_a_document_that_lay_on_a_sheet_is_noticed() -> None:
    note = PRINTED[0] + " vu JM 3 pages"
    assert not is_crowded(_words(note))
    assert is_crowded(_words(note + " titre de séjour valable jusqu'au nationalité sexe lieu naissance délivré "
                             "préfecture Gironde signature titulaire numéro étranger remarques autorise"))  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from([None, None, None, S, B]), st.booleans()), max_size=40))
def test_every_page_stands_exactly_once(pages: list[tuple[Sheet | None, bool]]) -> None:
    division = divide([sheet for sheet, _ in pages], [blank for _, blank in pages])
    stood = sorted([page for pli in division.plis for page in pli.pages] + list(division.separators))
    assert stood == list(range(1, len(pages) + 1))
    for number, (sheet, blank) in enumerate(pages, start=1):
        if sheet is not None:
            assert number in division.separators
        elif number in division.separators:
            assert blank


@given(st.lists(st.sampled_from([None, S]), max_size=30))
def test_plis_are_what_stands_between_separators(scan: list[Sheet | None]) -> None:
    runs = "".join("x" if sheet is None else " " for sheet in scan).split()
    assert [len(pli.pages) for pli in divide(scan).plis] == [len(run) for run in runs]

import math
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Dictionary

from dossier.word import Box, Word
from ocr.reader import ReadSettings, read_page
from ocr.searchable import PieceSource, build_piece
from tests.ocr import paper
from tests.ocr.shown import found_box

CREATED = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
A4_RATIO = paper.A4[1] / paper.A4[0]
SPELLINGS = ("Préfecture", "étrangère", "Œuvre", "1234567890", "N°", "l'hôtel", "ÿ")


def laid_under(pdf: Path, out: Path, words: tuple[Word, ...], rotation: int) -> Path:
    source = PieceSource(pdf=pdf, number=1, rotation=rotation, words=words, add_text=True)
    build_piece([source], out, title="Passeport", created=CREATED)
    return out


@st.composite
def frames(draw: st.DrawFn) -> Dictionary:
    """The boxes, turns and units of a page, as odd as programs make them; a tenth of it at least is seen."""
    left, bottom = (draw(st.floats(-700, 700)) for _ in range(2))
    width, height = (draw(st.floats(80, 2000)) for _ in range(2))
    media = [left, bottom, left + width, bottom + height]
    page = Dictionary(MediaBox=paper.array(*(media if draw(st.booleans()) else [*media[2:], *media[:2]])))
    if draw(st.booleans()):
        cuts = [draw(st.floats(-0.2, 0.4)) for _ in range(4)]
        page.CropBox = paper.array(
            left + cuts[0] * width, bottom + cuts[1] * height, media[2] - cuts[2] * width, media[3] - cuts[3] * height
        )
    if draw(st.booleans()):
        page.Rotate = draw(st.sampled_from([-270, -90, -45, 0, 45, 90, 100, 180, 270, 360, 450]))
    if draw(st.booleans()):
        page.UserUnit = draw(st.floats(0.5, 20))
    return page


@st.composite
def words(draw: st.DrawFn) -> tuple[Word, ...]:
    """Words of any size that can be seen on a page of 60 points, one a tenth of it, so that none hides another."""
    found = []
    for line, text in enumerate(draw(st.lists(st.sampled_from(SPELLINGS), min_size=1, max_size=7, unique=True))):
        x0, width, height = draw(st.floats(0, 0.6)), draw(st.floats(0.02, 0.4)), draw(st.floats(0.01, 0.09))
        box = Box(x0, 0.1 + line / 8, x0 + width, 0.1 + line / 8 + height)
        found.append(Word(text=text, box=box, confidence=0.9, line=line, block=0))
    return tuple(found)


@settings(max_examples=40, deadline=None)
@given(frame=frames(), laid=words(), rotation=st.sampled_from([0, 90, 180, 270]))
def test_a_word_lies_under_its_box_whatever_the_page_is_like(
    frame: Dictionary, laid: tuple[Word, ...], rotation: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pdf = paper.new_pdf([b"0.9 g 0 0 10 10 re f"])
        for key, value in frame.items():
            pdf.pages[0].obj[key] = value
        out = laid_under(paper.saved(pdf, Path(folder) / "a.pdf"), Path(folder) / "out.pdf", laid, rotation)
        with pikepdf.open(out) as piece:
            copied = piece.pages[0].obj
            assert all(copied[key] == value for key, value in frame.items() if key != "/Rotate")
        for word in laid:
            assert found_box(out, word.text) == pytest.approx(word.box, abs=0.004)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """How a printed sheet went through a scanner, and what its PDF says of the page.

    ``quarters``: turns clockwise that the sheet lay away from upright, ``turned_back`` those that /Rotate takes back;
    ``leaning``: degrees clockwise; ``cropped``: the share cut off at each side by a CropBox.
    """

    quarters: int = 0
    turned_back: bool = False
    leaning: float = 0.0
    cropped: float = 0.0
    origin: tuple[float, float] = (0.0, 0.0)
    unit: float = 1.0

    def save(self, path: Path) -> Path:
        sheet = paper.scanned(paper.printed(dpi=200))
        if self.leaning:
            sheet = paper.leaning(sheet, self.leaning)
        sheet = np.ascontiguousarray(np.rot90(sheet, -self.quarters))
        pdf = pikepdf.new()
        page = paper.scan_page(pdf, sheet, dpi=200 * self.unit, rotate=-90 * self.quarters if self.turned_back else 0)
        (left, bottom), (_, _, width, height) = self.origin, (float(value) for value in page.obj.MediaBox)
        page.obj.MediaBox = paper.array(left, bottom, left + width, bottom + height)
        page.contents_add(f"q 1 0 0 1 {left} {bottom} cm".encode(), prepend=True)
        across, down = self.cropped * width, self.cropped * height
        page.obj.CropBox = paper.array(left + across, bottom + down, left + width - across, bottom + height - down)
        page.obj.UserUnit = self.unit
        return paper.saved(pdf, path)

    def middle(self, printed: Box) -> tuple[float, float]:
        """Where the middle of what was printed there stands on the upright page."""
        x, y = (printed.x0 + printed.x1) / 2 - 0.5, ((printed.y0 + printed.y1) / 2 - 0.5) * A4_RATIO
        cos, sin = math.cos(math.radians(self.leaning)), math.sin(math.radians(self.leaning))
        x, y = x * cos - y * sin, (x * sin + y * cos) / A4_RATIO
        return 0.5 + x / (1 - 2 * self.cropped), 0.5 + y / (1 - 2 * self.cropped)


@pytest.mark.parametrize(
    "sheet",
    [
        Sheet(),
        Sheet(quarters=1),
        Sheet(quarters=2, leaning=-1.0),
        Sheet(quarters=1, turned_back=True),
        Sheet(quarters=3, turned_back=True, origin=(-120, 300)),
        Sheet(leaning=1.5),
        Sheet(cropped=0.05, origin=(1000, -40)),
        Sheet(unit=3.0, quarters=1),
    ],
    ids=str,
)
def test_what_was_read_on_a_scan_lies_under_its_print(tmp_path: Path, sheet: Sheet) -> None:
    born = paper.saved(paper.new_pdf([paper.stream_of(paper.LETTER)]), tmp_path / "born.pdf")
    scan = sheet.save(tmp_path / "scan.pdf")
    read = read_page(scan, 1, ReadSettings())
    out = laid_under(scan, tmp_path / "out.pdf", read.words, read.rotation)
    for word in ("Gironde", "téléservice", "passeport", "expiration", "salutations"):
        printed, found = found_box(born, word), found_box(out, word)
        middle = (found.x0 + found.x1) / 2, (found.y0 + found.y1) / 2
        assert middle == pytest.approx(sheet.middle(printed), abs=0.006), word
        scale = 1 - 2 * sheet.cropped
        assert found.width == pytest.approx(printed.width / scale, abs=0.012), word


def test_words_that_stand_close_are_copied_apart(tmp_path: Path) -> None:
    pdf = paper.scan_pdf(tmp_path / "scan.pdf", paper.printed(()))
    texts = ("La", "facture", "justificatif", "de")
    boxes = [Box(0.1 + 0.1 * n, 0.2, 0.199 + 0.1 * n, 0.215) for n in range(len(texts))]
    close = tuple(
        Word(text=text, box=box, confidence=0.9, line=0, block=0) for text, box in zip(texts, boxes, strict=True)
    )
    piece = pdfium.PdfDocument(laid_under(pdf, tmp_path / "piece.pdf", close, 0))
    assert tuple(piece[0].get_textpage().get_text_range().split()) == texts

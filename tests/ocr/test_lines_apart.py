import cv2
import numpy as np
import pytest

from ocr.engine import Engine, Grey, ReadWord
from ocr.lines_apart import LineApart, read_lines_apart
from tests.ocr import paper

DPI = 200


def said(words: list[ReadWord]) -> str:
    return " ".join(word.text for word in sorted(words, key=lambda word: word.x0))


def uprights(lines: list[LineApart]) -> list[str]:
    return [said(line.upright) for line in lines]


def table() -> Grey:
    """Three ruled rows of a label and two amounts; a rule stands as near to the labels as letters to each other."""
    sheet = paper.printed(
        tuple(f"{name}{' ' * 12}12,50{' ' * 12}7" for name in ("Loyer", "Salaire", "Retraite")), dpi=DPI
    )
    for y in range(190, 460, 72):
        cv2.line(sheet, (186, y), (900, y), 0, 3)
    for x in (186, 900):
        cv2.line(sheet, (x, 190), (x, 406), 0, 3)
    return paper.scanned(sheet)


def test_lines_are_read_as_they_lie_and_on_their_head_from_the_top(engine: Engine) -> None:
    sheet = paper.scanned(paper.printed(paper.LETTER[:3], dpi=DPI))
    lines = read_lines_apart(sheet, DPI, engine)
    assert uprights(lines)[0] == paper.LETTER[0]
    assert len(lines) == 3
    turned = read_lines_apart(np.ascontiguousarray(sheet[::-1, ::-1]), DPI, engine)
    assert said(turned[-1].on_its_head) == paper.LETTER[0]
    assert paper.LETTER[0] not in uprights(turned)


def test_cells_at_one_level_are_one_line_and_its_rules_are_none(engine: Engine) -> None:
    lines = read_lines_apart(table(), DPI, engine)
    assert len(lines) == 3
    for line, label in zip(lines, ("Loyer", "Salaire", "Retraite"), strict=True):
        assert {label, "12,50"} <= {word.text for word in line.upright}


@pytest.mark.parametrize("degrees", [-9, 9])
def test_a_line_that_leans_by_itself_is_laid_straight(degrees: float, engine: Engine) -> None:
    sheet = paper.scanned(paper.leaning(paper.printed(paper.LETTER[1:2], dpi=DPI, top=500), degrees))
    assert uprights(read_lines_apart(sheet, DPI, engine)) == [paper.LETTER[1]]


def test_print_as_dim_as_its_photo_is_found(engine: Engine) -> None:
    sheet = paper.scanned(paper.printed(paper.LETTER[:1], dpi=DPI), noise=0)
    dim = np.clip(100 - (245 - sheet.astype(np.float32)) * 0.14, 0, 255)
    grain = np.random.default_rng(3).normal(0, 1.5, dim.shape)
    lines = read_lines_apart(np.clip(dim + grain, 0, 255).astype(np.uint8), DPI, engine)
    assert paper.LETTER[0] in uprights(lines)


def test_standing_lines_and_bare_paper_are_no_lines_that_lie(engine: Engine) -> None:
    standing = np.ascontiguousarray(np.rot90(paper.scanned(paper.printed(paper.LETTER[4:5], dpi=DPI))))
    words = {word.text for line in read_lines_apart(standing, DPI, engine) for word in line.upright}
    assert not words & set(paper.LETTER[4].split())
    assert read_lines_apart(np.full((900, 700), 245, np.uint8), DPI, engine) == []

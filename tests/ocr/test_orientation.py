from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.engine import Engine, Grey, ReadWord
from ocr.orientation import is_sure, only_margins_told, read_turned, read_upright, told_by_lines, way_up
from ocr.reader import ReadSettings
from ocr.settings import engine_of
from ocr.skew import Lie, lie_of
from tests.ocr import paper

DPI = 200
AMIRI = Path("/usr/share/fonts/opentype/fonts-hosny-amiri/Amiri-Regular.ttf")
ARABIC = (
    "الجمهورية الجزائرية الديمقراطية الشعبية",
    "ولدت بوهران المسماة عائشة ابنة محمد",
    "نشهد نحن ضابط الحالة المدنية بصحة هذه البيانات",
    "وزارة الداخلية والجماعات المحلية",
)


def lying(sheet: Grey, degrees: int) -> Grey:
    """The sheet as it comes where it has to be turned ``degrees`` clockwise."""
    return np.ascontiguousarray(np.rot90(sheet, degrees // 90))


def word(text: str, confidence: float, *, wide: float = 40, high: float = 10) -> ReadWord:
    return ReadWord(text, 0, 0, wide, high, confidence, 0, 0)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("lines", [("Annexe", "Justificatifs"), ("Préfecture de la Gironde", "33000 BORDEAUX")])
def test_a_page_of_few_words_is_turned_upright(lines: tuple[str, ...], degrees: int, engine: Engine) -> None:
    sheet = lying(paper.scanned(paper.printed(lines, dpi=DPI, size=14)), degrees)
    assert read_upright(sheet, DPI, engine, lie_of(sheet, DPI)).rotation == degrees


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_where_the_axis_of_its_lines_was_told_wrongly_the_shape_of_words_tells(degrees: int, engine: Engine) -> None:
    sheet = lying(paper.printed(paper.LETTER[:4], dpi=DPI), degrees)
    wrong = Lie(degrees % 180 == 0, 0.0)
    reading = read_upright(sheet, DPI, engine, wrong)
    assert reading.rotation == degrees
    assert "Préfecture" in [word.text for word in reading.words]


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_letters_that_nobody_believes_stand_on_end_too_where_the_axis_was_told_wrongly(
    degrees: int, engine: Engine
) -> None:
    zone = ("IRFRA113423528<<<<<<<<<<<<<<<<", "5654379F2356156DZA<<<<<<<<<<<4", "SILVA<<JOAO<<<<<<<<<<<<<<<<<<<")
    sheet = lying(paper.scanned(paper.printed(zone, dpi=DPI, size=9)), degrees)
    assert read_upright(sheet, DPI, engine, Lie(degrees % 180 == 0, 0.0)).rotation == degrees


def test_pale_words_alone_on_a_page_are_read_where_they_stand(engine: Engine) -> None:
    pale = 245 - (255 - paper.printed(("Annexe deux",), dpi=DPI, size=20)).astype(np.float32) * 0.35
    sheet = np.clip(pale + np.random.default_rng(4).normal(0, 3, pale.shape), 0, 255).astype(np.uint8)
    words = read_upright(sheet, DPI, engine, Lie(False, 0.0)).words
    assert [word.text for word in words] == ["Annexe", "deux"]
    assert words[0].x0 == pytest.approx(70 / 72 * DPI, abs=6)
    assert words[0].y1 == pytest.approx((842 - 760) / 72 * DPI, abs=6)


def test_few_letters_surely_read_need_no_second_look_and_columns_of_letters_do() -> None:
    assert is_sure([word("Annexe", 0.95), word("numéro", 0.9)])
    assert not is_sure([word("Annexe", 0.95)])
    assert not is_sure([word("S292ld", 0.6), word("saxauuv", 0.4)])
    assert not is_sure([word("Annexe", 0.95, wide=10, high=40), word("numéro", 0.9, wide=10, high=40)])


@pytest.mark.parametrize("confidence", [0.66, 0.8])
def test_a_word_or_two_that_look_likely_upside_down_are_read_the_other_way_too(confidence: float) -> None:
    assert not is_sure([word("NOILONQVAL", confidence)])
    assert is_sure([word("préfecture", confidence)] * 6)


def test_a_machine_readable_zone_on_its_head_is_told_by_its_fillers() -> None:
    upright = [word("IRFRA41B278831<<<<<cc", 0.0), word("BENHADDOU<<AICHA<K<", 0.0)]
    on_its_head = [word(">2>22>>2>>>>NMIIV>>NOUOVHNIE", 0.0), word("Léa", 0.8)]
    assert way_up(upright) > 0 > way_up(on_its_head)


def test_words_that_stand_on_end_speak_for_no_way_up() -> None:
    assert way_up([word("Histoire", 0.95, wide=10, high=80)]) == 0


def test_two_digits_a_little_taller_than_wide_speak_for_the_way_they_lie() -> None:
    assert way_up([word("11", 0.95, wide=10, high=12)]) > 0
    assert way_up([word("11", 0.95, wide=10, high=15)]) == 0


def marks() -> Grey:
    """Rows of marks under heads that stand on end, more letters in the heads than in the rows."""
    sheet = paper.printed(
        tuple(f"{i}e période     12     16     14     11     17" for i in (1, 2, 3)), dpi=DPI, top=600
    )
    heads = paper.printed(("Mathématiques", "Histoire", "Géographie", "Philosophie", "Éducation physique"), dpi=DPI)
    standing = np.rot90(heads[200:640, 150:560])  # their foot to the right
    high, wide = standing.shape
    sheet[180 : 180 + high, 480 : 480 + wide] = standing
    return paper.scanned(sheet, noise=8)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_rows_tell_the_way_up_of_a_table_whose_heads_stand_on_end(degrees: int, engine: Engine) -> None:
    sheet = lying(marks(), degrees)
    for lie in (Lie(False, 0.0), Lie(True, 0.0)):
        assert read_upright(sheet, DPI, engine, lie).rotation == degrees


def margins(body: Grey) -> Grey:
    """``body`` between print that climbs its left margin and print that falls along its right one."""
    sheet = body.copy()
    for line, quarter, x in ((paper.LETTER[4], 1, 40), (paper.LETTER[5], 3, 1560)):
        strip = paper.printed((line,), dpi=DPI, size=13)[190:240, 180:1500]
        standing = np.rot90(strip, quarter)
        sheet[500 : 500 + standing.shape[0], x : x + standing.shape[1]] = standing
    return paper.scanned(sheet, noise=8)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_print_along_both_margins_does_not_outvote_the_page(degrees: int, engine: Engine) -> None:
    body = paper.printed(("Je soussignée", "demeurant à Pau", "né en mai 1986", "atteste héberger"), dpi=DPI, left=150)
    sheet = lying(margins(body), degrees)
    for lie in (Lie(False, 0.0), Lie(True, 0.0)):
        assert read_upright(sheet, DPI, engine, lie).rotation == degrees


def test_a_page_along_whose_margin_alone_much_is_surely_read_is_looked_at_again(engine: Engine) -> None:
    sheet = paper.printed(("Annexe", "Pièce", "Mairie", "Titre", "Visa"), dpi=DPI, left=300)
    long = paper.printed((" ".join(paper.LETTER[4:6]),), dpi=DPI, size=7, left=20)[190:250]
    sheet[400 : 400 + long.shape[1], 40:100] = np.rot90(long)
    sheet = paper.scanned(sheet)
    assert is_sure(read_turned(sheet, DPI, engine, Lie(True, 0.0), 90).words)
    assert read_upright(sheet, DPI, engine, Lie(True, 0.0)).rotation == 0


def test_lines_of_which_many_read_better_on_their_head_tell_nothing(engine: Engine) -> None:
    sheet = paper.printed(paper.LETTER[:3], dpi=DPI)
    assert told_by_lines(sheet, DPI, engine, Lie(False, 0.0)).lead > 4
    sheet[1200:] = paper.printed(paper.LETTER[:2], dpi=DPI)[: sheet.shape[0] - 1200][::-1, ::-1]
    assert told_by_lines(sheet, DPI, engine, Lie(False, 0.0)).lead == 0


def test_no_line_counts_for_more_than_a_short_one(engine: Engine) -> None:
    sheet = margins(paper.printed(("Annexe 1", "Mairie"), dpi=DPI, left=150))
    assert told_by_lines(sheet, DPI, engine, Lie(False, 0.0)).rotation == 0


def test_a_line_or_two_among_many_that_were_not_read_are_margins() -> None:
    margin = [word("préfecture", 0.95)] * 8
    body = [word("SE", 0.4)._replace(line=line) for line in range(1, 7)]
    assert is_sure(margin + body)
    assert only_margins_told(margin + body)
    assert not only_margins_told(margin)
    assert not only_margins_told([line._replace(line=i) for i, line in enumerate(margin)] + body)


def test_of_two_lines_that_say_as_much_the_one_is_upright_that_lies_as_the_others_do(engine: Engine) -> None:
    body = paper.printed(("Salaire", *("mmmmmnnnnnmm uuu mmnn",) * 6), dpi=DPI, left=150)
    body[250:900] = cv2.GaussianBlur(body[250:900], (0, 0), 4)
    standing = np.rot90(paper.printed((paper.LETTER[4],), dpi=DPI, size=13)[190:240, 180:1500])
    body[500 : 500 + standing.shape[0], 40 : 40 + standing.shape[1]] = standing
    assert told_by_lines(lying(paper.scanned(body), 270), DPI, engine, Lie(True, 0.0)).rotation == 270


def test_heads_on_end_alone_tell_their_own_way_up_and_beside_rows_hardly_legible_leave_it_in_doubt(
    engine: Engine,
) -> None:
    sheet = marks()
    sheet[600:] = cv2.GaussianBlur(sheet[600:], (0, 0), 3.5)
    alone = sheet.copy()
    alone[600:] = 240
    surely, hardly = (told_by_lines(page, DPI, engine, Lie(False, 0.0)) for page in (alone, sheet))
    assert surely.rotation == hardly.rotation == 90
    assert surely.lead > 4 * hardly.lead > 0


def test_a_surer_reading_leads_by_more(engine: Engine) -> None:
    sheet = paper.scanned(paper.printed(paper.LETTER[:4], dpi=DPI))
    pale = np.clip(225 + (sheet.astype(np.float32) - 240) * 0.12, 0, 255)
    faint = np.clip(pale + np.random.default_rng(2).normal(0, 12, pale.shape), 0, 255).astype(np.uint8)
    leads = [read_upright(page, DPI, engine, Lie(False, 0.0)).lead for page in (sheet, faint)]
    assert leads[0] > 20 > leads[1]


@pytest.mark.parametrize("degrees", [90, 270])
def test_a_few_lines_of_another_script_are_upright_as_its_language_reads_them(degrees: int) -> None:
    sheet = Image.fromarray(np.full((2339, 1654), 255, np.uint8))
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(str(AMIRI), 30)
    for i, line in enumerate(ARABIC):
        pen.text((1100, 300 + 57 * i), line, font=font, fill=0, direction="rtl")
    leaning = lying(paper.leaning(np.array(sheet), 9.5), degrees)
    polyglot = engine_of(ReadSettings(foreign=("ara",)))
    assert read_upright(leaning, DPI, polyglot, lie_of(leaning, DPI)).rotation == degrees


def card() -> Grey:
    """A grey card, askew on a sheet that is otherwise bare: the engine takes all of it for a picture."""
    sheet: Grey = np.full((2339, 1654), 245, np.uint8)
    sheet[900:1330, 700:1380] = 190
    cv2.rectangle(sheet, (700, 900), (1380, 1330), 140, 2)
    cv2.circle(sheet, (830, 1110), 70, 90, -1)
    printed = paper.printed(("TITRE DE SÉJOUR", "BENHADDOU", "15 05 1983", "11 03 2034"), dpi=DPI, size=9)
    part = printed[180:600, 180:600]
    sheet[910:1330, 960:1380] = np.minimum(sheet[910:1330, 960:1380], part)
    return paper.scanned(paper.leaning(sheet, -7.5), noise=9)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_card_alone_on_a_sheet_is_turned_upright(degrees: int, engine: Engine) -> None:
    sheet = lying(card(), degrees)
    reading = read_upright(sheet, DPI, engine, lie_of(sheet, DPI))
    assert reading.rotation == degrees
    assert reading.words


def test_a_picture_without_words_stays_as_it_lies(engine: Engine) -> None:
    assert read_upright(np.full((900, 700), 250, np.uint8), DPI, engine, Lie(True, 0.0)).rotation == 0

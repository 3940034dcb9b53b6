from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.engine import Engine, Grey, ReadWord
from ocr.orientation import Reading
from ocr.other_script import believed_abroad, in_its_language, language_of, strange_lines
from ocr.prepare import straightened
from ocr.raster import Raster
from ocr.reader import ReadSettings
from ocr.scan_page import read_picture
from ocr.settings import engine_of
from tests.ocr import paper

DPI = 200
AMIRI = Path("/usr/share/fonts/opentype/fonts-hosny-amiri/Amiri-Regular.ttf")
ARABIC = (
    "الجمهورية الجزائرية الديمقراطية الشعبية",
    "وزارة الداخلية والجماعات المحلية",
    "مستخرج من سجلات عقود الميلاد",
    "ضابط الحالة المدنية بالنيابة عن رئيس البلدية",
    "حرر هذا العقد بناء على تصريح الأب وبعد تلاوته",
)


@pytest.fixture(scope="module", params=["tesserocr", "pytesseract"])
def polyglot(request: pytest.FixtureRequest) -> Engine:
    return engine_of(ReadSettings(engine=request.param, foreign=("ara", "eng")))


def certificate() -> Grey:
    """A French head, then lines of Arabic."""
    sheet = Image.fromarray(paper.printed(paper.LETTER[:4], dpi=DPI))
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(str(AMIRI), 46)
    for i, line in enumerate(ARABIC):
        pen.text((300, 700 + 110 * i), line, font=font, fill=0, direction="rtl")
    return paper.scanned(np.array(sheet))


def read(image: Grey, engine: Engine) -> Reading:
    prepared = straightened(image, 0.0)
    shape = (image.shape[0], image.shape[1])
    return Reading(rotation=0, turned_shape=shape, prepared=prepared, words=engine.read(image, DPI))


def test_lines_of_arabic_between_french_ones_are_read(polyglot: Engine) -> None:
    first = read(certificate(), polyglot)
    again, reader = in_its_language(first, DPI, polyglot)
    assert reader.languages == ("fra", "ara")
    assert "ara" in reader.name
    words = {word.text for word in again.words}
    assert len(words & {word for line in ARABIC for word in line.split()}) >= 15
    assert {"Préfecture", "Gironde"} <= words


def test_a_french_page_asks_for_nothing_more(polyglot: Engine) -> None:
    first = read(paper.scanned(paper.printed(dpi=DPI)), polyglot)
    assert strange_lines(first.words) == []
    assert in_its_language(first, DPI, polyglot) == (first, polyglot)


def test_a_language_that_is_not_allowed_or_not_installed_is_left_out(engine: Engine, polyglot: Engine) -> None:
    assert engine.also_reading(("ara",)) is None
    assert polyglot.also_reading(("rus", "fra", "xyz")) is None
    assert polyglot.also_reading(("ara",)) is polyglot.also_reading(("ara",))


def test_a_page_knows_what_it_was_read_in() -> None:
    engine = engine_of(ReadSettings(foreign=("ara",)))
    reading = read_picture(Raster(image=certificate(), dpi=DPI), engine)
    assert reading.languages == ("fra", "ara")
    assert any(word.text == "الجزائرية" for word in reading.words)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "This is to certify that the following is a true copy of an entry in the register of births kept by the"
            " registrar in the district of Accra",
            "eng",
        ),
        (
            "El encargado del registro civil certifica que en el libro de nacimientos consta la inscripción de los"
            " datos que se indican por la presente y para los fines del interesado",
            "spa",
        ),
        (
            "nous avons bien reçu votre courrier relatif au renouvellement de votre titre de séjour et vous invitons"
            " à compléter le dossier dans les meilleurs délais",
            None,
        ),
        ("Total 12 Loyer 450 Virement Retrait Prime Salaire Net", None),
        ("the of and to in", None),  # too few to say
    ],
)
def test_the_most_frequent_words_tell_the_language(text: str, language: str | None) -> None:
    assert language_of(text.split()) == language


def test_a_line_with_one_sure_word_is_no_strange_line() -> None:
    def word(text: str, confidence: float, line: int) -> ReadWord:
        return ReadWord(text, 0, 0, 10, 10, confidence, line, 0)

    words = [word("Nom", 0.9, 0), word("xqz", 0.1, 0), word("dr'll", 0.2, 1), word("éx", 0.9, 1)]
    assert strange_lines(words) == words[2:]


def word(text: str, confidence: float) -> ReadWord:
    return ReadWord(text=text, x0=0, y0=0, x1=9, y1=9, confidence=confidence, line=0, block=0)


@pytest.mark.parametrize(
    ("words", "believed"),
    [
        ([word("вдзяе", 0.3), word("PERRIN", 0.9), word("бам", 0.2), word("№", 0.9)], False),
        ([word("свидетельство", 0.9), word("о", 0.5), word("рождении", 0.8)], True),
        ([word("Bordeaux", 0.3), word("1958", 0.4)], True),
        ([], True),
    ],
)
def test_another_script_is_kept_where_the_engine_believes_most_of_it(words: list[ReadWord], believed: bool) -> None:
    assert believed_abroad(words) is believed

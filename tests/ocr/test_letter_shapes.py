import pytest

from ocr.letter_shapes import CharBox, fit_their_boxes
from ocr.lookalikes import latin_for_lookalikes

LOW, HIGH, DEEP = (0.0, 5.0), (0.0, 7.0), (-2.0, 5.0)  # bottom and top of a glyph above the baseline


def boxes(*shapes: tuple[float, float]) -> list[CharBox]:
    return [(6.0 * i, 6.0 * i + 5, bottom, top) for i, (bottom, top) in enumerate(shapes)]


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("page", boxes(DEEP, LOW, DEEP, LOW)),
        ("bel", boxes(HIGH, LOW, HIGH)),
        ("Nom", boxes(HIGH, LOW, LOW)),
        ("aussi", boxes(LOW, LOW, LOW, LOW, HIGH)),
        ("1234", boxes(HIGH, HIGH, HIGH, HIGH)),
        ("été", boxes(HIGH, HIGH, HIGH)),  # accents and « t » tell nothing
        ("ab", boxes(LOW, LOW)),  # nor do two letters
    ],
)
def test_letters_that_have_their_shape_fit(text: str, drawn: list[CharBox]) -> None:
    assert fit_their_boxes(text, drawn)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("bel", boxes(LOW, HIGH, LOW)),
        ("page", boxes(LOW, LOW, LOW, LOW)),
        ("Secrets", boxes(*[(-2.0, 7.0)] * 7)),  # /ActualText: every box is the line's
    ],
)
def test_other_glyphs_than_those_claimed_do_not_fit(text: str, drawn: list[CharBox]) -> None:
    assert not fit_their_boxes(text, drawn)


@pytest.mark.parametrize(
    ("words", "latin"),
    [
        (["Аttеstаtiоn", "сеntrе"], ["Attestation", "centre"]),  # Cyrillic А, е, а, о, с
        (["соре", "Attestation"], ["cope", "Attestation"]),  # wholly Cyrillic, nothing else is
        (["сор", "выдано", "Nom"], ["сор", "выдано", "Nom"]),  # a page with Russian on it
        (["Νice", "Αθήνα"], ["Nice", "Αθήνα"]),
        (["ИВАНОВ/IVANOV", "Фамилия/Surname"], ["ИВАНОВ/IVANOV", "Фамилия/Surname"]),  # a passport in two alphabets
        (["рréfесture-сеntrе"], ["préfecture-centre"]),
        (["déposer", "œuvre"], ["déposer", "œuvre"]),
    ],
)
def test_foreign_letters_in_latin_words_become_those_that_they_look_like(words: list[str], latin: list[str]) -> None:
    assert latin_for_lookalikes(words) == latin

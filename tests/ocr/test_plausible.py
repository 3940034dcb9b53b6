import pytest

from dossier.word import Box
from ocr.plausible import have_wrong_letters
from ocr.text_layer import LayerWord


def words(text: str) -> list[LayerWord]:
    return [
        LayerWord(text=word, box=Box(0.1, 0.1, 0.2, 0.12), height_pt=10, angle=0, invisible=False)
        for word in text.split()
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("la soluࢢon de subsࢢtuࢢon vous est ouverte", True),
        ("le ƟƟre de sÃ©jour", False),
        ("µ 5 µm n° 2ᵉ alinéa l’œuvre Ωméga", False),
        ("Иванов Ivanov Петров Petrov", False),
        ("الاسم Nom محمد Mohamed", False),
        ("Nguyễn Thị Lan Łukasz Şahin", False),
        ("un seul moࢢf", False),
    ],
)
def test_letters_of_another_script_within_latin_words_are_a_fonts_ligatures(text: str, wrong: bool) -> None:
    assert have_wrong_letters(words(text)) is wrong

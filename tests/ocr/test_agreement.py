from dossier.word import Box, Word
from ocr.agreement import agreement, disagreeing, lying_lines
from ocr.plausible import is_rubble, overlapping, without_repeats
from ocr.text_layer import LayerWord


def claimed(text: str, x: float = 0.1, y: float = 0.1, line: int = 0) -> LayerWord:
    box = Box(x, y, x + 0.012 * len(text), y + 0.015)
    return LayerWord(text=text, box=box, height_pt=10, angle=0, invisible=False, line=line)


def read(text: str, x: float = 0.1, y: float = 0.1) -> Word:
    return Word(text=text, box=claimed(text, x, y).box, confidence=0.9, line=0, block=0)


def line_of(text: str, y: float, line: int) -> list[LayerWord]:
    return [claimed(word, 0.1 + 0.12 * i, y, line) for i, word in enumerate(text.split())]


def test_slips_of_another_engine_agree() -> None:
    assert disagreeing([claimed("impossibilite")], [read("impossibilité")]) == []
    assert disagreeing([claimed("irnpossibi1ité")], [read("impossibilité")]) == []


def test_a_word_that_stands_elsewhere_on_the_page_does_not_agree() -> None:
    word = claimed("attestation", 0.1, 0.1)
    assert disagreeing([word], [read("attestation", 0.1, 0.8)]) == [word]
    assert agreement([word], [read("attestation", 0.1, 0.8)]) == 0.0


def test_a_line_put_in_is_a_lie_and_a_scattered_slip_is_none() -> None:
    true = "nous avons bien reçu votre demande"
    layer = [*line_of(true.replace("bien", "tnop"), 0.1, 0), *line_of("attestation totalement inventée", 0.5, 1)]
    words = [read(word, 0.1 + 0.12 * i, 0.1) for i, word in enumerate(true.split())]
    assert [word.text for word in lying_lines(layer, words)] == ["attestation", "totalement", "inventée"]


def test_french_reads_like_text_and_a_shifted_alphabet_does_not() -> None:
    french = line_of("nous attestons que le téléservice ne permet pas le dépôt de votre demande", 0.1, 0)
    shifted = line_of("opvt buuftupot rvf mf ufmftfswjdf of qfsnfu qbt mf efqpu ef wpusf efnboef", 0.1, 0)
    assert not is_rubble(french)
    assert is_rubble(shifted)
    assert is_rubble([claimed("\ue001\ue002\ue003")])
    assert is_rubble([claimed('"7+%-')])


def test_figures_and_other_scripts_are_no_rubble() -> None:
    assert not is_rubble(line_of("1 234,56 987,65 12/03/2026 10", 0.1, 0))
    assert not is_rubble(line_of("性别:男 年龄:岁 白细胞计数(WBC) 中性粒细胞计数(NEU)", 0.1, 0))


def test_a_word_drawn_twice_counts_once_and_two_words_in_one_place_are_doubtful() -> None:
    bold = [claimed("Total"), claimed("Total")]
    assert without_repeats(bold) == bold[:1]
    assert overlapping([claimed("refusée"), claimed("acceptée"), claimed("seul", 0.7)]) == {0, 1}

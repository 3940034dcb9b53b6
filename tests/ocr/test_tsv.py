from ocr.tsv import words_from_tsv

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"


def row(place: str, confidence: float, text: str) -> str:
    """A word's row; ``place`` is block.paragraph.line.word."""
    return f"5\t1\t{place.replace('.', chr(9))}\t10\t20\t30\t40\t{confidence}\t{text}\n"


def test_lines_and_paragraphs_are_numbered_over_the_page() -> None:
    tsv = HEAD + row("1.1.1.1", 90, "un") + row("1.1.2.1", 90, "deux") + row("1.2.1.1", 90, "trois")
    tsv += row("2.1.1.1", 90, "quatre") + row("2.1.1.2", 90, "cinq")
    assert [(word.line, word.block) for word in words_from_tsv(tsv)] == [(0, 0), (1, 0), (2, 1), (3, 2), (3, 2)]


def test_boxes_have_two_corners_and_confidence_is_a_share() -> None:
    word = words_from_tsv(HEAD + row("1.1.1.1", 87.5, "mot"))[0]
    assert (word.x0, word.y0, word.x1, word.y1, word.confidence) == (10, 20, 40, 60, 0.875)


def test_quotes_and_empty_words_do_not_disturb_it() -> None:
    tsv = HEAD + row("1.1.1.1", 90, '"') + row("1.1.1.2", 95, " ") + row("1.1.1.3", 90, "après")
    assert [word.text for word in words_from_tsv(tsv)] == ['"', "après"]


def test_an_engine_is_never_as_sure_as_a_text_layer() -> None:
    assert words_from_tsv(HEAD + row("1.1.1.1", 100, "sûr"))[0].confidence == 0.99


def test_nothing_read_is_no_words() -> None:
    assert words_from_tsv(HEAD) == []
    assert words_from_tsv("") == []

"""Tesseract's TSV: one pass of the engine gives words, boxes, confidence, lines and paragraphs."""

from collections.abc import Iterator

from ocr.engine import ReadWord

_WORD_LEVEL = "5"
_COLUMNS = 12
# A text layer is sure of itself (1.0), an engine never is.
_SUREST = 0.99


def words_from_tsv(tsv: str) -> list[ReadWord]:
    """The words of a TSV as Tesseract 4 and 5 write it (with or without its heading). Empty words are left out.

    Columns: level, page, block, paragraph, line, word, left, top, width, height, confidence (0..100), text.
    """
    lines: dict[tuple[str, str, str], int] = {}
    blocks: dict[tuple[str, str], int] = {}
    words = []
    for row in _word_rows(tsv):
        text = row[11].strip()
        if not text:
            continue
        left, top, width, height = (int(value) for value in row[6:10])
        line = lines.setdefault((row[2], row[3], row[4]), len(lines))
        block = blocks.setdefault((row[2], row[3]), len(blocks))
        confidence = min(max(float(row[10]) / 100, 0.0), _SUREST)
        words.append(ReadWord(text, left, top, left + width, top + height, confidence, line, block))
    return words


def _word_rows(tsv: str) -> Iterator[list[str]]:
    for line in tsv.split("\n"):
        row = line.split("\t")
        if row[0] == _WORD_LEVEL and len(row) == _COLUMNS:
            yield row

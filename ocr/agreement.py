"""Whether two readings of a page say the same: a text layer, and what an engine reads on the page itself."""

import unicodedata
from collections import Counter
from collections.abc import Sequence

from rapidfuzz import fuzz

from dossier.word import Box, Word
from ocr.text_layer import LayerWord

_ALIKE = 62.0
# How far (fractions of the page) a foreign layer's words may be off their picture.
_ASTRAY = 0.06
_LEAST_LIE = 0.3
_LEAST_LETTERS = 4


def plain(text: str) -> str:
    """Letters and digits only, small, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if char.isalnum())


def disagreeing(layer: Sequence[LayerWord], read: Sequence[Word]) -> list[LayerWord]:
    """The words of ``layer`` that nothing read at their place bears out; a word needs a letter or a digit."""
    known = [(plain(word.text), word.box) for word in read]
    return [word for word in layer if plain(word.text) and not _borne_out(word, known)]


def lying_lines(layer: Sequence[LayerWord], read: Sequence[Word]) -> list[LayerWord]:
    """The words of a foreign OCR layer that disagree, where they make up a good part of their line.

    Another engine's slips are scattered; what was put in says something. Scripts that are not Latin are left out: our
    own engine may not read them.
    """
    wrong = [word for word in disagreeing(layer, read) if any(char < "\u0250" for char in plain(word.text))]
    total, lies = Counter[int](), Counter[int]()
    for word in layer:
        total[word.line] += len(plain(word.text))
    for word in wrong:
        lies[word.line] += len(plain(word.text))
    return [word for word in wrong if lies[word.line] >= max(_LEAST_LIE * total[word.line], _LEAST_LETTERS)]


def agreement(layer: Sequence[LayerWord], read: Sequence[Word]) -> float:
    """The share (0..1) of the letters of ``layer`` that what was read bears out; 1 where it has none."""
    total = sum(len(plain(word.text)) for word in layer)
    wrong = sum(len(plain(word.text)) for word in disagreeing(layer, read))
    return 1 - wrong / total if total else 1.0


def _borne_out(word: LayerWord, known: list[tuple[str, Box]]) -> bool:
    wanted = plain(word.text)
    for text, box in known:
        if not _near(word.box, box) or not text:
            continue
        if fuzz.ratio(wanted, text) >= _ALIKE or (len(wanted) >= 3 and wanted in text):
            return True
        if len(text) >= 4 and text in wanted:
            return True
    return False


def _near(one: Box, other: Box) -> bool:
    across = max(one.x0, other.x0) - min(one.x1, other.x1)
    down = max(one.y0, other.y0) - min(one.y1, other.y1)
    return across < _ASTRAY and down < _ASTRAY / 2

"""Pages, or parts of pages, in a script or language that the engine was not asked to read: foreign civil records.

Read in French alone, a line of Arabic becomes a line of words that the engine itself does not believe, and a page of
English a page without French words. Only then is the page looked at, and read once more in its language too; of the two
readings the one that says more, more surely, is kept. Drawn pages (a birth certificate's lines, Amiri, noisy scan): no
Arabic word is read in French, four in five in ``fra+ara``; French lines between Arabic ones are read as before.
"""

import unicodedata
from collections.abc import Sequence
from itertools import groupby

import numpy as np

from ocr.engine import Engine, Grey, ReadWord
from ocr.levels import median
from ocr.orientation import Reading, score
from ocr.scripts import LANGUAGES_OF_SCRIPT

_UNBELIEVED = 0.5
_BELIEVED = 0.6
_FEW_LETTERS = 30
_FEW_WORDS = 20
_MORE = 1.1
_FOREIGN_SHARE, _FRENCH_SHARE = 0.1, 0.04

_FREQUENT_WORDS = {
    "fra": "le la les de des du et en un une pour que est dans à au aux sur par qui vous votre ou ce",
    "eng": "the of and to in is that for this with by on at be or are was as from has which his her",
    "spa": "el los las del y en que por con una para se su al lo como más o don doña a",
    "por": "o os as do da dos das e em que por com uma para se ao na no não à sua seu",
    "ita": "il lo gli di del della e che in per con una è al alla si da nel dei le",
    "deu": "der die das und in den von zu mit ist des im für auf dem nicht ein eine als am",
    "tur": "ve bir bu için ile olarak olan da tarihinde adı soyadı doğum göre",
    "ron": "și de la în a cu pe din se care nr sau prin este al ale",
    "pol": "i w na z do o nr dnia się że jest od dla oraz przez",
}
"""Words that make up a fifth of any text in their language."""

_ALL = {code: frozenset(words.split()) for code, words in _FREQUENT_WORDS.items()}
_FRENCH_ONLY = _ALL["fra"].difference(*(words for code, words in _ALL.items() if code != "fra"))
_FOREIGN = {code: words - _ALL["fra"] for code, words in _ALL.items() if code != "fra"}


def in_its_language(reading: Reading, dpi: int, engine: Engine) -> tuple[Reading, Engine]:
    """``reading``, or a better one with the languages of what it could not read; and the engine that read it."""
    languages = _languages_to_add(reading, dpi, engine)
    other = engine.also_reading(languages) if languages else None
    if other is None:
        return reading, engine
    words = other.read(reading.prepared.image, dpi)
    if score(words) < _MORE * score(reading.words) + 1 or not believed_abroad(words):
        return reading, engine
    again = Reading(
        rotation=reading.rotation, turned_shape=reading.turned_shape, prepared=reading.prepared, words=words
    )
    return again, other


def believed_abroad(words: Sequence[ReadWord]) -> bool:
    """Whether the engine believes most of what it read in another script: French handwriting and dots are read in
    Cyrillic too, word by word and surely nowhere. True where every letter is Latin."""
    abroad = [word for word in words if any(c.isalpha() and not _is_latin(c) for c in word.text)]
    believed = sum(len(word.text) for word in abroad if word.confidence >= _BELIEVED)
    return 2 * believed >= sum(len(word.text) for word in abroad)


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "LATIN").startswith("LATIN")


def _languages_to_add(reading: Reading, dpi: int, engine: Engine) -> tuple[str, ...]:
    strange = strange_lines(reading.words)
    if sum(len(word.text) for word in strange) >= _FEW_LETTERS:
        script = engine.script(_only(strange, reading.prepared.image), dpi)
        if script in LANGUAGES_OF_SCRIPT:
            return LANGUAGES_OF_SCRIPT[script]
    language = language_of([word.text for word in reading.words if word.confidence >= _UNBELIEVED])
    return (language,) if language is not None else ()


def strange_lines(words: Sequence[ReadWord]) -> list[ReadWord]:
    """The words of the lines of which the engine believes no word of some length."""
    lines = (list(line) for _, line in groupby(words, key=lambda word: word.line))
    return [
        word
        for line in lines
        if not any(word.confidence >= _UNBELIEVED and len(word.text) > 2 for word in line)
        for word in line
    ]


def language_of(words: Sequence[str]) -> str | None:
    """The language whose most frequent words stand in a text that is clearly not French; None in doubt."""
    plain = [word.strip(".,;:()'\"«»").casefold() for word in words]
    plain = [word for word in plain if word.isalpha()]
    if len(plain) < _FEW_WORDS:
        return None
    if sum(word in _FRENCH_ONLY for word in plain) >= _FRENCH_SHARE * len(plain):
        return None
    shares = {code: sum(word in known for word in plain) / len(plain) for code, known in _FOREIGN.items()}
    best = max(shares, key=lambda code: shares[code])
    return best if shares[best] >= _FOREIGN_SHARE else None


def _only(words: Sequence[ReadWord], image: Grey) -> Grey:
    """``image`` with nothing but the surroundings of ``words`` on it."""
    shown = np.full_like(image, int(median(image)))
    height, width = image.shape
    for word in words:
        rows = slice(max(int(word.y0) - 4, 0), min(int(word.y1) + 5, height))
        columns = slice(max(int(word.x0) - 4, 0), min(int(word.x1) + 5, width))
        shown[rows, columns] = image[rows, columns]
    return shown

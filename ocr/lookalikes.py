"""Letters of other alphabets that look like Latin ones, put into Latin words by forgers, careless fonts and converters.

The page shows « attestation »: that is what is to be searched and understood, whichever codes stand behind it.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# The letters whose glyphs are the same as Latin ones in ordinary typefaces (Unicode TR 39, confusables, in part).
_LATIN = str.maketrans(
    "АВЕКМНОРСТУХЅІЈаеорсухѕіјһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοᴏɑɡıⅼⅰ",
    "ABEKMHOPCTYXSIJaeopcyxsijhdqwABEZHIKMNOPTYXooagili",
)
_LOOKALIKE = re.compile(f"[{''.join(map(chr, _LATIN))}]")
_SCRIPTS = ("CYRILLIC", "GREEK")
_LETTERS = re.compile(r"[^\W\d_]+")


def latin_for_lookalikes(words: Sequence[str]) -> list[str]:
    """The words of one page: a foreign letter beside a Latin one becomes the Latin letter that it looks like.

    Letters wholly of such look become Latin where nothing else on the page is written in their alphabet. What other
    signs part is told apart: « ИВАНОВ/IVANOV » is a name in two alphabets.
    """
    if not any(_LOOKALIKE.search(word) for word in words if not word.isascii()):
        return list(words)
    foreign = {script for word in words for char in word.translate(_LATIN) if (script := _script(char)) in _SCRIPTS}
    return [_LETTERS.sub(lambda letters: _latin(letters[0], foreign), word) for word in words]


def _latin(letters: str, foreign: set[str]) -> str:
    seen = {_script(char) for char in letters}
    if seen.isdisjoint(_SCRIPTS):
        return letters.translate(_LATIN) if "LATIN" in seen else letters
    if "LATIN" in seen or seen.isdisjoint(foreign):
        return letters.translate(_LATIN)
    return letters


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    """LATIN, CYRILLIC, GREEK…: the first word of the character's name."""
    return unicodedata.name(char, "").partition(" ")[0]

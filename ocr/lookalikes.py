"""Letters of other alphabets that look like Latin ones, put into Latin words by forgers, careless fonts and converters.

The page shows « attestation »: that is what is to be searched and understood, whichever codes stand behind it.
"""

import unicodedata
from collections.abc import Sequence

# The letters whose glyphs are the same as Latin ones in ordinary typefaces (Unicode TR 39, confusables, in part).
_LATIN = str.maketrans(
    "АВЕКМНОРСТУХЅІЈаеорсухѕіјһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοᴏɑɡıⅼⅰ",
    "ABEKMHOPCTYXSIJaeopcyxsijhdqwABEZHIKMNOPTYXooagili",
)
_SCRIPTS = ("CYRILLIC", "GREEK")


def latin_for_lookalikes(words: Sequence[str]) -> list[str]:
    """The words of one page: a foreign letter within a Latin word becomes the Latin letter that it looks like.

    Words wholly of such letters become Latin where nothing else on the page is written in their alphabet.
    """
    if all(word.isascii() for word in words):
        return list(words)
    foreign = {script for word in words for char in word.translate(_LATIN) if (script := _script(char)) in _SCRIPTS}
    return [_latin(word, foreign) for word in words]


def _latin(word: str, foreign: set[str]) -> str:
    seen = {_script(char) for char in word if char.isalpha()}
    if seen.isdisjoint(_SCRIPTS):
        return word.translate(_LATIN) if "LATIN" in seen else word
    if "LATIN" in seen or seen.isdisjoint(foreign):
        return word.translate(_LATIN)
    return word


def _script(char: str) -> str:
    """LATIN, CYRILLIC, GREEK…: the first word of the character's name."""
    return unicodedata.name(char, "").partition(" ")[0]

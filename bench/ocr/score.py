"""How much of a page's text was read: word recall and character error rate, letters and digits only."""

import unicodedata
from collections import Counter
from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein


def plain(text: str) -> str:
    """Small letters and digits, accents kept: they are part of a French word."""
    return "".join(char for char in unicodedata.normalize("NFC", text).casefold() if char.isalnum())


def recall(read: Iterable[str], truth: Iterable[str]) -> float:
    """The share (0..1) of the true words that were read, each as often as it stands there, in any order."""
    left = Counter(plain(word) for word in read)
    wanted = [word for word in map(plain, truth) if word]
    found = 0
    for word in wanted:
        if left[word]:
            left[word] -= 1
            found += 1
    return found / len(wanted) if wanted else 1.0


def character_error_rate(read: Iterable[str], truth: Iterable[str]) -> float:
    """Edits by true character, 0 and up, words taken in alphabetical order so that the order of columns is no error."""
    wanted = "".join(sorted(map(plain, truth)))
    got = "".join(sorted(map(plain, read)))
    return Levenshtein.distance(got, wanted) / max(len(wanted), 1)

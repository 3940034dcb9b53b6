"""Whether a text layer reads like text at all, or is the rubble of a font without a proper encoding."""

import unicodedata
from collections.abc import Sequence

from ocr.text_layer import LayerWord

_LATIN_VOWELS = frozenset("aeiouyàâäéèêëîïôöùûüœæ")
_FEW_LETTERS = 40


def is_suspect(words: Sequence[LayerWord]) -> bool:
    """Whether the shown words have to be checked against the page.

    Suspect are: characters without a meaning (private use, replacement, controls), Latin words without a sound
    proportion of vowels, and words that lie on one another.
    """
    text = "".join(word.text for word in words)
    if not text:
        return False
    return _meaningless_share(text) > 0.03 or _is_unpronounceable(words) or _overlapping_share(words) > 0.05


def _meaningless_share(text: str) -> float:
    odd = sum(char == "\ufffd" or unicodedata.category(char) in {"Co", "Cn", "Cc", "Cs"} for char in text)
    return odd / len(text)


def _is_unpronounceable(words: Sequence[LayerWord]) -> bool:
    """French has 44 % vowels, English 38 %, German 37 %; a shifted alphabet falls far from all of them."""
    letters = [char for word in words for char in word.text.casefold() if "a" <= char <= "z" or "à" <= char <= "œ"]
    signs = [char for word in words for char in word.text if not char.isalnum()]
    total = sum(len(word.text) for word in words)
    if total >= _FEW_LETTERS and len(signs) > 0.4 * total:
        return True
    if len(letters) < _FEW_LETTERS:
        return False
    vowels = sum(char in _LATIN_VOWELS for char in letters) / len(letters)
    return not 0.27 <= vowels <= 0.62


def _overlapping_share(words: Sequence[LayerWord]) -> float:
    """The share of words that another, different word covers: what is seen there is at most one of them."""
    covered = 0
    ordered = sorted(words, key=lambda word: word.box.y0)
    for i, word in enumerate(ordered):
        for other in ordered[i + 1 : i + 60]:
            if other.box.y0 > word.box.y0 + 0.6 * word.box.height:
                break
            if other.text != word.text and _shared(word, other) > 0.6:
                covered += 1
                break
    return covered / len(words)


def _shared(one: LayerWord, other: LayerWord) -> float:
    across = min(one.box.x1, other.box.x1) - max(one.box.x0, other.box.x0)
    down = min(one.box.y1, other.box.y1) - max(one.box.y0, other.box.y0)
    smaller = min(one.box.width * one.box.height, other.box.width * other.box.height)
    return max(across, 0) * max(down, 0) / smaller if smaller > 0 else 0.0

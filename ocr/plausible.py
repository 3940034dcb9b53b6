"""Whether a text layer reads like text at all, or is the rubble of a font without a proper encoding."""

import unicodedata
from collections.abc import Sequence

import numpy as np

from ocr.text_layer import LayerWord

_LATIN_VOWELS = frozenset("aeiouyàâäéèêëîïôöùûüœæ")
_FEW_LETTERS = 40
_COVERED = 0.6
_FEW_MISDRAWN = 2
_FEW_MIXED = 2
_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lo"})


def is_rubble(words: Sequence[LayerWord]) -> bool:
    """Whether the shown words have to be checked against the page.

    Suspect are characters without a meaning (private use, replacement, controls), and Latin words without a sound
    proportion of vowels or of letters.
    """
    text = "".join(word.text for word in words)
    return bool(text) and (_meaningless_share(text) > 0.03 or _is_unpronounceable(words))


def have_wrong_letters(words: Sequence[LayerWord]) -> bool:
    """Whether letters of another script stand inside Latin words, as where a font's ligatures (« ti » in Carlito) have
    been given codes of their own: what the page shows has to be read from it."""
    return sum(_mixes_scripts(word.text) for word in words if not word.text.isascii()) >= _FEW_MIXED


def _mixes_scripts(text: str) -> bool:
    scripts = {unicodedata.name(char, "").partition(" ")[0] for char in text if unicodedata.category(char) in _LETTERS}
    return "LATIN" in scripts and len(scripts - {"MICRO", "MASCULINE", "FEMININE", "MODIFIER"}) > 1


def are_misdrawn(words: Sequence[LayerWord]) -> bool:
    """Whether glyphs other than those that the layer names are drawn: then every word has to be checked.

    One misshapen word is a quirk (hyphens that join two lines): in a hundred files of other people's tests no page of
    shown text had two, but one whose font is drawn in an unusual way.
    """
    return sum(word.misshapen for word in words) >= _FEW_MISDRAWN


def overlapping(words: Sequence[LayerWord]) -> set[int]:
    """Indices of the words that another, different word covers: what is seen there is at most one of them."""
    boxes = np.array([word.box for word in words], dtype=np.float32).reshape(-1, 4)
    across = np.minimum(boxes[:, None, 2], boxes[None, :, 2]) - np.maximum(boxes[:, None, 0], boxes[None, :, 0])
    down = np.minimum(boxes[:, None, 3], boxes[None, :, 3]) - np.maximum(boxes[:, None, 1], boxes[None, :, 1])
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    shared = np.maximum(across, 0) * np.maximum(down, 0) > _COVERED * np.minimum(area[:, None], area[None, :])
    np.fill_diagonal(shared, False)
    return {i for i, j in np.argwhere(shared).tolist() if words[i].text != words[j].text}


def without_repeats(words: Sequence[LayerWord]) -> list[LayerWord]:
    """The words without those drawn twice in the same place, as some programs do to make them bold."""
    kept: list[LayerWord] = []
    seen: dict[str, list[LayerWord]] = {}
    for word in words:
        twins = seen.setdefault(word.text, [])
        level = [twin for twin in twins if word.box.y0 < twin.box.y1 and twin.box.y0 < word.box.y1]
        if not any(_shared(word, twin) > _COVERED for twin in level):
            twins.append(word)
            kept.append(word)
    return kept


def _meaningless_share(text: str) -> float:
    odd = sum(char == "\ufffd" or unicodedata.category(char) in {"Co", "Cn", "Cc", "Cs"} for char in text)
    return odd / len(text)


def _is_unpronounceable(words: Sequence[LayerWord]) -> bool:
    """French has 44 % vowels, English 38 %, German 37 %; a shifted alphabet falls far from all of them."""
    letters = [char for word in words for char in word.text.casefold() if "a" <= char <= "z" or "à" <= char <= "œ"]
    signs = [char for word in words for char in word.text if not char.isalnum()]
    total = sum(len(word.text) for word in words)
    if len(signs) > (0.4 if total >= _FEW_LETTERS else 0.5) * total:
        return True
    if len(letters) < max(_FEW_LETTERS, 0.5 * (total - len(signs))):  # few, or another script
        return False
    vowels = sum(char in _LATIN_VOWELS for char in letters) / len(letters)
    return not 0.27 <= vowels <= 0.62


def _shared(one: LayerWord, other: LayerWord) -> float:
    across = min(one.box.x1, other.box.x1) - max(one.box.x0, other.box.x0)
    down = min(one.box.y1, other.box.y1) - max(one.box.y0, other.box.y0)
    smaller = min(one.box.width * one.box.height, other.box.width * other.box.height)
    return max(across, 0) * max(down, 0) / smaller if smaller > 0 else 0.0

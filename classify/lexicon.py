"""Repair of OCR slips in single words, towards the words that the vocabulary and the phrases know.

Only the reading for meaning is repaired; evidence always quotes the page's own words.
"""

from functools import cache, lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from classify.folding import fold
from classify.patterns import data_table, phrase_words
from dossier.types import piece_types

_CONFUSABLE = str.maketrans({"i": "l", "1": "l", "|": "l", "!": "l", "j": "l", "0": "o", "5": "s", "8": "b", "9": "g"})
_SHORTEST = 5  # shorter words have too many neighbours that are words themselves
_FORGIVEN = 8  # from this length on one slip is forgiven
_LONG = 11  # from this length on two are
_LONGEST = 40  # no known word is near a longer one


def _key(word: str) -> str:
    """The word with letters that OCR confuses made equal."""
    return word.translate(_CONFUSABLE).replace("rn", "m").replace("vv", "w").replace("cl", "d")


def _shorter(word: str, slips: int) -> set[str]:
    """The word and all it becomes by deleting up to ``slips`` letters."""
    found = {word}
    for _ in range(slips):
        found |= {w[:i] + w[i + 1 :] for w in found for i in range(len(w))}
    return found


@cache
def known_words() -> frozenset[str]:
    cues = {word for kind in piece_types().values() for cue in kind.cues for word in fold(cue).split()}
    return phrase_words() | {word for word in cues | _places() if len(word) >= _SHORTEST and word.isalpha()}


def _places() -> set[str]:
    """The words of départements' and their towns' names: the Finistère is no ministère misread."""
    named = data_table("territoire.toml")["departements"]
    assert isinstance(named, dict)
    return {word for names in named.values() for name in names for word in fold(str(name)).split()}


@cache
def _by_key() -> dict[str, str]:
    return {_key(word): word for word in sorted(known_words())}


@cache
def _by_deletion() -> dict[str, list[str]]:
    """Symmetric deletion index (Garbe, 2012): neighbours at one slip without walking the whole vocabulary."""
    index: dict[str, list[str]] = {}
    for word in sorted(w for w in known_words() if len(w) >= _FORGIVEN - 1):
        for shorter in _shorter(word, 2 if len(word) >= _LONG else 1):
            index.setdefault(shorter, []).append(word)
    return index


@lru_cache(maxsize=65536)
def repaired(word: str, *, noisy: bool) -> str:
    """The known word that ``word`` (folded) most likely is, or ``word`` itself.

    ``noisy`` allows wrong, missing and added letters (one in words of eight letters, two from eleven); otherwise only
    letters that look alike are taken for each other.
    """
    if not _SHORTEST <= len(word) <= _LONGEST or word in known_words() or word.isdigit():
        return word
    if (alike := _by_key().get(_key(word))) is not None:
        return alike
    if not noisy or len(word) < _FORGIVEN:
        return word
    return _nearest(word)


def unbarred(word: str) -> list[str]:
    """A folded word without the bars that OCR reads between two words (« proposons|de »); one that stands for a letter
    of a known word stays."""
    if "|" not in word or _key(word) in _by_key():
        return [word]
    return [part for part in word.split("|") if part]


def _nearest(word: str) -> str:
    slips = 2 if len(word) >= _LONG else 1
    near = {n for shorter in _shorter(word, slips) for n in _by_deletion().get(shorter, ())}
    scored = sorted((DamerauLevenshtein.distance(word, n), n) for n in near)
    if not scored or scored[0][0] > slips or _is_inflection(word, scored[0][1]):
        return word
    return scored[0][1]


def _is_inflection(word: str, known: str) -> bool:
    """Same stem, other ending: a word in its own right (``invitant`` is not a misread ``invitent``)."""
    stem = min(len(word), len(known)) - 2
    return stem >= 4 and word[:stem] == known[:stem] and word.isalpha()

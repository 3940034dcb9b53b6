"""A person's name as printed: which words are the surname, which the given names."""

import re
from dataclasses import dataclass

from classify.folding import fold
from classify.persons import name_words

_WEBMAILS = frozenset({"gmail", "yahoo", "orange", "outlook", "zimbra", "laposte", "hotmail", "webmail", "messagerie"})
_TITLES = _WEBMAILS | frozenset(
    {"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "mrs", "ms", "me", "maitre", "dr"}
)
_PARTICLES = frozenset(["de", "da", "do", "dos", "el", "van", "von", "ben", "bin", "al", "di", "du", "le", "la"])
_BORN = re.compile(
    r"\s*,?\s+\b(?P<tie>n[ée]{1,3}e?|épouse|épse|ép\.?|ep\.?|veuve|vve|EP\.?|NÉE|NEE|ÉPOUSE|EPOUSE|usage)\s+"
)
_BAR_FOR_I = re.compile(r"(?<=[A-ZÀ-Ý])[|l](?=[A-ZÀ-Ý])")  # as OCR reads « DIALLO »
_CLEAN = re.compile(r"[A-Za-zÀ-ÿŒœĀ-žḀ-ỿ'’ .\-]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Naming:
    """``words`` as printed, in order. ``nom`` and ``prenoms`` are both None where nothing tells them apart."""

    words: tuple[str, ...]
    nom: str | None = None
    prenoms: str | None = None


def naming_of(text: str) -> Naming | None:
    """« DIALLO Aminata », « Aminata DIALLO », « Mme BAMBA née KOUASSI Adjoua », « SHARMA, PRIYA »: the words in
    capitals are the surname, or what a comma sets before. None for what cannot be a person's name."""
    first = _BAR_FOR_I.sub("I", re.split(r"\s{3,}", text.strip())[0])
    surname, comma, given = first.partition(",")
    if comma and _is_name(surname) and _is_name(given) and len(given.split()) <= 4:
        return Naming(
            words=_words(f"{surname} {given}"), nom=" ".join(_words(surname)), prenoms=" ".join(_words(given))
        )
    born = _BORN.search(first)
    if born is not None:
        return _with_birth_name(first[: born.start()], born.group("tie"), first[born.end() :])
    return _plain_naming(surname)


def _plain_naming(text: str) -> Naming | None:
    words = _words(text)
    if not words or not _is_name(" ".join(words)) or len(words) > 8:
        return None
    words = _without_tail(words)
    capitals = [word for word in words if _is_capital(word)]
    given = [word for word in words if word not in capitals and word not in _PARTICLES]
    if not capitals or not given:
        return Naming(words=words)
    surname = [word for word in words if word not in given]
    return Naming(words=words, nom=" ".join(surname), prenoms=" ".join(given))


def _without_tail(words: tuple[str, ...]) -> tuple[str, ...]:
    """Given names stand before the surname or after it, not on both sides: what follows « Minh Chau PHAM » is no name
    (a town, a date's line)."""
    ends = [n for n, word in enumerate(words) if _is_capital(word)]
    if not ends or ends[0] == 0:
        return words
    return words[: ends[-1] + 1]


def _with_birth_name(before: str, tie: str, after: str) -> Naming | None:
    """The name at birth counts, since papers bear it."""
    one, other = _plain_naming(before), _plain_naming(after)
    if one is None or other is None:
        return one or other
    born = other if fold(tie).startswith("n") else one
    second = one if born is other else other
    given = born.prenoms or second.prenoms
    nom = born.nom or (" ".join(born.words) if given else None)
    return Naming(words=(*one.words, *other.words), nom=nom, prenoms=given if nom else None)


def clean_name(value: str) -> str | None:
    """One field's name as printed, up to a wide gap; None for what cannot be one."""
    first = _BAR_FOR_I.sub("I", re.split(r"\s{3,}", value)[0].strip(" .:,;-_()/|"))
    first = re.split(r"\s*\(", first)[0].strip()
    if not _is_name(first) or len(first) < 2 or len(first.split()) > 6 or not first[0].isupper():
        return None
    return first if len(name_words(first)) == len(fold(first).split()) else None


def _is_name(text: str) -> bool:
    stripped = text.strip(" .,;:")
    return bool(stripped) and _CLEAN.fullmatch(stripped) is not None and bool(name_words(stripped))


def _words(text: str) -> tuple[str, ...]:
    """The words up to the first that cannot be a name's, titles left out."""
    kept = [word.strip(" .,;:()") for word in text.split()]
    kept = [word for word in kept if word and fold(word) not in _TITLES]
    if kept and kept[0] in {"De", "A", "À", "Du"}:  # the label of a message's head
        kept = kept[1:]
    held = len(name_words(" ".join(kept)))
    out: list[str] = []
    for word in kept:
        particle = word in _PARTICLES or word[:2] in {"d'", "d’", "l'"}
        if len(fold(" ".join([*out, word])).split()) > held or not (word[0].isupper() or particle):
            break
        out.append(word)
    return tuple(out) if any(word[0].isupper() for word in out) else ()


def _is_capital(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    return len(letters) > 1 and all(c.isupper() for c in letters)

"""Names of people as letters write them, and whether two namings can be one person."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from classify.folding import fold
from classify.text import ReadPage

_CIVILITY = r"(?:Monsieur|Madame|Mademoiselle|M\.|Mm[eéèê]\.?|Mlle\.?|Mr\.?|MONSIEUR|MADAME|MME|M(?= [A-ZÀ-Ý]))"
_NAME_WORD = r"(?:[A-ZÀ-ÝŒ][\wÀ-ÿœ'’\-]*|de|da|dos|el|van|von|ben|bin|al|di|du|le|la)"
_NAMED = re.compile(rf"(?<![\w'’]){_CIVILITY}\s+({_NAME_WORD}(?:\s+{_NAME_WORD}){{0,5}})")
_NOT_NAMES = frozenset(
    [
        "gmail",  # behind its M
        "le",
        "la",
        "les",
        "monsieur",
        "madame",
        "mademoiselle",
        "prefet",
        "prefete",
        "sous",
        "directeur",
        "directrice",
        "maire",
        "president",
        "presidente",
        "juge",
        "ministre",
        "chef",
        "cheffe",
        "du",
        "des",
        "de",
        "vous",
        "nous",
        "votre",
        "notre",
        "objet",
        "destinataire",
        "demande",
        "carte",
        "titre",
        "sejour",
        "formulaire",
        "cerfa",
        "renouvellement",
        "attestation",
        "passeport",
        "republique",
        "expediteur",
        "ne",
        "nee",
        "par",
        "suite",
        "je",
        "il",
        "elle",
        "bonjour",
        "en",
        "au",
        "aux",
        "responsable",
        "agent",
        "conseiller",
        "conseillere",
        "bureau",
        "service",
        "centre",
        "prefecture",
        "a",
        "et",
        "ou",
        "numero",
        "titulaire",
        "dossier",
        "date",
        "nationalite",
        "demeurant",
        "domicilie",
        "domiciliee",
        "residant",
        "rue",
        "avenue",
        "boulevard",
        "place",
        "cours",
        "impasse",
        "chemin",
        "allee",
        "bis",
        "ter",
        "dont",
        "qui",
        "que",
        "sur",
        "pour",
        "dans",
        "avec",
        "sans",
        "est",
        "sera",
        "avez",
        "etes",
        "ce",
        "cette",
        "cet",
        "mon",
        "ma",
        "mes",
        "apres",
        "avant",
        "comme",
        "afin",
        "tel",
        "tribunal",
        "secretaire",
        "generale",
        "general",
        "delegue",
        "deleguee",
        "consul",
        "ambassadeur",
        "proprietaire",
        "locataire",
    ]
)
_PARTICLES = frozenset(["de", "da", "dos", "el", "van", "von", "ben", "bin", "al", "di", "du", "le", "la"])


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedPerson:
    """A person named after a civility: the name's words folded, in the order written, and where (folded range)."""

    words: tuple[str, ...]
    start: int
    end: int


def named_persons(page: ReadPage) -> list[NamedPerson]:
    """Everyone on the page who is named with a civility, in order."""
    found = []
    for line in page.lines:
        text = line.text
        for match in _NAMED.finditer(text):
            words = name_words(match.group(1))
            if words:
                found.append(NamedPerson(words=words, start=line.start, end=line.end))
    return found


def name_words(text: str) -> tuple[str, ...]:
    """The words of a name up to the first that cannot be one, folded; empty for an office (« le Préfet »)."""
    words: list[str] = []
    for word in text.split():
        folded = fold(word)
        if (folded in _NOT_NAMES and folded not in _PARTICLES) or any(c.isdigit() for c in folded) or not folded:
            break
        words.extend(folded.split())
        if word.endswith((",", ";", ":")):
            break
    while words and words[-1] in _PARTICLES:
        words.pop()
    if (
        not words
        or (len(words) >= 2 and words[0] in {"le", "la"} and words[1] in _NOT_NAMES)
        or words[0] in {"le", "la"}
    ):
        return ()
    return tuple(words)


def _alike(first: str, second: str) -> bool:
    if first == second:
        return True
    slips = 0 if min(len(first), len(second)) < 4 else 1 if min(len(first), len(second)) < 8 else 2
    return Levenshtein.distance(first, second, score_cutoff=slips) <= slips


def resembles(first: str, second: str) -> bool:
    """Whether one word may be a poor reading of the other: about one letter in three wrong."""
    longest = max(len(first), len(second))
    return Levenshtein.distance(first, second) <= longest // 3 or (
        min(len(first), len(second)) >= 4 and (first.startswith(second) or second.startswith(first))
    )


def _has(words: Iterable[str], wanted: str) -> bool:
    return any(_alike(word, wanted) for word in words)


@lru_cache(maxsize=8192)
def words_of(*names: str | None) -> tuple[str, ...]:
    return tuple(word for name in names if name for word in fold(name).split())


def same_surname(words: Iterable[str], nom: str) -> bool:
    """Whether a naming holds every word of the surname (particles aside)."""
    held = tuple(words)
    wanted = [w for w in words_of(nom) if w not in _PARTICLES and len(w) > 1] or list(words_of(nom))
    joined = "".join(held)
    return all(_has(held, w) for w in wanted) or ("".join(words_of(nom)) in joined and len("".join(words_of(nom))) >= 5)


def may_be(words: Iterable[str], nom: str, prenoms: str | None) -> bool:
    """Whether a naming can be this person: the surname, and no given name that is not theirs."""
    held = tuple(words)
    if not same_surname(held, nom):
        return False
    surname = words_of(nom)
    others = [w for w in held if not _has(surname, w) and w not in _PARTICLES and len(w) > 1]
    if not others or not prenoms:
        return True
    given = words_of(prenoms)
    return any(_has(given, w) for w in others)

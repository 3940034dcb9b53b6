"""Subjects that say that they are part of a series: « 2/3 », « partie 2 », « suite »."""

import re

from classify.folding import plain
from dossier.joining import Series

_MOST_PARTS = 40
_PREFIX = re.compile(r"^\s*(?:(?:re|rep|ref|fw|fwd|tr|wg|aw)\s*(?:\[\d+\])?\s*:\s*)+")
_WORDS = (
    r"(?:parties?|part|messages?|mails?|mels?|e-mails?|courriels?|envois?|pieces?|pj|lots?|dossiers?|volets?|volumes?)"
)
# « 2/3 » at either end, in brackets, or after a word that counts; a day and month in a sentence is none.
_FRACTION = r"(?P<part>\d{1,2})\s*(?:/|sur|de|of)\s*(?P<parts>\d{1,2})"
_MARKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"[(\[{{]\s*(?:{_WORDS}\s*)?(?:n[o°]\s*)?{_FRACTION}\s*[)\]}}]",
        rf"\b{_WORDS}\s*(?:n[o°]?\s*)?{_FRACTION}\b(?![/.-])",
        rf"^\s*{_FRACTION}\b(?![/.-])",
        rf"(?:^|[\s,;:.–-])(?<!du )(?<!le )(?<!au ){_FRACTION}\s*$",
    )
)
_COUNTED = r"(?:parties?|part|messages?|mails?|mels?|e-mails?|courriels?|envois?|volets?|volumes?)"
_PART_ONLY = re.compile(rf"\b{_COUNTED}\s*(?:n[o°]?\s*)?(?P<part>\d{{1,2}})\b(?!\s*[/.-]?\s*\d)")
_ORDINAL = re.compile(
    r"\b(?:(?P<part>\d{1,2})\s*(?:eme|er|ere|re|nde|nd|e)|(?P<word>premiere?|deuxieme|seconde?|troisieme|quatrieme))"
    rf"\s+{_COUNTED}\b"
)
_ORDINALS = {"premier": 1, "premiere": 1, "deuxieme": 2, "second": 2, "seconde": 2, "troisieme": 3, "quatrieme": 4}
_SUITE = re.compile(r"\bsuite\b(?:\s+et\s+fin\b)?(?!\s+(?:a|au|aux)\b)")  # « suite à votre courrier » is an answer


def series_of(subject: str | None) -> Series | None:
    """The series that a subject names; None when it names none."""
    text = _PREFIX.sub("", plain(subject or ""))
    for mark in _MARKS:
        for found in mark.finditer(text):
            part, parts = int(found["part"]), int(found["parts"])
            if 1 <= part <= parts <= _MOST_PARTS and parts > 1:
                return Series(stem=_stem(text, found), part=part, parts=parts)
    if ordinal := _ORDINAL.search(text):
        return Series(stem=_stem(text, ordinal), part=int(ordinal["part"] or _ORDINALS[ordinal["word"]]))
    if counted := _PART_ONLY.search(text):
        return Series(stem=_stem(text, counted), part=int(counted["part"]))
    if suite := _SUITE.search(text):
        return Series(stem=_stem(text, suite))
    return None


def _stem(text: str, found: re.Match[str]) -> str:
    return _words(text[: found.start()] + " " + text[found.end() :])


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text))[:200]

"""A later letter of a service that comes back to what it wrote before: to limit it, to correct it, to take it back.

Whoever ends a favour finds words that no list has (« Nous mettons fin à ce que notre lettre du 2 mars vous
accordait »), but must say which letter is meant. One that proves nothing by itself and names the proof is for a person.
"""

import re
from datetime import date

from classify.document import Document

_WRITING = (
    r"(?:lettre|courrier|courriel|mail|message|attestation|invitation|ecrit|reponse|envoi|certificat|document|decision"
    r"|pli|autorisation|accord|correspondance|constat|indication|information)s?"
)
_EARLIER = r"(?:precedente?s?|derniere?s?|anterieure?s?|initiale?s?|premiere?s?)"
_OURS = re.compile(
    rf"(?<!\S)(?:notre|nos|mon|ma|mes) (?:(?P<before>{_EARLIER}) )?{_WRITING}(?P<after> {_EARLIER})?(?!\S)"
)
_OF_THAT_DAY = re.compile(
    rf"(?<!\S)(?:l|le|la|les|cette|cet|ce|ces|du|des|au) {_WRITING}(?!\S)"
)  # not « votre courrier »
_REACH = 60  # letters, from a writing to its day
_MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
           "decembre")  # fmt: skip


def comes_back_to(document: Document, day: date | None) -> bool:
    """Whether ``document`` speaks of an earlier writing of its own writer: one of ``day``, or the one before."""
    return any(
        _speaks_of(document.read[page].folded[sentence.start : sentence.end], day)
        for page, sentence in document.sentences()
    )


def _speaks_of(words: str, day: date | None) -> bool:
    for ours in _OURS.finditer(words):
        if ours["before"] or ours["after"] or _names_day(words[ours.end() : ours.end() + _REACH], day):
            return True
    return any(_names_day(words[that.end() : that.end() + _REACH], day) for that in _OF_THAT_DAY.finditer(words))


def _names_day(words: str, day: date | None) -> bool:
    """Whether ``day`` is named, with its year or without: « du 2 mars », « du 02/03 »."""
    if day is None:
        return False
    month = rf"(?:{_MONTHS[day.month - 1]}|0?{day.month})"
    year = rf"(?: (?:{day.year}|{day.year % 100:02d}))?"
    return re.search(rf"(?<!\S)0?{day.day}(?:er)? {month}{year}(?! ?\d)(?!\S)", words) is not None

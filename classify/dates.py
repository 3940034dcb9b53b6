"""Dates in French text, and delays."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {
    "janvier": 1, "janv": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4, "avr": 4, "mai": 5, "juin": 6,
    "juillet": 7, "juil": 7, "aout": 8, "septembre": 9, "sept": 9, "octobre": 10, "oct": 10, "novembre": 11, "nov": 11,
    "decembre": 12, "dec": 12, "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7,
    "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip
_DATE = re.compile(
    rf"(?<!\S)(?:(\d{{1,2}})(?:er)? ({'|'.join(_MONTHS)}) (\d{{4}})|(\d{{1,2}}) (\d{{1,2}}) (\d{{4}}|\d{{2}})"
    rf"|(\d{{4}}) (\d{{2}}) (\d{{2}})|(\d{{2}})(\d{{2}})((?:19|20)\d{{2}}))(?!\S)"
)
_DIGITS = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1", "s": "5", "b": "8"})
_NUMBERS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8,
            "dix": 10, "quinze": 15, "vingt": 20, "trente": 30, "quarante huit": 48, "soixante douze": 72}  # fmt: skip
_COUNTS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_DELAY = re.compile(rf"(?<!\S)(\d{{1,3}}|{_COUNTS})(?: \d{{1,3}})? (heures?|h|jours?|semaines?|mois|ans?)(?!\S)")


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundDate:
    """A date in folded text and the half-open range of its characters."""

    day: date
    start: int
    end: int


def dates_in(folded: str, start: int = 0, end: int | None = None) -> list[FoundDate]:
    """Every date that exists in the calendar, in order. Two-digit years are of this century up to 49."""
    found = []
    for match in _DATE.finditer(folded, start, len(folded) if end is None else end):
        day = _date_of(match)
        if day is not None:
            found.append(FoundDate(day=day, start=match.start(), end=match.end()))
    return found


def date_in_line(text: str) -> str | None:
    """The first date in a piece of folded text as ISO, OCR's letters for digits forgiven."""
    for candidate in (text, " ".join(_as_digits(word) for word in text.split())):
        if found := dates_in(candidate):
            return found[0].day.isoformat()
    return None


def _as_digits(word: str) -> str:
    return word.translate(_DIGITS) if any(c.isdigit() for c in word) and len(word) <= 4 else word


def _date_of(match: re.Match[str]) -> date | None:
    d1, name, y1, d2, m2, y2, y3, m3, d3, d4, m4, y4 = match.groups()
    if name:
        parts = (int(y1), _MONTHS[name], int(d1))
    elif y2:
        year = int(y2) if len(y2) == 4 else int(y2) + (2000 if int(y2) < 50 else 1900)
        parts = (year, int(m2), int(d2))
    elif y3:
        parts = (int(y3), int(m3), int(d3))
    else:
        parts = (int(y4), int(m4), int(d4))
    try:
        day = date(*parts)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2100 else None


def delay_in(folded: str, start: int = 0, end: int | None = None) -> timedelta | None:
    """The first delay (``quinze jours``, ``48 heures``, ``un mois``); a month is 30 days, hours round up to days."""
    match = _DELAY.search(folded, start, len(folded) if end is None else end)
    if match is None:
        return None
    count = int(match.group(1)) if match.group(1).isdigit() else _NUMBERS[match.group(1)]
    unit = match.group(2)
    if unit.startswith("h"):
        return timedelta(days=-(-count // 24))
    return timedelta(days=count * {"j": 1, "s": 7, "m": 30, "a": 365}[unit[0]])

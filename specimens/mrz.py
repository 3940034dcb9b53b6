"""Machine readable zones with right check digits.

Source: ICAO 9303 parts 4, 5 and 7; the French identity card of 1995-2021 by its public specimen.
"""

import unicodedata
from datetime import date

_SPECIAL = {"Œ": "OE", "Æ": "AE", "Ø": "OE", "ß": "SS", "ı": "I", "İ": "I", "Ł": "L"}


def clean(text: str) -> str:
    """``text`` in the MRZ's alphabet: A-Z, 0-9 and <."""
    plain = "".join(_SPECIAL.get(c, c) for c in text.upper())
    plain = unicodedata.normalize("NFKD", plain)
    kept = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’")
    return "".join(c if c.isascii() and c.isalnum() else "<" for c in kept)


def check_digit(text: str) -> str:
    """Weights 7-3-1; A is 10 … Z is 35, < is 0."""
    total = 0
    for position, char in enumerate(text):
        value = 0 if char == "<" else int(char, 36)
        total += value * (7, 3, 1)[position % 3]
    return str(total % 10)


def _fill(text: str, size: int) -> str:
    return text[:size].ljust(size, "<")


def _names(nom: str, prenoms: str, size: int) -> str:
    return _fill(f"{clean(nom)}<<{clean(prenoms)}", size)


def _checked(text: str) -> str:
    return text + check_digit(text)


def _day(day: date) -> str:
    return f"{day:%y%m%d}"


def passport(
    *, country: str, nom: str, prenoms: str, number: str, born: date, sex: str, expires: date
) -> tuple[str, str]:
    """TD3: two lines of 44."""
    first = _fill(f"P<{country}", 5) + _names(nom, prenoms, 39)
    head = _checked(_fill(clean(number), 9))
    dates = _checked(_day(born)), sex + _checked(_day(expires))
    optional = _checked("<" * 14)
    second = head + country + dates[0] + dates[1] + optional
    composite = head + dates[0] + dates[1][1:] + optional
    return first, second + check_digit(composite)


def permit(
    *, number: str, optional: str, nom: str, prenoms: str, born: date, sex: str, expires: date, nationality: str
) -> tuple[str, str, str]:
    """TD1: three lines of 30, as on residence cards (``IRFRA``); ``optional`` holds the numéro étranger."""
    first = "IRFRA" + _checked(_fill(clean(number), 9)) + _fill(optional, 15)
    second = _checked(_day(born)) + sex + _checked(_day(expires)) + nationality + "<" * 11
    composite = first[5:] + second[:7] + second[8:15] + second[18:29]
    return first, second + check_digit(composite), _names(nom, prenoms, 30)


def identity_card(
    *, country: str, number: str, nom: str, prenoms: str, born: date, sex: str, expires: date
) -> tuple[str, str, str]:
    """TD1 of an identity card: three lines of 30."""
    first = f"ID{country}" + _checked(_fill(clean(number), 9)) + "<" * 15
    second = _checked(_day(born)) + sex + _checked(_day(expires)) + country + "<" * 11
    composite = first[5:] + second[:7] + second[8:15] + second[18:29]
    return first, second + check_digit(composite), _names(nom, prenoms, 30)


def visa(
    *, number: str, nom: str, prenoms: str, nationality: str, born: date, sex: str, expires: date
) -> tuple[str, str]:
    """MRV-B: two lines of 36."""
    first = _fill("VDFRA", 5) + _names(nom, prenoms, 31)
    second = _checked(_fill(clean(number), 9)) + nationality + _checked(_day(born)) + sex + _checked(_day(expires))
    return first, _fill(second, 36)


def old_french_card(
    *, nom: str, prenoms: str, office: str, place: str, issued: date, serial: str, born: date, sex: str
) -> tuple[str, str]:
    """The French identity card of 1995-2021: two lines of 36, the second ends with a check over both.

    ``office`` (6) ends the first line, ``place`` (3) is the département where it was made, ``serial`` 5 digits.
    """
    first = "IDFRA" + _fill(clean(nom), 25) + _fill(office, 6)
    given = clean(prenoms).replace("<", "<<", 1)
    second = _checked(f"{issued:%y%m}{place}{serial}") + _fill(given, 14) + _checked(_day(born)) + sex
    return first, second + check_digit(first + second)

"""What a printed value says: a nationality, a birth date, a number, an address."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from classify import territory
from classify.dates import date_in_line
from classify.folding import fold
from classify.patterns import data_table
from classify.spaced_line import aligned
from classify.text import ReadPage

_NUMBER = re.compile(r"(?<!\d)(\d(?: ?\d){9})(?! ?\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\d+])((?:\+33|0033|0)\s?[1-9](?:[\s.\-]?\d{2}){4})(?!\d)")
_STREET = re.compile(
    r"(?<![\w])(?:\d{1,4}\s?(?:bis|ter|[a-d])?,?\s+)?(?:rue|avenue|av|boulevard|bd|place|cours|impasse|chemin|allee|allees|quai|"
    r"route|residence|square|passage|lotissement|cite|faubourg|villa|esplanade|sentier|hameau|lieu-dit|foyer|esc)\b"
)
_UNIT = re.compile(r"(?<!\w)(?:bat(?:iment)?|appt?|appartement|esc(?:alier)?|etage|chez|porte|hall)\b")
_TOWN = re.compile(r"(?<!\d)((?:0[1-9]|[1-8]\d|9[0-8])\d{3})\s+([A-ZÀ-Ý][\wÀ-ÿ' \-]+)")


@cache
def _nationalities() -> tuple[tuple[re.Pattern[str], str], ...]:
    table = data_table("nationalites.toml")["codes"]
    assert isinstance(table, Mapping)
    rows = [(re.compile(rf"(?<!\S)(?:{name})(?!\S)"), code) for code, names in table.items() for name in names]
    return tuple(sorted(rows, key=lambda row: -len(row[0].pattern)))


@cache
def nationality_codes() -> frozenset[str]:
    return frozenset(code for _, code in _nationalities())


def nationality_of(value: str) -> str | None:
    """ISO 3166-1 alpha-3 of a printed nationality or country, None when it is none or ambiguous."""
    folded = fold(value)
    upper = value.strip().upper()
    if re.fullmatch(r"[A-Z]{3}", upper) and upper in nationality_codes():
        return upper
    return next((code for pattern, code in _nationalities() if pattern.search(folded)), None)


def birth_of(value: str) -> str | None:
    return date_in_line(fold(value))


def number_of(value: str) -> str | None:
    """Ten digits, spaces between them forgiven."""
    for match in _NUMBER.finditer(value):
        digits = re.sub(r"\D", "", match.group(1))
        if len(digits) == 10:
            return digits
    return None


def email_of(value: str) -> str | None:
    match = _EMAIL.search(value)
    return match.group(0).lower() if match else None


def phone_of(value: str) -> str | None:
    """A French number in pairs (``06 12 34 56 78``)."""
    match = _PHONE.search(value)
    if match is None:
        return None
    digits = "0" + re.sub(r"\D", "", match.group(1))[-9:]
    return " ".join(digits[i : i + 2] for i in range(0, 10, 2))


def addresses_on(page: ReadPage) -> Iterator[tuple[int, str, str]]:
    """(line, address, département) of each postal address of the page: a street, then a postal code and town."""
    texts = [line.spaced.text for line in page.lines]
    for number, text in enumerate(texts):
        match = _TOWN.search(text)
        if match is None or (code := territory.departement_of_postal_code(match.group(1))) is None:
            continue
        name = re.split(r"\s{3,}", match.group(2))[0].strip(" .,;")
        town = f"{match.group(1)} {name}"
        before = text[: match.start()]
        street = _street_in(before) or (_street_in(texts[number - 1]) if number else None)
        yield number, f"{street}, {town}" if street else town, code


_LABELLED_CODE = re.compile(r"(?<!\w)(?:code postal|cp)(?:[ ,/]*(?:et )?(?:ville|commune))?[\s:]*(\d(?: ?\d){4})(?!\d)")


def labelled_departements(page: ReadPage) -> Iterator[str]:
    """The département of each postal code that a label announces, one digit a box or not."""
    for line in page.lines:
        for match in _LABELLED_CODE.finditer(line.spaced.plain):
            if code := territory.departement_of_postal_code(match.group(1).replace(" ", "")):
                yield code


def town_of(address: str) -> tuple[str, str] | None:
    """(postal code, folded town) of an address in one line, None when it has none."""
    match = _TOWN.search(address)
    return (match.group(1), fold(match.group(2))) if match else None


def departement_in(address: str) -> str | None:
    """The département of an address in one line, None when it has no postal code and town."""
    match = _TOWN.search(address)
    return territory.departement_of_postal_code(match.group(1)) if match else None


def _street_in(text: str) -> str | None:
    plain = aligned(text)
    match = _STREET.search(plain)
    if match is None:
        return None
    unit = _UNIT.search(plain, 0, match.start())
    return text[unit.start() if unit else match.start() :].strip(" ,;-–")

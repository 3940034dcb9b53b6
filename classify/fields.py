"""Labelled fields on a page: « Nom : DIALLO », « Né(e) le 12 mars 1991 à… », in the page's own words."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from classify import territory
from classify.dates import date_in_line
from classify.folding import fold
from classify.patterns import data_table
from classify.text import ReadLine, ReadPage


def _labels() -> str:
    """One named group for each list of ``data/libelles.toml``, in its order."""
    groups = []
    for name, listed in data_table("libelles.toml").items():
        assert isinstance(listed, list)
        groups.append(rf"(?P<{name}>(?<![\w'])(?:{'|'.join(listed)})(?![\w']))")
    return "|".join(groups)


_LABEL = re.compile(_labels())
_SILENT = frozenset({"autre", "reste"})
_AFTER = re.compile(r"^[\s:./()\-–|]*(?:\(\w+\))?[\s:.\-–|]*")
_NUMBER = re.compile(r"(?<!\d)(\d(?: ?\d){9})(?! ?\d)")
_COMB = re.compile(r"(?<!\S)\S(?: \S){2,}(?!\S)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\d+])((?:\+33|0033|0)\s?[1-9](?:[\s.\-]?\d{2}){4})(?!\d)")
_STREET = re.compile(
    r"(?<![\w])(?:\d{1,4}\s?(?:bis|ter|[a-d])?,?\s+)?(?:rue|avenue|av|boulevard|bd|place|cours|impasse|chemin|allee|allees|quai|"
    r"route|residence|square|passage|lotissement|cite|faubourg|villa|esplanade|sentier|hameau|lieu-dit|foyer|esc)\b"
)
_UNIT = re.compile(r"(?<!\w)(?:bat(?:iment)?|appt?|appartement|esc(?:alier)?|etage|chez|porte|hall)\b")
_TOWN = re.compile(r"(?<!\d)((?:0[1-9]|[1-8]\d|9[0-8])\d{3})\s+([A-ZÀ-Ý][\wÀ-ÿ' \-]+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A labelled value as printed. ``line`` counts the page's lines from 0."""

    name: str
    value: str
    line: int


class _BaseLetters(dict[int, str]):
    """Each character's base letter in lower case, found once."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFKD", chr(code))[0].lower()[:1] or " "
        self[code] = base
        return base


_BASE = _BaseLetters()


def aligned(text: str) -> str:
    """Lower case without accents, each letter at its own place (so that offsets lead back to ``text``)."""
    return text.translate(_BASE)


def spaced_text(line: ReadLine) -> str:
    """A line's text with two spaces where the page leaves a wide gap: a column, or an empty field."""
    parts: list[str] = []
    for index, word in enumerate(line.words):
        if index:
            gap = word.box.x0 - line.words[index - 1].box.x1
            parts.append("   " if gap > 2.2 * max(line.box.height, 0.008) else " ")
        parts.append(unicodedata.normalize("NFC", word.text))
    return "".join(parts)


def fields_on(page: ReadPage) -> list[Field]:
    """Every labelled field of a page; a value that stands alone under its label is taken too."""
    texts = [spaced_text(line) for line in page.lines]
    found: list[Field] = []
    for number, text in enumerate(texts):
        plain = aligned(text)
        labels = [m for m in _LABEL.finditer(plain) if _is_label(plain, m)]
        for match, following in zip(labels, [*labels[1:], None], strict=False):
            end = following.start() if following else len(text)
            value = _uncombed(_AFTER.sub("", text[match.end() : end]).strip(" ,;/"))
            if not value and following is None and number + 1 < len(texts):
                value = _under(texts[number + 1])
            if value and match.lastgroup and match.lastgroup not in _SILENT:
                found.append(Field(name=match.lastgroup, value=value, line=number))
    return found


def _uncombed(value: str) -> str:
    """A value written one letter a box (« S I S S O K O ») as words; wide gaps divide words."""
    if value and all(len(part) == 1 for part in value.split()):
        return " ".join(part.replace(" ", "") for part in re.split(r"\s{3,}", value))
    return _COMB.sub(lambda m: m.group(0).replace(" ", ""), value)


def _under(text: str) -> str:
    """The line under a label, where it is a value and not the next label."""
    plain = aligned(text)
    match = _LABEL.match(plain.strip())
    return "" if match or ":" in text else re.split(r"\s{3,}", text.strip())[0]


def _is_label(plain: str, match: re.Match[str]) -> bool:
    """A label begins its line or column, or a colon follows it."""
    before, after = plain[: match.start()], plain[match.end() :]
    if match.lastgroup in {"date_naissance", "numero_etranger", "autre", "reste"} and re.match(
        r"\s*(?:\(\w+\))?\s*[:\d]", after
    ):
        return True
    if match.lastgroup == "telephone" and re.match(r"\s*[:+(]?\s*(?:\+33|0)", after):
        return True
    starts = not before.strip(" -•*0123456789.)(/|") or before.endswith("   ") or before.rstrip().endswith("/")
    colon = re.match(r"\s*(?:\(\w+\))?\s*(?:/[^:]{2,25})?:", after) is not None
    return colon or (
        starts
        and match.lastgroup in {"nom", "prenoms", "nationalite", "adresse"}
        and bool(re.match(r"\s{1,}\S|$", after))
        and len(plain) < 60
    )


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
    texts = [spaced_text(line) for line in page.lines]
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
        for match in _LABELLED_CODE.finditer(aligned(spaced_text(line))):
            if code := territory.departement_of_postal_code(match.group(1).replace(" ", "")):
                yield code


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

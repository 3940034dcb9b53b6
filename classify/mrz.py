"""Machine-readable zones: TD1, TD2, TD3, visas (MRV-A, MRV-B) and the old French identity card (2×36).

Own implementation of ICAO Doc 9303 parts 3 to 7: weights 7-3-1 over 0-9, A-Z = 10-35, ``<`` = 0. A letter that OCR-B
readers take for a digit, or the other way round, is repaired where the field allows only one of them, and a repair
counts only when the check digit then agrees.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

_TO_DIGIT = {
    "O": "0",
    "Q": "0",
    "D": "0",
    "U": "0",
    "I": "1",
    "L": "1",
    "Z": "2",
    "A": "4",
    "S": "5",
    "G": "6",
    "T": "7",
    "B": "8",
}
_TO_LETTER = {"0": "O", "1": "I", "2": "Z", "4": "A", "5": "S", "6": "G", "8": "B"}
_AMBIGUOUS = "0OQD1IL2Z5S8B6G"
_LINE = re.compile(r"^[A-Z0-9<]{28,46}$")
_LONE = re.compile(r"(?<=<)[KXSCEL](?=<)")  # what a filler among fillers is misread for
_FILLER_NOISE = re.compile(r"[KLCSEX]{6,}[<KLCSEX]*$")
_FIXED = 28  # places of a passport's second line before the optional data
_FILLERS = re.compile(r"[«‹≤⋖〈]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Mrz:
    """What a zone says. ``checked`` is true when every check digit agrees.

    ``kind`` is ``TD1``, ``TD2``, ``TD3``, ``MRV-A``, ``MRV-B`` or ``CNI``; ``document`` the code at its head
    (``P``, ``ID``, ``IR``, ``V``…); dates are ISO, ``birth`` may be ``YYYY-MM`` or ``YYYY`` where days are unknown,
    None when it cannot be read or fails its check digit.
    """

    kind: str
    document: str
    issuer: str
    surname: str
    given: str
    number: str | None
    nationality: str | None
    birth: str | None
    sex: str | None
    expiry: str | None
    checked: bool


def check_digit(field: str) -> int:
    """The check digit of a field of ``0-9A-Z<``."""
    return sum((int(c, 36) if c != "<" else 0) * (7, 3, 1)[i % 3] for i, c in enumerate(field)) % 10


def mrz_lines(lines: Sequence[str]) -> list[str]:
    """The lines of a page that look like lines of a zone, cleaned of spaces and of wrongly read fillers."""
    kept = []
    for line in lines:
        text = _FILLERS.sub("<", line.upper().replace(" ", "").replace("&LT;", "<"))
        text = _LONE.sub("<", re.sub(r"[^A-Z0-9<]", "", text))
        digits = sum(c.isdigit() for c in text)
        if _LINE.match(text) and (text.count("<") >= 3 or (digits >= 10 and text.count("<") >= 1)):
            kept.append(text)
    return kept


def read_mrz(lines: Sequence[str], today: date) -> Mrz | None:
    """The zone in a page's lines, or None. ``today`` (the day of arrival) tells which century a birth year means."""
    found = mrz_lines(lines)
    best: Mrz | None = None
    for index in range(len(found)):
        for reading in (_td1(found[index : index + 3], today), _two_lines(found[index : index + 2], today)):
            if reading is not None and (best is None or reading.checked > best.checked):
                best = reading
    return best or next((names for line in found if (names := _names_only(line)) is not None), None)


def _names_only(line: str) -> Mrz | None:
    """A passport's first line whose second one cannot be read: State and names, nothing checked."""
    if not re.match(r"P[<A-Z][A-Z]{3}[A-Z<]{2,}<<[A-Z]", line):
        return None
    surname, given = _names(line[5:44])
    return Mrz(kind="TD3", document="P", issuer=_letters(line[2:5]), surname=surname, given=given, number=None,
               nationality=_letters(line[2:5]), birth=None, sex=None, expiry=None, checked=False)  # fmt: skip


def _fit(line: str, length: int) -> str | None:
    """The line at its exact length: fillers too many or too few, in the longest run of them, are the commonest slip."""
    missing = length - len(line)
    if missing == 0:
        return line
    runs = [m.span() for m in re.finditer(r"<{2,}", line)]
    if abs(missing) > 4 or not runs:
        return None
    start, end = max(runs, key=lambda run: run[1] - run[0])
    if end - start + missing < 1:
        return None
    return line[:start] + "<" * (end - start + missing) + line[end:]


def _td1(lines: Sequence[str], today: date) -> Mrz | None:
    if len(lines) < 3:
        return None
    fitted = [_fit(line, 30) for line in lines]
    if None in fitted or (fitted[0] or "")[0] not in "IAC":
        return None
    first, second, third = (line or "" for line in fitted)
    number, number_ok = _checked(first[5:14], first[14])
    if first[14] == "<":  # long number: goes on in the optional data (Doc 9303-5, 4.2.2.1)
        number, number_ok = _long_number(first)
    birth, birth_ok = _checked(second[0:6], second[6], digits=True)
    expiry, expiry_ok = _checked(second[8:14], second[14], digits=True)
    composite = check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    whole = _digit(second[29]) == str(composite) or (birth_ok and expiry_ok)
    return _made(
        _Raw(kind="TD1", document=first[0:2], issuer=first[2:5], names=third, number=number, nationality=second[15:18],
             birth=birth, sex=second[7], expiry=expiry, checks=(number_ok, birth_ok, expiry_ok, whole)),
        today,
    )  # fmt: skip


def _long_number(first: str) -> tuple[str, bool]:
    rest = first[15:30].split("<", maxsplit=1)[0]
    number = first[5:14] + rest[:-1]
    return number, bool(rest) and _digit(rest[-1]) == str(check_digit(number))


def _two_lines(lines: Sequence[str], today: date) -> Mrz | None:
    if len(lines) < 2:
        return None
    if lines[0].startswith("IDFRA") and (card := _old_card(lines, today)) is not None:
        return card
    for length, kinds in ((44, {"P": "TD3", "V": "MRV-A"}), (36, {"V": "MRV-B", "I": "TD2", "A": "TD2", "C": "TD2"})):
        first, second = _fit(lines[0], length), _fit(lines[1], length)
        if first is not None and second is None and len(lines[1]) in range(length - 2, length + 3):
            second = lines[1][:length].ljust(length, "<")
        if first and second and first[0] in kinds:
            return _standard(kinds[first[0]], first, second, today)
    return None


def _standard(kind: str, first: str, second: str, today: date) -> Mrz | None:
    """A passport or visa; the second line shifted by one place where a character too many or too few was read."""
    straight = _lines(kind, first, second, today)
    if kind != "TD3" or (straight is not None and straight.checked):
        return straight
    whole = [shifted for shifted in _shifted(second) if _whole(shifted)]
    if not whole:
        return straight
    return _lines(kind, first, max(whole, key=lambda line: line[10:13] == first[2:5]), today)


def _shifted(second: str) -> Iterator[str]:
    """The line without each one of its first places, then with an unread one put before each."""
    for place in range(_FIXED):
        yield second[:place] + second[place + 1 : -2] + "<" + second[-2:]
    fillers = second.rfind("<", _FIXED, -2)
    for place in range(_FIXED if fillers > 0 else 0):
        for char in "0123456789<":
            yield second[:place] + char + second[place:fillers] + second[fillers + 1 :]


def _whole(second: str) -> bool:
    """Whether all four check digits of a passport's second line agree as they stand, the composite one too."""
    parts = ((second[0:9], second[9]), (second[13:19], second[19]), (second[21:27], second[27]),
             (second[0:10] + second[13:20] + second[21:43], second[43]))  # fmt: skip
    return second[20] in "MF<" and all(str(check_digit(field)) == check for field, check in parts)


def _lines(kind: str, first: str, second: str, today: date) -> Mrz | None:
    number, number_ok = _checked(second[0:9], second[9])
    birth, birth_ok = _checked(second[13:19], second[19], digits=True)
    expiry, expiry_ok = _checked(second[21:27], second[27], digits=True)
    return _made(
        _Raw(kind=kind, document=first[0:2], issuer=first[2:5], names=first[5:], number=number,
             nationality=second[10:13], birth=birth, sex=second[20], expiry=expiry,
             checks=(number_ok, birth_ok, expiry_ok)),
        today,
        least=0 if kind == "TD3" and "<<" in first[5:40] else None,
    )  # fmt: skip


def _old_card(lines: Sequence[str], today: date) -> Mrz | None:
    """French card of 1995 to 2021: IDFRA + name(25) + office; issue + number + check + given + birth + check + sex."""
    first, second = _fit(lines[0], 36), _fit(lines[1], 36)
    if first is None or second is None:
        return None
    number, number_ok = _checked(second[0:12], second[12])
    birth, birth_ok = _checked(second[27:33], second[33], digits=True)
    if not (number_ok or birth_ok):
        return None
    names = first[5:30].strip("<") + "<<" + second[13:27].strip("<")
    return _made(
        _Raw(kind="CNI", document="ID", issuer="FRA", names=names, number=number, nationality="FRA", birth=birth,
             sex=second[34], expiry="", checks=(number_ok, birth_ok)),
        today,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class _Raw:
    """The fields of a zone as printed, and which check digits agree: number, birth, expiry, then any other."""

    kind: str
    document: str
    issuer: str
    names: str
    number: str
    nationality: str
    birth: str
    sex: str
    expiry: str
    checks: tuple[bool, ...]


def _made(raw: _Raw, today: date, *, least: int | None = None) -> Mrz | None:
    """What a zone says; None where less than half its check digits agree (``least``: or fewer, where names stand)."""
    if sum(raw.checks) < ((len(raw.checks) + 1) // 2 if least is None else least):
        return None
    surname, given = _names(raw.names)
    return Mrz(
        kind=raw.kind,
        document=raw.document.strip("<"),
        issuer=_letters(raw.issuer),
        surname=surname,
        given=given,
        number=raw.number.replace("<", "") or None if raw.checks[0] else None,
        nationality=_letters(raw.nationality) or None,
        birth=_date(raw.birth, today, past=True) if raw.checks[1] else None,
        sex=raw.sex if raw.sex in "MF" else None,
        expiry=_date(raw.expiry, today, past=False) if raw.expiry and raw.checks[2] else None,
        checked=all(raw.checks),
    )


def _names(field: str) -> tuple[str, str]:
    surname, _, given = _letters_kept(field).partition("<<")
    given = re.sub(r"(?:<[KCLES]{1,2})*<*$", "", given) if given.count("<") > 3 else given
    given = _FILLER_NOISE.sub("", given.lstrip("<"))
    return _spaced(surname), _spaced(re.split(r"<<", given)[0])


def _letters_kept(field: str) -> str:
    return "".join(_TO_LETTER.get(c, c) if c.isdigit() else c for c in field)


def _letters(field: str) -> str:
    return _letters_kept(field).replace("<", "")


def _spaced(field: str) -> str:
    return " ".join(part for part in field.split("<") if part)


def _digit(char: str) -> str:
    return _TO_DIGIT.get(char, char)


def _checked(field: str, check: str, *, digits: bool = False) -> tuple[str, bool]:
    """The field, repaired where that makes its check digit agree; and whether it agrees."""
    wanted = _digit(check)
    if digits:
        field = "".join(_digit(c) for c in field)
    if wanted == "<" and set(field) == {"<"}:
        return field, True
    if str(check_digit(field)) == wanted:
        return field, True
    places = [i for i, c in enumerate(field) if c in _AMBIGUOUS and not digits]
    for swapped in _swaps(field, places[:5]):
        if str(check_digit(swapped)) == wanted:
            return swapped, True
    return field, False


def _swaps(field: str, places: Sequence[int]) -> list[str]:
    options = [
        sorted({field[i], _TO_DIGIT.get(field[i], field[i]), _TO_LETTER.get(field[i], field[i])}) for i in places
    ]
    variants = []
    for choice in product(*options):
        letters = list(field)
        for place, char in zip(places, choice, strict=True):
            letters[place] = char
        variants.append("".join(letters))
    return sorted(variants, key=lambda v: sum(a != b for a, b in zip(v, field, strict=True)))


def _date(field: str, today: date, *, past: bool) -> str | None:
    """ISO date of YYMMDD; unknown month or day (``<<`` or ``00``) leaves the year or the month."""
    if not re.fullmatch(r"\d{2}[\d<]{4}", field):
        return None
    year = 2000 + int(field[:2])
    if past and year > today.year:
        year -= 100
    month, day = field[2:4], field[4:6]
    if not month.isdigit() or month == "00":
        return f"{year:04d}"
    if not day.isdigit() or day == "00":
        return f"{year:04d}-{month}" if 1 <= int(month) <= 12 else None
    try:
        return date(year, int(month), int(day)).isoformat()
    except ValueError:
        return None

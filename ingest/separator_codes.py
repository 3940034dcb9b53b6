"""What stands in the QR codes of our separator, cover and resumption sheets, with a check of their own.

Only capitals, digits, ``:`` and ``-``: a QR code holds these in 5.5 bits each (ISO/IEC 18004, alphanumeric mode), so
that its modules are larger and survive a fax.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dossier.page import Barcode

_SEPARATOR, _BATCH, _RESUME = "PLI-SEP", "PLI-LOT", "PLI-REP"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1: people read lot numbers out
_CHECK_CHARS = 6  # 30 bits
_NUMBER_CHARS = 8  # 40 bits: no collision among the lots that a préfecture can scan
# Anybody can make a code that checks: nothing goes on from here but what our sheets can say.
_NUMBERED = re.compile(rf"(?P<kind>{_SEPARATOR}|{_RESUME}):(?P<number>[0-9]{{1,4}})")
_COVER = re.compile(
    rf"{_BATCH}:(?P<expected>[0-9]{{1,4}}):(?P<day>[0-9]{{6}}):(?P<lot>[{_LETTERS}]{{{_NUMBER_CHARS}}})"
)


class SheetKind(StrEnum):
    SEPARATOR = "separator"
    BATCH = "batch"
    RESUME = "resume"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One of our sheets.

    ``number`` counts the separators of one printing from 1; on a resumption sheet it is the envelope of the lot that
    the scan resumes at; 0 on a cover sheet. ``lot`` is a cover sheet's own lot number, ``expected`` how many envelopes
    it announces and ``arrived_on`` the day they arrived, all None on other sheets.
    """

    kind: SheetKind
    number: int = 0
    lot: str | None = None
    expected: int | None = None
    arrived_on: date | None = None


def new_lot_number() -> str:
    """A lot number that no other cover sheet bears."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_NUMBER_CHARS))


def separator_code(number: int) -> str:
    """What the QR codes of separator ``number`` say."""
    return _checked(f"{_SEPARATOR}:{number}")


def resume_code(envelope: int) -> str:
    """What the QR codes of the sheet « reprise à l'enveloppe n » say."""
    return _checked(f"{_RESUME}:{envelope}")


def batch_code(lot: str, expected: int, arrived_on: date) -> str:
    """What the QR codes of a cover sheet say."""
    return _checked(f"{_BATCH}:{expected}:{arrived_on:%y%m%d}:{lot}")


def _checked(text: str) -> str:
    return f"{text}:{_check(text)}"


def _check(text: str) -> str:
    digest = hashlib.sha256(f"feuille de tri {text}".encode()).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:_CHECK_CHARS])


def sheet_of(barcodes: Sequence[Barcode]) -> Sheet | None:
    """The sheet that the codes on a page say it is; None for any other page, whatever QR codes it has."""
    sheets = [sheet for barcode in barcodes if (sheet := _read(barcode.text)) is not None]
    for kind in (SheetKind.BATCH, SheetKind.RESUME):
        for sheet in sheets:
            if sheet.kind is kind:
                return sheet
    return sheets[0] if sheets else None


def _read(untrusted_text: str) -> Sheet | None:
    text, _, check = untrusted_text.strip().rpartition(":")
    if check != _check(text):
        return None
    try:
        return _said(text)
    except ValueError:  # no such day
        return None


def _said(text: str) -> Sheet | None:
    if found := _NUMBERED.fullmatch(text):
        kind = SheetKind.SEPARATOR if found["kind"] == _SEPARATOR else SheetKind.RESUME
        return Sheet(kind=kind, number=int(found["number"]))
    if found := _COVER.fullmatch(text):
        arrived_on = datetime.strptime(found["day"], "%y%m%d").date()  # noqa: DTZ007  # a calendar day has no zone
        return Sheet(kind=SheetKind.BATCH, lot=found["lot"], expected=int(found["expected"]), arrived_on=arrived_on)
    return None

"""What stands in the QR codes of our separator and cover sheets, with a check of their own."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dossier.page import Barcode

_SEPARATOR, _BATCH = "PLI-SEP", "PLI-LOT"
_CHECK_CHARS = 8


class SheetKind(StrEnum):
    SEPARATOR = "separator"
    BATCH = "batch"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One of our sheets. ``number`` counts the separators of one printing from 1 (0 for a batch's cover sheet).

    ``expected`` is how many envelopes the cover sheet announces and ``printed_on`` its date, both None on separators.
    """

    kind: SheetKind
    number: int = 0
    expected: int | None = None
    printed_on: date | None = None


def separator_code(number: int) -> str:
    """What the QR codes of separator ``number`` say."""
    return _checked(f"{_SEPARATOR}|{number}")


def batch_code(expected: int, printed_on: date) -> str:
    """What the QR codes of a cover sheet say."""
    return _checked(f"{_BATCH}|{expected}|{printed_on.isoformat()}")


def _checked(text: str) -> str:
    return f"{text}|{_check(text)}"


def _check(text: str) -> str:
    return hashlib.sha256(f"feuille de tri {text}".encode()).hexdigest()[:_CHECK_CHARS].upper()


def sheet_of(barcodes: Sequence[Barcode]) -> Sheet | None:
    """The sheet that the codes on a page say it is; None for any other page, whatever QR codes it has."""
    sheets = [sheet for barcode in barcodes if (sheet := _read(barcode.text)) is not None]
    return next((sheet for sheet in sheets if sheet.kind is SheetKind.BATCH), sheets[0] if sheets else None)


def _read(untrusted_text: str) -> Sheet | None:
    text, _, check = untrusted_text.strip().rpartition("|")
    if check.upper() != _check(text):
        return None
    fields = text.split("|")
    try:
        if fields[0] == _SEPARATOR and len(fields) == 2:
            return Sheet(kind=SheetKind.SEPARATOR, number=int(fields[1]))
        if fields[0] == _BATCH and len(fields) == 3:
            printed_on = date.fromisoformat(fields[2])
            return Sheet(kind=SheetKind.BATCH, expected=int(fields[1]), printed_on=printed_on)
    except ValueError:
        return None
    return None

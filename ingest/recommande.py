"""The number of the registered letter that a pli came in: from its envelope's codes, else from its words.

International numbers follow UPU S10 (two letters, eight digits and a check digit, two letters). The national ones of La
Poste have two signs, ten digits and a key that is not published: they are known by their shape. The DataMatrix of the
acknowledgement says ``ARLAPOSTE;01;<number without key>;<key>``.
"""

import re
from collections.abc import Sequence

from dossier.page import Page

_S10 = re.compile(r"(?<![A-Z0-9])([A-Z]{2})[ .]?(\d{2})[ .]?(\d{3})[ .]?(\d{3})[ .]?(\d)[ .]?([A-Z]{2})(?![A-Z0-9])")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_NATIONAL = re.compile(r"(?<![A-Z0-9])(\d[A-Z])[ .]?(\d{3})[ .]?(\d{3})[ .]?(\d{4})[ .]?(\d)(?![A-Z0-9])")
_AR = re.compile(r"ARLAPOSTE;\d+;([0-9A-Z]{2}\d{10});(\d)")
_NAMES_IT = re.compile(r"recommand|avis de r[eé]ception|preuve de d[eé]p[oô]t|lettre suivie", re.IGNORECASE)
_MOST_WORDS = 150  # an envelope or a slip has few; a letter that quotes a number has more


def recommande_of(pages: Sequence[Page]) -> str | None:
    """The number, without spaces; None where none stands, or several that differ: it may be another letter's."""
    for found in (_coded(pages), _printed(pages)):
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _coded(pages: Sequence[Page]) -> set[str]:
    return {number for page in pages for code in page.barcodes for number in _numbers(code.text.upper())}


def _printed(pages: Sequence[Page]) -> set[str]:
    slips = (page for page in pages if len(page.words) <= _MOST_WORDS and _NAMES_IT.search(page.text))
    return {number for page in slips for number in _numbers(page.text.upper())}


def _numbers(text: str) -> set[str]:
    ar = {number + key for number, key in _AR.findall(text)}
    return ar or {"".join(parts) for parts in _NATIONAL.findall(text)} | {
        "".join(parts) for parts in _S10.findall(text) if _check_holds("".join(parts[1:4]), int(parts[4]))
    }


def _check_holds(digits: str, check: int) -> bool:
    """UPU S10: eleven minus the weighted sum modulo eleven; ten is written 0, eleven 5."""
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(_S10_WEIGHTS, digits, strict=True)) % 11
    return check == {10: 0, 11: 5}.get(rest, rest)

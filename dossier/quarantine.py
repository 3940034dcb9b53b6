"""Quarantine: what of a pli could not be read, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dossier.errors import Fault

REASON_SCHEMA = "pli.reason/1"

# What the antivirus found, what is packed in such a file, and what such a file is packed in: kept, and given to nobody.
DANGEROUS_CODES = frozenset({"virus", "dans_un_fichier_dangereux", "contenu_ecarte"})

# What the antivirus did not look through to the end: neither clean nor dangerous, and not read.
UNEXAMINED_CODES = frozenset({"antivirus_incomplet", "antivirus_trop_gros", "antivirus_trop_long"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Quarantine:
    """What ``reason.json`` says: at least one fault."""

    pli: str
    received_at: datetime
    faults: tuple[Fault, ...]


def gravest(faults: Sequence[Fault]) -> Fault | None:
    """The one of several that a person is told in a line: the first for which nobody is given the file, or the first of
    all; None for none.
    """
    return next((fault for fault in faults if fault.code in DANGEROUS_CODES), next(iter(faults), None))

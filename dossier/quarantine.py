"""Quarantine: what of a pli could not be read, and why."""

from dataclasses import dataclass
from datetime import datetime

from dossier.errors import Fault

REASON_SCHEMA = "pli.reason/1"

# What the antivirus found, what is packed in such a file, and what such a file is packed in: kept, and given to nobody.
DANGEROUS_CODES = frozenset({"virus", "dans_un_fichier_dangereux", "contenu_ecarte"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Quarantine:
    """What ``reason.json`` says: at least one fault."""

    pli: str
    received_at: datetime
    faults: tuple[Fault, ...]

"""The revisions of a dossier, from its history: each was filed with one event."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dossier import filing
from dossier.filing import Cause
from storage.register.models import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class RevisionSheet:
    """One revision: ``cause``, ``why`` and ``who`` are codes."""

    number: int
    at: datetime
    cause: str
    why: str
    who: str


def revisions_of(history: Iterable[Event]) -> tuple[RevisionSheet, ...]:
    """The latest first."""
    filed = [event for event in history if event.what in set(Cause)]
    sheets = [
        RevisionSheet(number=number, at=event.at, cause=event.what, why=event.why, who=event.who)
        for number, event in enumerate(filed, start=1)
    ]
    return tuple(reversed(sheets))


def decided_before(dossier: filing.Dossier) -> bool:
    """Whether pièces came after an agent had decided."""
    if dossier.decision is None:
        return False
    return any(pli.received_at > dossier.decision.at for pli in dossier.plis) or (
        dossier.cause is Cause.COMPLEMENT and dossier.created_at > dossier.decision.at
    )

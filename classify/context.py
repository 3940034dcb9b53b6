"""What a document is judged against: whose filing it is, and where and when it came."""

from dataclasses import dataclass
from datetime import date

from dossier.demandeur import Demandeur


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """``prefecture`` is the receiving one's code, None when not given; ``received`` the day of arrival.
    ``homes`` are the départements of every address that recent pièces give as the demandeur's."""

    demandeur: Demandeur
    prefecture: str | None
    received: date
    homes: tuple[str, ...] = ()

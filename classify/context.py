"""What a document is judged against: whose filing it is, and where and when it came."""

from dataclasses import dataclass
from datetime import date

from dossier.demandeur import Demandeur


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """``prefecture`` is the receiving one's code, None when not given; ``received`` the day of arrival."""

    demandeur: Demandeur
    prefecture: str | None
    received: date

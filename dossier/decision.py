"""An agent's decision on a dossier; what was proposed stays beside it."""

from dataclasses import dataclass
from datetime import datetime

from dossier.recevabilite import Outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """``motive`` is the agent's own sentence, ``agent`` who decided, ``at`` when."""

    outcome: Outcome
    motive: str
    agent: str
    at: datetime

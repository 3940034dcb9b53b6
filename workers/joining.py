"""Whether a pli continues a dossier. A pure decision: in doubt it is not joined, an agent sees the proposals.

Joined by itself only on a thread (or a series in one thread) or on the same numéro étranger, and never across two
persons. A sender's address joins nothing: lawyers and associations write for many.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from itertools import combinations

from dossier.joining import Candidate, JoiningFacts, Obstacle, Proposal, Tie, Verdict
from workers.joining_person import contradict, same_name, same_person

SENDER_WINDOW = timedelta(days=30)
# A numéro étranger stays for life: a pli of next year's renewal prints the same one.
NUMERO_WINDOW = timedelta(days=365)
# An address that filed more dossiers than this within the window writes for many.
MOST_OF_ONE_SENDER = 4


class Standing(Enum):
    """What a pli is by itself."""

    COMPLEMENT = auto()  # it says that it brings late pièces
    LETTERS = auto()  # nothing but letters and proofs of the solution de substitution: no filing of its own
    PART = auto()  # some pièces: it may be a part of a filing
    WHOLE = auto()  # a filing of its own
    OTHER = auto()  # correspondence and the like: nothing of it is joined


@dataclass(frozen=True, kw_only=True, slots=True)
class Newcomer:
    """A pli that was read and is not filed yet."""

    pli: str
    facts: JoiningFacts
    standing: Standing


@dataclass(frozen=True, kw_only=True, slots=True)
class _Weighed:
    candidate: Candidate
    ties: tuple[Tie, ...]
    obstacle: Obstacle | None

    @property
    def strong(self) -> bool:
        return bool(_STRONG.intersection(self.ties))


_STRONG = frozenset({Tie.THREAD, Tie.SERIES_THREAD, Tie.NUMERO})
_THREADS = frozenset({Tie.THREAD, Tie.SERIES_THREAD})


def decide(new: Newcomer, candidates: Sequence[Candidate]) -> Verdict:
    """The dossier that ``new`` joins by itself, if any; and those that an agent may join it to, the likeliest first."""
    if new.standing is Standing.OTHER:
        return Verdict()
    weighed = [one for one in (_weigh(new.facts, candidate) for candidate in candidates) if one.ties]
    weighed = _without_busy_senders(weighed)
    weighed.sort(key=lambda one: (one.obstacle is not None, list(Tie).index(one.ties[0]), one.candidate.dossier))
    proposals = tuple(Proposal(dossier=one.candidate.dossier, ties=one.ties, obstacle=one.obstacle) for one in weighed)
    chosen = _chosen(new, weighed, for_many=_writes_for_many(new.facts, candidates))
    if chosen is None:
        return Verdict(proposals=proposals)
    return Verdict(joins=chosen.candidate.dossier, tie=chosen.ties[0], proposals=proposals)


def ties_of(new: JoiningFacts, candidate: Candidate) -> tuple[Tie, ...]:
    """All that ties a pli to a dossier, the strongest first."""
    found = {tie for pli in candidate.plis for tie in _ties(new, pli)}
    if Tie.PERSON in found:
        found.discard(Tie.NAME)
    return tuple(tie for tie in Tie if tie in found)


def _weigh(new: JoiningFacts, candidate: Candidate) -> _Weighed:
    return _Weighed(candidate=candidate, ties=ties_of(new, candidate), obstacle=_obstacle(new, candidate))


def _obstacle(new: JoiningFacts, candidate: Candidate) -> Obstacle | None:
    if any(contradict(new, pli) for pli in candidate.plis):
        return Obstacle.OTHER_PERSON
    if new.several or any(pli.several for pli in candidate.plis):
        return Obstacle.SEVERAL_PERSONS
    return None


def _ties(new: JoiningFacts, pli: JoiningFacts) -> Iterable[Tie]:
    if pli.message_id in new.references or new.message_id in pli.references:
        yield Tie.THREAD
    if _in_series(new, pli):
        yield Tie.SERIES_THREAD if set(new.references) & set(pli.references) else Tie.SERIES
    if new.numero_etranger and new.numero_etranger == pli.numero_etranger:
        yield Tie.NUMERO
    if same_person(new, pli):
        yield Tie.PERSON
    elif same_name(new, pli):
        yield Tie.NAME
    near = abs(new.received_at - pli.received_at) <= SENDER_WINDOW
    if new.sender and new.sender == pli.sender and near and not _for_many(new, pli):
        yield Tie.SENDER


def _in_series(new: JoiningFacts, pli: JoiningFacts) -> bool:
    """Two parts of one series from one sender: the same subject but for the part, and not the same part twice."""
    mine, theirs = new.series, pli.series
    if mine is None or theirs is None or not new.sender or new.sender != pli.sender:
        return False
    same_length = mine.parts is None or theirs.parts is None or mine.parts == theirs.parts
    other_part = mine.part is None or theirs.part is None or mine.part != theirs.part
    near = abs(new.received_at - pli.received_at) <= SENDER_WINDOW
    return mine.stem == theirs.stem and same_length and other_part and near


def _for_many(*plis: JoiningFacts) -> bool:
    return any(pli.third_party for pli in plis)


def _without_busy_senders(weighed: Sequence[_Weighed]) -> list[_Weighed]:
    """Without the dossiers that the sender's address alone ties, when it has filed for many."""
    alone = [one for one in weighed if one.ties == (Tie.SENDER,)]
    return [one for one in weighed if len(alone) <= MOST_OF_ONE_SENDER or one not in alone]


def _writes_for_many(new: JoiningFacts, candidates: Sequence[Candidate]) -> bool:
    """Whether the sender's address files for several persons: a lawyer's, an association's, a family's."""
    theirs = [pli for candidate in candidates for pli in candidate.plis if new.sender and pli.sender == new.sender]
    if _for_many(new, *theirs):
        return True
    return any(contradict(one, other) for one, other in combinations(theirs, 2))


def _chosen(new: Newcomer, weighed: Sequence[_Weighed], *, for_many: bool) -> _Weighed | None:
    """The one dossier that everything strong points to; None where it points to two, or to another person's."""
    strong = [one for one in weighed if one.strong]
    if len(strong) != 1:
        return None
    [only] = strong
    if only.obstacle is not None or not _continues(new, only):
        return None
    in_thread = bool(_THREADS & set(only.ties)) and _is_borne_out(new.facts, only.candidate, for_many=for_many)
    return only if in_thread or _is_recent_numero(new.facts, only) else None


def _continues(new: Newcomer, found: _Weighed) -> bool:
    """Whether the pli is no filing of its own, for this tie."""
    if new.standing in {Standing.COMPLEMENT, Standing.LETTERS}:
        return True
    in_thread = bool(_THREADS & set(found.ties))
    return new.facts.series is not None or (new.standing is Standing.PART and in_thread)


def _is_recent_numero(new: JoiningFacts, found: _Weighed) -> bool:
    last = max(pli.received_at for pli in found.candidate.plis)
    return Tie.NUMERO in found.ties and abs(new.received_at - last) <= NUMERO_WINDOW


def _is_borne_out(new: JoiningFacts, candidate: Candidate, *, for_many: bool) -> bool:
    """Whether a thread is borne out: by the person's names, or by an address that writes for one person only.

    A thread alone may mislead: people answer an old message to write about something else, or forward it.
    """
    if any(same_name(new, pli) for pli in candidate.plis):
        return True
    return not for_many and bool(new.sender) and any(pli.sender == new.sender for pli in candidate.plis)

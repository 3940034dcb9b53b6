"""The dossiers of the register, as a pli that may continue one of them asks for them."""

from collections.abc import Iterable

from dossier.joining import Candidate, Proposal, Tie, Verdict
from dossier.mail import Arrival
from storage.register.ledger import (
    Word,
    arrivals_of,
    candidates_for,
    current_revision,
    joining_facts_of,
    save_joining_keys,
    tied_in_tray,
    waiting_for,
    word_on,
)
from workers.joining import Newcomer, Standing, decide
from workers.joining_facts import person_key, person_keys
from workers.lot_list import LotPlace
from workers.rescans import verdict_on_rescan


class RegisteredDossiers:
    """What :class:`workers.reception.Dossiers` asks for, from the register. An agent's word goes before ours."""

    def verdict(self, new: Newcomer) -> Verdict:
        word = word_on(new.pli)
        if word is not None and word.word is Word.JOIN:
            return Verdict(joins=word.dossier, tie=Tie.AGENT, who=word.who)
        if word is not None and word.word is Word.OWN:
            return Verdict(own=True, who=word.who)
        return verdict_on_rescan(new) or decide(new, _candidates(new))

    def defers(self, place: LotPlace) -> bool:
        return place.again

    def revision(self, dossier: str) -> int:
        return current_revision(dossier)

    def arrivals(self, pli: str) -> tuple[Arrival, ...]:
        return arrivals_of(pli)


def proposals_for(pli: str) -> tuple[Proposal, ...]:
    """The dossiers that a read pli may belong to as things stand now, the likeliest first; not its own."""
    new = _as_complement(pli)
    return decide(new, _candidates(new)).proposals if new else ()


def waiting_for_dossier(dossier: str, plis: Iterable[str]) -> dict[str, Proposal]:
    """Plis in the tray that may belong to a dossier, ``plis`` being those filed in it, each with its proposal."""
    facts = [known for pli in plis if (known := joining_facts_of(pli))]
    tied = {pli: None for one in facts for pli in tied_in_tray(one, persons=person_keys(one))}
    found = {pli: proposals_for(pli) for pli in tied}
    return {pli: one for pli, proposals in found.items() for one in proposals if one.dossier == dossier}


def keep_keys(new: Newcomer) -> None:
    """Let later plis find this one."""
    save_joining_keys(new.pli, new.facts, person=person_key(new.facts))


def joinable_now(filed: Newcomer) -> list[str]:
    """Plis in the tray that join a dossier by themselves, now that ``filed`` is in one."""
    waiting = (_as_complement(pli) for pli in waiting_for(filed.facts))
    return [new.pli for new in waiting if new and decide(new, _candidates(new)).joins]


def _as_complement(pli: str) -> Newcomer | None:
    facts = joining_facts_of(pli)
    return Newcomer(pli=pli, facts=facts, standing=Standing.COMPLEMENT) if facts else None


def _candidates(new: Newcomer) -> list[Candidate]:
    return candidates_for(new.pli, new.facts, persons=person_keys(new.facts))

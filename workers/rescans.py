"""Envelopes that were scanned again after a jam: what they stand for, and what only a person can tell."""

from dataclasses import dataclass

from dossier.errors import WeatherError
from dossier.joining import JoiningFacts, Tie, Verdict
from ingest.separators import Batch
from storage.register.ledger import (
    CoverSheet,
    Doubt,
    Earlier,
    PlacedPli,
    earlier_at_place_of,
    is_rescanned,
    joining_facts_of,
    record_doubt,
    record_places,
    record_replacement,
    scans_unread_before,
)
from storage.register.transitions import Status
from workers.joining import Newcomer, Standing
from workers.joining_person import contradict, same_name
from workers.lot_list import LotList


@dataclass(frozen=True, kw_only=True, slots=True)
class Rescan:
    """What a rescanned pli ``replaces``, or the ``doubt`` that keeps it from that."""

    replaces: Earlier | None = None
    doubt: Doubt | None = None


def rescan_of(pli: str, facts: JoiningFacts | None) -> Rescan:
    """A resumption sheet names an envelope; both scans must name one person before anything filed is set aside.

    The sheet alone is no proof: it may be laid at the wrong place, and anybody can print one and send it.
    """
    earlier = earlier_at_place_of(pli)
    if len(earlier) > 1:
        return Rescan(doubt=Doubt.SEVERAL)
    if not earlier:
        return Rescan()
    known = joining_facts_of(earlier[0].pli)
    if known and facts and contradict(facts, known):
        return Rescan(doubt=Doubt.OTHER_PERSON)
    if earlier[0].dossier and not (known and facts and _one_person(facts, known)):
        return Rescan(doubt=Doubt.NOT_JOINED)
    return Rescan(replaces=earlier[0])


def _one_person(one: JoiningFacts, other: JoiningFacts) -> bool:
    return same_name(one, other) or (one.numero_etranger or "") == other.numero_etranger


def verdict_on_rescan(new: Newcomer) -> Verdict | None:
    """The new scan of an envelope goes where the old one is filed; None where there is nothing to replace there.

    Raises WeatherError while the old scan waits to be read, or may.
    """
    if not is_rescanned(new.pli):
        return None
    rescan = rescan_of(new.pli, new.facts)
    if rescan.replaces is None:
        if rescan.doubt is None and scans_unread_before(new.pli):
            raise WeatherError("the first scan of a lot may still wait to be read")
        return None
    if rescan.replaces.status is Status.WAITING:
        raise WeatherError("the scan that a later one replaces still waits to be read")
    if rescan.replaces.dossier is None or new.standing is Standing.OTHER:
        return None
    return Verdict(joins=rescan.replaces.dossier, tie=Tie.RESCAN, replaces=rescan.replaces.pli)


def settle_rescan(pli: str, facts: JoiningFacts | None, *, filed: bool) -> None:
    """A rescanned pli took no filed one's place: it stands for one that was never filed, or a person must tell."""
    if not is_rescanned(pli):
        return
    rescan = rescan_of(pli, facts)
    if rescan.doubt is not None:
        record_doubt(pli, rescan.doubt)
    elif rescan.replaces is not None:
        if filed and rescan.replaces.status is not Status.FILED:
            record_replacement(pli, rescan.replaces.pli)
        else:
            record_doubt(pli, Doubt.NOT_JOINED)


def record_lot(lot: str, listed: LotList) -> None:
    """What ``lot.json`` says of cover sheets and places, told to the register."""
    record_places(
        lot,
        [_cover(batch) for batch in listed.batches],
        [PlacedPli(pli=pli, batch=at.lot, place=at.place, again=at.again) for pli, at in listed.places],
    )


def _cover(batch: Batch) -> CoverSheet:
    return CoverSheet(number=batch.lot, expected=batch.expected, arrived_on=batch.arrived_on)

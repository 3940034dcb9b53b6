"""How everything in a received file ended, told to the register in one transaction."""

from collections.abc import Sequence

import structlog

from storage.register.ledger import (
    CutPli,
    WaitingPli,
    arrivals_of,
    ask_to_catch_up,
    fetch_waiting,
    forget_ranges,
    hold_revision,
    one_at_a_time,
    put_back,
    record_courrier,
    record_division,
    record_filing,
    record_quarantine,
    record_replacement,
    register_transaction,
    take_from_tray,
)
from workers.filing import Deferred, Ending, Filed, Joined, Quarantined, SetAside
from workers.jobs import job_for
from workers.lot_list import load_lot_list
from workers.reception import Tools
from workers.registered_dossiers import RegisteredDossiers, joinable_now, keep_keys
from workers.rescans import record_lot, settle_rescan
from workers.revisions import put_revision

log = structlog.get_logger()


def record(waiting: WaitingPli, endings: Sequence[Ending], tools: Tools) -> None:
    """Record the endings of a received file; what was cut out of it by now is registered first.

    Raises WeatherError when a dossier that a pli was to join has got another revision meanwhile, or another worker has
    taken the pli over: read it again.
    """
    with register_transaction():
        tools.require_in_hand()
        cut = [ending for ending in endings if ending.lot and _pli_of(ending) != waiting.id]
        if cut:
            pages = max(ending.lot.last_page for ending in cut if ending.lot)
            record_division(waiting.id, [_cut_pli(ending) for ending in cut], pages=pages, job=None)
            if listed := load_lot_list(waiting.sha256, tools.store):
                record_lot(waiting.id, listed)
        for ending in endings:
            _record_ending(ending, tools)
        forget_ranges(waiting.id)


def _record_ending(ending: Ending, tools: Tools) -> None:
    match ending:
        case Filed() | SetAside() if _joins_after_all(ending):
            _defer(ending.pli.id)
        case Filed():
            record_filing(ending.pli.id, ending.dossier, manifest=ending.manifest_key, faults=ending.faults)
            _after_filing(ending)
            settle_rescan(ending.pli.id, ending.newcomer.facts if ending.newcomer else None, filed=True)
        case SetAside():
            record_courrier(ending.courrier, faults=ending.faults)
            settle_rescan(ending.pli.id, ending.newcomer.facts if ending.newcomer else None, filed=False)
            if ending.newcomer:
                keep_keys(ending.newcomer)
        case Joined():
            _record_joined(ending, tools)
        case Deferred():
            _defer(ending.pli.id)
        case Quarantined():
            record_quarantine(ending.quarantine)
            settle_rescan(ending.quarantine.pli, None, filed=False)
    if isinstance(ending, Filed | SetAside | Joined) and len(arrivals_of(ending.pli.id)) > len(ending.pli.arrivals):
        _ask_again(ending.pli.id)


def _joins_after_all(ending: Filed | SetAside) -> bool:
    """Whether a dossier that the pli continues was filed while the pli was read: parts of a filing come together."""
    if ending.newcomer is None or ending.settled:
        return False
    one_at_a_time()
    return RegisteredDossiers().verdict(ending.newcomer).joins is not None


def _defer(pli: str) -> None:
    """Have the pli read again, by itself, to be joined."""
    waiting = fetch_waiting(pli)
    put_back(pli, job_for(waiting.channel, backlog=waiting.backlog))


def _record_joined(ending: Joined, tools: Tools) -> None:
    """The manifest is stored while the dossier is held at the revision that it follows."""
    dossier, verdict = ending.dossier, ending.verdict
    hold_revision(dossier.id, dossier.revision - 1)
    key = put_revision(dossier, tools)
    assert verdict.tie is not None  # a verdict that joins says by what
    who = verdict.who or "worker"
    record_filing(ending.pli.id, dossier, manifest=key, faults=ending.faults, who=who, why=verdict.tie.value)
    if verdict.replaces:
        record_replacement(ending.pli.id, verdict.replaces)
    else:
        settle_rescan(ending.pli.id, ending.newcomer.facts, filed=True)
    one_at_a_time()
    _after_filing(ending)


def _after_filing(ending: Filed | Joined) -> None:
    """Later plis find this one; those that waited for it are read again and join its dossier."""
    if ending.newcomer is None:
        return
    keep_keys(ending.newcomer)
    for pli in joinable_now(ending.newcomer):
        waiting = fetch_waiting(pli)
        job = job_for(waiting.channel, backlog=waiting.backlog)
        if take_from_tray(pli, job, who="worker", why="dossier_found"):
            log.info("tray_dossier_found", pli=pli, dossier=ending.dossier.id)


def _ask_again(pli: str) -> None:
    """It arrived again while it was read: its manifest does not list that yet."""
    waiting = fetch_waiting(pli)
    ask_to_catch_up(pli, job_for(waiting.channel, backlog=waiting.backlog))


def _pli_of(ending: Ending) -> str:
    return ending.kept.pli if isinstance(ending, Quarantined) else ending.pli.id


def _cut_pli(ending: Ending) -> CutPli:
    assert ending.lot is not None  # only the plis of a lot are asked for
    if isinstance(ending, Quarantined):
        kept, key = ending.kept, ending.quarantine.faults[0].key
        return CutPli(
            id=kept.pli,
            lot=ending.lot,
            sha256=kept.sha256,
            key=key,
            name=kept.name,
            size_bytes=kept.path.stat().st_size,
        )
    original = ending.pli.originals[0]
    return CutPli(
        id=ending.pli.id,
        lot=ending.lot,
        sha256=original.sha256,
        key=original.key,
        name=original.name,
        size_bytes=original.size_bytes,
        received_at=ending.pli.received_at,
        received_at_source=ending.pli.received_at_source,
    )

"""What a pli was before, or nearly became, goes from the store once it has ended."""

from collections.abc import Callable, Iterable

import structlog

from dossier.errors import OurError
from dossier.ids import courrier_key, dossier_id, lot_id, manifest_key
from storage.register.ledger import Standing, give_back_attempt, is_registered, standing_of
from storage.register.transitions import Status
from workers.begun_lots import load_begun, stored_of
from workers.in_hand import InHand
from workers.lot_list import lot_list_key
from workers.reception import Tools

log = structlog.get_logger()

_ORIGINALS = ("plis/", "lots/")  # what not every key to the store may delete


def tidy(pli: str, tools: Tools, keep: Callable[[], bool]) -> None:
    """Remove the courrier that a filed pli was, the reasons of a quarantine that it left, the dossier that it nearly
    became in an attempt that was broken off, and what was cut from it then. Nothing while it waits; safe to do again.

    The caller has the pli in hand, and ``keep()`` says whether it still has: who was overtaken removes nothing of what
    others file meanwhile. A store that lets nothing be removed keeps all of it: no manifest lists it.
    """
    standing = standing_of(pli)
    if standing.status is Status.WAITING:
        return
    gone: list[str] = []
    if standing.status is not Status.COURRIER:
        gone += _there([courrier_key(pli)], tools)
    if standing.status is not Status.QUARANTINE and not standing.faulty:
        gone += _in(f"quarantine/{pli}/", tools, first=f"quarantine/{pli}/reason.json")
    if not standing.opened_dossier:
        own = dossier_id(pli)
        gone += _in(f"dossiers/{own}/", tools, first=manifest_key(own))
    _remove((key for key in gone if key != standing.key), tools, keep)
    _tidy_lot(standing, tools, keep)


def _tidy_lot(standing: Standing, tools: Tools, keep: Callable[[], bool]) -> None:
    """What was cut from a lot and came to nothing, as the note on it tells. The note itself stays with the lot: a key
    that may not delete originals would be refused at every one.
    """
    begun = load_begun(standing.sha256, tools.store)
    if begun is None:
        return
    known = {pli for pli in begun.plis if is_registered(pli)}
    if begun.attempts > 1:
        for pli in sorted(known):
            _tidy_by_itself(pli, tools)
    gone = [key for pli in begun.plis if pli not in known for key in stored_of(pli, tools.store)]
    if standing.status is not Status.DIVIDED:
        gone += _in(f"lots/{lot_id(standing.sha256)}/", tools, first=lot_list_key(standing.sha256))
    originals_last = sorted(gone, key=lambda key: key.startswith(_ORIGINALS))
    _remove((key for key in originals_last if key != standing.key), tools, keep)


def _tidy_by_itself(pli: str, tools: Tools) -> None:
    """A pli that was cut from a lot twice may have become another thing the first time."""
    if standing_of(pli).status is Status.WAITING:  # whoever reads it tidies up after it
        return
    with InHand(pli) as hand:
        if hand.attempt is None:
            tidy(pli, tools, hand.keep)
        else:
            give_back_attempt(pli)


def _there(keys: Iterable[str], tools: Tools) -> list[str]:
    return [key for key in keys if tools.store.exists(key)]


def _in(folder: str, tools: Tools, *, first: str) -> list[str]:
    """What is under ``folder``; what says that the rest is whole goes first."""
    return sorted(tools.store.keys(folder), key=lambda key: (key != first, key))


def _remove(keys: Iterable[str], tools: Tools, keep: Callable[[], bool]) -> None:
    try:
        for key in keys:
            if not keep():
                return
            tools.store.delete(key)
    except OurError as error:
        log.warning("left_in_store", why=str(error))

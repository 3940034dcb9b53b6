"""What a pli was before, or nearly became, goes from the store once it has ended."""

from collections.abc import Callable, Iterable

import structlog

from dossier.errors import OurError
from dossier.ids import courrier_key, dossier_id, manifest_key
from storage.register.ledger import standing_of
from storage.register.transitions import Status
from workers.reception import Tools

log = structlog.get_logger()


def tidy(pli: str, tools: Tools, keep: Callable[[], bool]) -> None:
    """Remove the courrier that a filed pli was, the reasons of a quarantine that it left, the dossier that it nearly
    became in an attempt that was broken off. Nothing while it waits; safe to do again.

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

"""Retention: what is due goes out of the store, and the register says so before and after."""

from datetime import datetime, timedelta

from dossier.ids import manifest_key
from storage.objects import ObjectLocked, ObjectStore
from storage.register.ledger import Due, Retained, begin_purge, finish_purge


def purge(due: Due, keep: timedelta | None, store: ObjectStore, *, who: str) -> int | None:
    """Erase everything of one dossier, pli or lot; how many objects, None when it is not due any more.

    Safe to break off anywhere and to do again. Raises ObjectLocked, and has done nothing, while the store locks one of
    its originals; WeatherError when store or register are away, OurError when the store refuses (a key without the
    right to delete): it stays begun, and the next purge goes on.
    """
    if until := locked_until(due, store):
        raise ObjectLocked(until)
    if not begin_purge(due, keep, who=who):
        return None
    deleted = 0
    for prefix in prefixes(due):
        for key in sorted(store.keys(prefix, deleted=True), key=_manifest_first):
            store.erase(key)
            deleted += 1
    finish_purge(due, objects=deleted, who=who)
    return deleted


def locked_until(due: Due, store: ObjectStore) -> datetime | None:
    """Until when the store locks the last of its originals; None when it locks none."""
    ends = (store.locked_until(key) for prefix in prefixes(due) for key in store.keys(prefix, deleted=True))
    return max((end for end in ends if end), default=None)


def prefixes(due: Due) -> list[str]:
    """Where its objects lie, in the order in which they go: what names others before what is named."""
    own = [f"dossiers/{due.id}/"] if due.kind is Retained.DOSSIER else []
    of_plis = [f"{kind}/{pli}/" for pli in due.plis for kind in ("courriers", "quarantine", "plis")]
    return own + of_plis + ([f"lots/{due.lot}/"] if due.lot else [])


def _manifest_first(key: str) -> tuple[bool, str]:
    _, _, rest = key.partition("/")
    return key != manifest_key(rest.partition("/")[0]), key

"""Retention: what is due goes out of the store, and the register says so before and after."""

from datetime import timedelta

from dossier.ids import manifest_key
from storage.objects import ObjectStore
from storage.register.ledger import Due, Retained, begin_purge, finish_purge


def purge(due: Due, keep: timedelta | None, store: ObjectStore, *, who: str) -> int | None:
    """Delete everything of one dossier, pli or lot; how many objects, None when it is not due any more.

    Safe to break off anywhere and to do again. Raises WeatherError when store or register are away, OurError when the
    store refuses (an object lock, a key without the right to delete): it stays begun, and the next purge goes on.
    """
    if not begin_purge(due, keep, who=who):
        return None
    deleted = 0
    for prefix in prefixes(due):
        for key in sorted(store.keys(prefix), key=_manifest_first):
            store.delete(key)
            deleted += 1
    finish_purge(due, objects=deleted, who=who)
    return deleted


def prefixes(due: Due) -> list[str]:
    """Where its objects lie, in the order in which they go: what names others before what is named."""
    own = [f"dossiers/{due.id}/"] if due.kind is Retained.DOSSIER else []
    of_plis = [f"{kind}/{pli}/" for pli in due.plis for kind in ("courriers", "quarantine", "plis")]
    return own + of_plis + ([f"lots/{due.lot}/"] if due.lot else [])


def _manifest_first(key: str) -> tuple[bool, str]:
    _, _, rest = key.partition("/")
    return key != manifest_key(rest.partition("/")[0]), key

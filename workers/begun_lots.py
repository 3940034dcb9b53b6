"""``lots/<lot>/begun.json``: the plis that a lot was being cut into, noted before anything of them is stored.

A worker that is killed before they are registered leaves them in the store, and the lot may end otherwise later.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from dossier.ids import courrier_key, dossier_id, lot_id, manifest_key
from storage.objects import ObjectStore

SCHEMA = "pli.lot_begun/1"
_JSON = "application/json"


@dataclass(frozen=True, kw_only=True, slots=True)
class BegunLot:
    """``plis`` of all attempts so far, of which there were ``attempts``."""

    plis: tuple[str, ...]
    attempts: int


def begun_key(sha256: str) -> str:
    """Where the note on a lot lies, given the SHA-256 of its scan."""
    return f"lots/{lot_id(sha256)}/begun.json"


def load_begun(sha256: str, store: ObjectStore) -> BegunLot | None:
    """What was noted of a scan; None where it was never cut."""
    key = begun_key(sha256)
    if not store.exists(key):
        return None
    noted = json.loads(store.get_bytes(key))
    return BegunLot(plis=tuple(str(pli) for pli in noted["plis"]), attempts=int(noted["attempts"]))


def note_begun(sha256: str, plis: Iterable[str], store: ObjectStore) -> None:
    """Note one more attempt, at cutting a lot into ``plis``."""
    before = load_begun(sha256, store) or BegunLot(plis=(), attempts=0)
    noted = {
        "schema": SCHEMA,
        "id": lot_id(sha256),
        "plis": list(dict.fromkeys((*before.plis, *plis))),
        "attempts": before.attempts + 1,
    }
    store.put_bytes(begun_key(sha256), json.dumps(noted, indent=1).encode(), _JSON)


def stored_of(pli: str, store: ObjectStore) -> list[str]:
    """All objects of a pli that nobody registered; what says that the rest is whole comes first."""
    dossier = dossier_id(pli)
    first = (manifest_key(dossier), courrier_key(pli), f"quarantine/{pli}/reason.json")
    folders = (f"dossiers/{dossier}/", f"courriers/{pli}/", f"quarantine/{pli}/", f"plis/{pli}/")
    keys = [key for folder in folders for key in store.keys(folder)]
    return sorted(keys, key=lambda key: (key not in first, key))

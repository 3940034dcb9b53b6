"""What of a received file is in the store already: the same input twice files nothing twice."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dossier.errors import Fault
from dossier.ids import courrier_key, dossier_id, manifest_key
from dossier.mail import Arrival
from dossier.quarantine import Quarantine
from storage.arrivals import courrier_with_arrivals, with_arrivals
from workers.lot_list import load_lot_list
from workers.reception import Reception, Tools
from workers.revisions import JSON, load_latest, put_revision


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """How a pli ended at an earlier run: ``key`` is that of its manifest, its courrier or its reason."""

    pli: str
    key: str


def known_endings(reception: Reception, tools: Tools) -> list[Known] | None:
    """What this file became at an earlier run, in order; None when it was never finished."""
    listed = load_lot_list(reception.sha256, tools.store)
    plis = listed.plis if listed else (reception.id,)
    keys = [_ending_of(pli, tools) for pli in plis]
    return [Known(pli=pli, key=key) for pli, key in zip(plis, keys, strict=True) if key] if all(keys) else None


def note_arrivals(known: Known, arrivals: Sequence[Arrival], tools: Tools) -> None:
    """A filed pli, one cut from a lot too, lists these arrivals: a dossier does in its next revision.

    Quarantine lists none.
    """
    if known.key.startswith("quarantine/"):
        return
    if known.key == courrier_key(known.pli):
        document = courrier_with_arrivals(tools.store.get_bytes(known.key), arrivals, tools.zone)
        if document is not None:
            tools.store.put_bytes(known.key, document, JSON)
        return
    following = with_arrivals(load_latest(dossier_id(known.pli), tools), known.pli, arrivals, tools.now())
    if following is not None:
        put_revision(following, tools)


def _ending_of(pli: str, tools: Tools) -> str | None:
    for key in (manifest_key(dossier_id(pli)), courrier_key(pli)):
        if tools.store.exists(key):
            return key
    reason = f"quarantine/{pli}/reason.json"
    if tools.store.exists(reason) and _is_whole(tools.store.get_bytes(reason)):
        return reason
    return None


def _is_whole(reason: bytes) -> bool:
    """Whether a pli is in quarantine as a whole: of one that is a dossier all the same, only a part is listed here."""
    return all(str(error["key"]).startswith("quarantine/") for error in json.loads(reason)["errors"])


def outcome_of(manifest: bytes) -> str:
    """The outcome that a ``dossier.json`` proposes."""
    return str(json.loads(manifest)["recevabilite"]["outcome"])


def quarantine_from_json(reason: bytes) -> Quarantine:
    """What a ``reason.json`` says."""
    document = json.loads(reason)
    return Quarantine(
        pli=document["pli"],
        received_at=datetime.fromisoformat(document["received_at"]),
        faults=tuple(Fault(**error) for error in document["errors"]),
    )

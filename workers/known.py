"""What of a received file is in the store already: the same input twice files nothing twice."""

import json
from collections.abc import Sequence
from datetime import datetime

from dossier.errors import Fault
from dossier.ids import dossier_id, lot_id
from dossier.mail import Arrival
from dossier.quarantine import Quarantine
from storage.arrivals import with_arrivals
from workers.filing import courrier_key
from workers.reception import Reception, Tools


def known_endings(reception: Reception, tools: Tools) -> list[str] | None:
    """The keys of what this file became at an earlier run, in order; None when it was never finished."""
    lot = f"lots/{lot_id(reception.sha256)}/lot.json"
    if tools.store.exists(lot):
        plis = [str(pli) for pli in json.loads(tools.store.get_bytes(lot))["plis"]]
    else:
        plis = [reception.id]
    endings = [_ending_of(pli, tools) for pli in plis]
    return [ending for ending in endings if ending] if all(endings) else None


def note_arrivals(key: str, reception: Reception, arrivals: Sequence[Arrival], tools: Tools) -> None:
    """Add arrivals to a manifest that lists this very file (a lot's plis and quarantine list none)."""
    if key.startswith("quarantine/"):
        return
    document = with_arrivals(tools.store.get_bytes(key), reception.id, arrivals, tools.zone)
    if document is not None:
        tools.store.put_bytes(key, document, "application/json")


def _ending_of(pli: str, tools: Tools) -> str | None:
    for key in (f"dossiers/{dossier_id(pli)}/dossier.json", courrier_key(pli)):
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

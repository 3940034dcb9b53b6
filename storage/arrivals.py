"""The same file may reach us again: its further arrivals are added to what is already filed."""

import json
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from dossier.mail import Arrival


def with_arrivals(document: bytes, pli: str, arrivals: Sequence[Arrival], zone: ZoneInfo) -> bytes | None:
    """A ``dossier.json`` or ``courrier.json`` with those of ``arrivals`` that it does not list; None if it has all."""
    content = json.loads(document)
    holders = [held for held in content.get("plis", [content]) if held.get("id") == pli]
    written = [
        {"name": a.name, "received_at": a.received_at.astimezone(zone).isoformat(timespec="seconds")} for a in arrivals
    ]
    changed = False
    for holder in holders:
        new = [arrival for arrival in written if arrival not in holder["arrivals"]]
        holder["arrivals"] += new
        changed = changed or bool(new)
    return json.dumps(content, ensure_ascii=False, indent=1).encode() if changed else None

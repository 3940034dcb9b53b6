"""The same file may reach us again: its further arrivals are added to what is already filed."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dossier.filing import Cause, Dossier
from dossier.mail import Arrival
from storage.mail_json import arrival_json


def with_arrivals(dossier: Dossier, pli: str, known: Sequence[Arrival], now: datetime) -> Dossier | None:
    """The next revision of a dossier, in which a pli of it lists all its ``known`` arrivals; None if it does already.

    Nothing else changes: a filed revision is never written over, not even for this.
    """
    plis = tuple(
        replace(one, arrivals=(*one.arrivals, *_unlisted(one.arrivals, known))) if one.id == pli else one
        for one in dossier.plis
    )
    if plis == dossier.plis:
        return None
    return replace(dossier, revision=dossier.revision + 1, cause=Cause.CORRECTION, created_at=now, plis=plis)


def courrier_with_arrivals(document: bytes, known: Sequence[Arrival], zone: ZoneInfo) -> bytes | None:
    """A ``courrier.json`` that lists all ``known`` arrivals; None if it does already."""
    content = json.loads(document)
    listed = [
        Arrival(name=one["name"], received_at=datetime.fromisoformat(one["received_at"])) for one in content["arrivals"]
    ]
    new = _unlisted(listed, known)
    content["arrivals"] += [arrival_json(arrival, zone) for arrival in new]
    return json.dumps(content, ensure_ascii=False, indent=1).encode() if new else None


def _unlisted(listed: Sequence[Arrival], known: Sequence[Arrival]) -> list[Arrival]:
    """Those of ``known`` that are not listed, as manifests tell them: to the second."""
    left = Counter(_told(arrival) for arrival in listed)
    new = []
    for arrival in known:
        if left[_told(arrival)]:
            left[_told(arrival)] -= 1
        else:
            new.append(arrival)
    return new


def _told(arrival: Arrival) -> tuple[str, datetime]:
    return arrival.name, arrival.received_at.astimezone(UTC).replace(microsecond=0)

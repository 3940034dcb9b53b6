"""Plis, originals and arrivals as the manifests write them; and the small values that all of them share."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dossier.errors import OurError
from dossier.mail import Arrival, DkimResult, LotRange, Original, Pli


def instant(moment: datetime, zone: ZoneInfo) -> str:
    """ISO 8601 with seconds and offset. Raises OurError for a moment without a zone."""
    if moment.tzinfo is None:
        raise OurError("A moment without a time zone cannot be written")
    return moment.astimezone(zone).isoformat(timespec="seconds")


def share(value: float) -> float:
    """Four decimals. Raises OurError outside 0..1, and for what is no number: JSON has none of it."""
    if not 0 <= value <= 1:
        raise OurError("A probability must lie between 0 and 1")
    return round(value, 4)


def text(value: str | None) -> str | None:
    """Nothing known is null, never an empty text."""
    return value or None


def pli_json(pli: Pli, zone: ZoneInfo) -> dict[str, Any]:
    return {
        **mail_json(pli, zone),
        "backlog": pli.backlog,
        "lot": _lot_json(pli.lot) if pli.lot else None,
        "originals": [original_json(original) for original in pli.originals],
    }


def mail_json(pli: Pli, zone: ZoneInfo) -> dict[str, Any]:
    """What ``dossier.json`` and ``courrier.json`` both say of a pli."""
    return {
        "id": pli.id,
        "channel": pli.channel.value,
        "nature": pli.nature.value,
        "received_at": instant(pli.received_at, zone),
        "received_at_source": pli.received_at_source.value,
        "sender": text(pli.sender),
        "subject": text(pli.subject),
        "message_id": text(pli.message_id),
        "recommande": text(pli.recommande),
        "dkim": _dkim_json(pli.dkim),
        "arrivals": [arrival_json(arrival, zone) for arrival in pli.arrivals],
    }


def arrival_json(arrival: Arrival, zone: ZoneInfo) -> dict[str, Any]:
    return {"name": arrival.name, "received_at": instant(arrival.received_at, zone)}


def original_json(original: Original) -> dict[str, Any]:
    return {
        "name": original.name,
        "key": original.key,
        "sha256": original.sha256,
        "bytes": original.size_bytes,
        "media_type": original.media_type,
        "pages": original.pages,
        "error": original.error,
        "dkim": _dkim_json(original.dkim),
    }


def _dkim_json(result: DkimResult | None) -> dict[str, Any] | None:
    if result is None:
        return None
    return {
        "state": result.state.value,
        "domain": result.domain,
        "aligned": result.aligned,
        "fault": result.fault.value if result.fault else None,
    }


def _lot_json(lot: LotRange) -> dict[str, Any]:
    return {
        "id": lot.id,
        "position": lot.position,
        "first_page": lot.first_page,
        "last_page": lot.last_page,
        "replaces": lot.replaces,
    }

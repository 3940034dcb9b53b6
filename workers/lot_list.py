"""``lots/<lot>/lot.json``: which plis a lot became, and what its cover sheets announced. Written last: it says done."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from dossier.ids import lot_id
from ingest.separators import Batch, Division
from storage.objects import ObjectStore

SCHEMA = "pli.lot/1"


@dataclass(frozen=True, kw_only=True, slots=True)
class LotPlace:
    """Which envelope of which lot a pli is, as the lot's cover sheet counts them (from 1).

    ``again``: a resumption sheet lay before it, so that it stands for what was scanned at this place before.
    ``lot`` and ``place`` are None where a resumption sheet lay without its lot's cover sheet.
    """

    lot: str | None
    place: int | None
    again: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class LotList:
    """``plis`` in the order of the scan, ``places`` of those of them that have one, ``batches`` as they were found."""

    plis: tuple[str, ...]
    places: tuple[tuple[str, LotPlace], ...] = ()
    batches: tuple[Batch, ...] = ()


def lot_list_key(sha256: str) -> str:
    """Where the list of a lot lies, given the SHA-256 of its scan."""
    return f"lots/{lot_id(sha256)}/lot.json"


def lot_bytes(sha256: str, plis: Sequence[tuple[str, LotPlace | None]], division: Division) -> bytes:
    """``lot.json``; ``plis`` are (id, place) in order."""
    listed = {
        "schema": SCHEMA,
        "id": lot_id(sha256),
        "plis": [pli for pli, _ in plis],
        "places": [{"pli": pli, **asdict(place)} for pli, place in plis if place],
        "separators": list(division.separators),
        "batches": [_batch_json(batch) for batch in division.batches],
    }
    return json.dumps(listed, indent=1).encode()


def load_lot_list(sha256: str, store: ObjectStore) -> LotList | None:
    """The list of a lot; None where the scan is no lot, or is not done."""
    key = lot_list_key(sha256)
    if not store.exists(key):
        return None
    listed = json.loads(store.get_bytes(key))
    return LotList(
        plis=tuple(str(pli) for pli in listed["plis"]),
        places=tuple(
            (str(one["pli"]), LotPlace(lot=one["lot"], place=one["place"], again=one["again"]))
            for one in listed.get("places", [])
        ),
        batches=tuple(_batch(one) for one in listed.get("batches", [])),
    )


def _batch_json(batch: Batch) -> dict[str, Any]:
    return {
        "lot": batch.lot,
        "expected": batch.expected,
        "found": batch.found,
        "arrived_on": batch.arrived_on.isoformat(),
        "resumed": batch.again,
        "count_differs": batch.count_differs,
    }


def _batch(listed: dict[str, Any]) -> Batch:
    return Batch(
        lot=listed["lot"],
        expected=listed["expected"],
        found=listed["found"],
        arrived_on=date.fromisoformat(listed["arrived_on"]),
        again=listed["resumed"],
    )

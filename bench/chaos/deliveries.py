"""What the outside program was given: every hand-over as it came."""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Deliveries:
    """``revisions`` are those handed over at least once; ``repeats`` how often one came again; ``differing`` those
    that came with another message id or other words the second time.
    """

    revisions: frozenset[tuple[str, int]]
    repeats: int
    differing: tuple[tuple[str, int], ...]


def read_deliveries(path: Path) -> Deliveries:
    """A line that a killed consumer broke off is no delivery: it was not acknowledged, and the next begins anew."""
    told: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            one = json.loads(line)
        except json.JSONDecodeError:
            continue
        told[one["dossier"], one["revision"]].append(one)
    return Deliveries(
        revisions=frozenset(told),
        repeats=sum(len(ones) - 1 for ones in told.values()),
        differing=tuple(key for key, ones in sorted(told.items()) if any(one != ones[0] for one in ones)),
    )

"""The types of pièce, read from ``vocabulary.toml``: the one place that knows them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dossier.piece import Sensibilite

AUTRE = "autre"


@dataclass(frozen=True, kw_only=True, slots=True)
class PieceType:
    """One type. ``cues`` maps a phrase to its weight; ``sees`` tells an agent what such a pièce is."""

    key: str
    label: str
    sees: str
    family: str
    sensibilite: Sensibilite
    cues: Mapping[str, float]


@cache
def piece_types() -> Mapping[str, PieceType]:
    """All types by key, in the order of the vocabulary file."""
    tables = tomllib.loads((files("dossier") / "vocabulary.toml").read_text(encoding="utf-8"))
    return {
        key: PieceType(
            key=key,
            label=table["label"],
            sees=table["sees"],
            family=table["family"],
            sensibilite=Sensibilite(table.get("sensibilite", "normale")),
            cues=table["cues"],
        )
        for key, table in tables.items()
    }

"""How each pli ended, read from the folder that ``pli process`` wrote."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from dossier.filing import Dossier
from dossier.ids import lot_id, pli_id
from dossier.mail import Nature
from storage.manifest import dossier_from_json


class Kind(StrEnum):
    DOSSIER = "dossier"
    COURRIER = "courrier"
    QUARANTINE = "quarantine"
    LOST = "lost"  # nothing at all: the program failed on it


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundOriginal:
    """An original as the program lists it. ``first_page``: the page of the lot that is its page 1, else 1."""

    name: str
    pages: int
    message: bool = False
    first_page: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """How one pli ended. ``dossier`` is set for a dossier only; ``codes`` are why something is in quarantine."""

    kind: Kind
    nature: Nature | None = None
    originals: tuple[FoundOriginal, ...] = ()
    dossier: Dossier | None = None
    codes: tuple[str, ...] = ()


LOST = Ending(kind=Kind.LOST)


def endings_of(sha256: str, out: Path) -> list[Ending]:
    """The endings of the file with this content: one, or one for each pli of a lot; empty when there is none."""
    listed = out / "lots" / lot_id(sha256) / "lot.json"
    plis = json.loads(listed.read_bytes())["plis"] if listed.exists() else [pli_id(sha256)]
    return [ending for pli in plis for ending in _ending_of(pli, out)]


def _ending_of(pli: str, out: Path) -> Iterator[Ending]:
    dossier, courrier = out / "dossiers" / f"d-{pli[2:]}" / "dossier.json", out / "courriers" / pli / "courrier.json"
    quarantine = out / "quarantine" / pli / "reason.json"
    codes = tuple(each["code"] for each in _json(quarantine)["errors"]) if quarantine.exists() else ()
    if dossier.exists():
        found = dossier_from_json(_json(dossier))
        nature, originals = found.plis[0].nature, _originals(_json(dossier)["plis"][0])
        yield Ending(kind=Kind.DOSSIER, nature=nature, originals=originals, dossier=found, codes=codes)
    elif courrier.exists():
        letter = _json(courrier)
        nature = Nature(letter["nature"])
        yield Ending(kind=Kind.COURRIER, nature=nature, originals=_originals(letter), codes=codes)
    elif quarantine.exists():
        yield Ending(kind=Kind.QUARANTINE, codes=codes)


def _originals(pli: Any) -> tuple[FoundOriginal, ...]:
    first = pli["lot"]["first_page"] if pli.get("lot") else 1
    return tuple(
        FoundOriginal(
            name=each["name"],
            pages=each["pages"],
            message=each["media_type"] == "message/rfc822",
            first_page=first if index == 0 else 1,
        )
        for index, each in enumerate(pli["originals"])
    )


def _json(path: Path) -> Any:
    return json.loads(path.read_bytes())

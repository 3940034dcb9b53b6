"""What waits « à rattacher » and to which dossiers it may belong, as things stand now."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404

from desk import store
from dossier.ids import courrier_key
from dossier.joining import Obstacle, Proposal
from storage.objects import ObjectMissing
from storage.register.models import Dossier, Pli
from workers.registered_dossiers import proposals_for, waiting_for_dossier


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownProposal:
    """A dossier and why; ``ties`` and ``obstacle`` are codes. ``other_person``: it is shown, and not offered."""

    row: Dossier
    ties: tuple[str, ...]
    obstacle: str | None

    @property
    def other_person(self) -> bool:
        return self.obstacle == Obstacle.OTHER_PERSON


@dataclass(frozen=True, kw_only=True, slots=True)
class CourrierSheet:
    """A courrier: ``reasons`` are sentences in French, ``files`` the names of its originals."""

    pli: Pli
    reasons: tuple[str, ...]
    files: tuple[str, ...]
    proposals: tuple[ShownProposal, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitingSheet:
    """A pli in the tray that may belong to the dossier on the screen."""

    pli: Pli
    ties: tuple[str, ...]
    obstacle: str | None


def courrier_sheet(pli: Pli) -> CourrierSheet:
    """All that is known of a courrier. What its manifest says is empty when that is gone."""
    try:
        content = json.loads(store.objects().get_bytes(courrier_key(pli.id)))
    except ObjectMissing:
        content = {"reasons": [], "originals": []}
    return CourrierSheet(
        pli=pli,
        reasons=tuple(str(reason["message"]) for reason in content["reasons"]),
        files=tuple(str(original["name"]) for original in content["originals"]),
        proposals=_shown(proposals_for(pli.id)),
    )


def find_courrier(pli_id: str) -> Pli:
    """Raises Http404 when there is no such pli."""
    pli = Pli.objects.filter(id=pli_id).first()
    if pli is None:
        raise Http404("Ce pli n'existe pas.")
    return pli


def proposals_of_dossier(plis: Iterable[str]) -> tuple[ShownProposal, ...]:
    """Other dossiers that one of a dossier's plis may belong to, each once."""
    found = {one.dossier: one for pli in plis for one in proposals_for(pli)}
    return _shown(found.values())


def waiting_of_dossier(dossier: str, plis: Iterable[str]) -> tuple[WaitingSheet, ...]:
    """Plis in the tray that may belong to a dossier."""
    found = waiting_for_dossier(dossier, plis)
    rows = Pli.objects.in_bulk(list(found))
    return tuple(
        WaitingSheet(pli=rows[pli], ties=one.ties, obstacle=one.obstacle) for pli, one in found.items() if pli in rows
    )


def _shown(proposals: Iterable[Proposal]) -> tuple[ShownProposal, ...]:
    listed = list(proposals)
    rows = Dossier.objects.in_bulk([one.dossier for one in listed])
    return tuple(
        ShownProposal(row=rows[one.dossier], ties=one.ties, obstacle=one.obstacle)
        for one in listed
        if one.dossier in rows
    )

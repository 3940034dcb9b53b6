"""Each pli's truth beside its ending."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.quality.endings import LOST, Ending, Kind, endings_of
from bench.quality.made import Item
from bench.quality.pages import ComparedPage, compared_pages
from bench.quality.parts import message_parts
from dossier.filing import Dossier
from dossier.recevabilite import Outcome, Recevabilite
from specimens import Truth


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """One pli. ``file`` is where its mail lies under ``mail/``."""

    group: str
    file: str
    truth: Truth
    ending: Ending
    pages: tuple[ComparedPage, ...] = ()

    @property
    def dossier(self) -> Dossier | None:
        return self.ending.dossier

    @property
    def finding(self) -> Recevabilite | None:
        return self.dossier.findings.recevabilite if self.dossier else None

    @property
    def outcome(self) -> Outcome | None:
        """What was found; None where the pli became no dossier."""
        return self.finding.outcome if self.finding else None

    @property
    def best(self) -> Outcome | None:
        """What should be found; None for what is no filing."""
        return self.truth.outcomes[0] if self.truth.outcomes else None

    @property
    def accepted(self) -> bool:
        """Whether the outcome is one that a perfect reader may come to. Only for filings (``best`` is set)."""
        return self.outcome in self.truth.outcomes

    @property
    def ended(self) -> str:
        """The outcome, else the courrier's nature, else ``quarantine`` or ``lost``."""
        if self.outcome:
            return self.outcome.value
        return str(self.ending.nature or self.ending.kind)

    @property
    def templates(self) -> tuple[str, ...]:
        """The wordings of its pièces, those on which recevabilité turns first."""
        ids = [piece.template for piece in self.truth.pieces if piece.template]
        return tuple(sorted(ids, key=lambda id_: not id_.startswith(_TURNING)))


_TURNING = (
    "attestation_ccc", "invitation_prefecture", "reponse_ccc", "convocation", "courrier_prefecture", "capture_anef",
    "notification_anef", "ordonnance_justice", "texte_reglementaire", "courrier_avocat", "courrier/",
)  # fmt: skip


def pairs_of(items: Sequence[Item], folder: Path) -> list[Pair]:
    """Every pli of the mail in ``folder/mail`` beside how it ended in ``folder/out``."""
    return [pair for item in items for pair in _pairs(item, folder)]


def _pairs(item: Item, folder: Path) -> list[Pair]:
    endings = endings_of(item.sha256, folder / "out")
    path = folder / "mail" / item.path
    parts = message_parts(path) if any(o.message for ending in endings for o in ending.originals) else {}
    return [
        Pair(
            group=item.group,
            file=item.path,
            truth=truth,
            ending=ending,
            pages=compared_pages(truth, ending, parts),
        )
        for truth, ending in zip(item.truths, matched(item.truths, endings), strict=True)
    ]


def matched(truths: Sequence[Truth], endings: Sequence[Ending]) -> list[Ending]:
    """For each truth the ending that shares most pages with it; what ended without pages goes to who is left."""
    if len(truths) == 1:
        return [endings[0] if endings else LOST]
    left = list(endings)
    chosen: list[Ending | None] = []
    for truth in truths:
        best = max(left, key=lambda ending: _shared(truth, ending), default=None)
        if best is None or not _shared(truth, best):
            chosen.append(None)
            continue
        left.remove(best)
        chosen.append(best)
    waiting = [ending for ending in left if ending.kind is Kind.QUARANTINE]
    return [ending or (waiting.pop(0) if waiting else LOST) for ending in chosen]


def _shared(truth: Truth, ending: Ending) -> int:
    true = {page.page for piece in truth.pieces for page in piece.pages}
    found = {o.first_page + n for o in ending.originals[:1] for n in range(o.pages)}
    return len(true & found)

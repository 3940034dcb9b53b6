"""All figures of one set of plis."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.quality.accounts import AccountFigures, account_figures
from bench.quality.calibration import Bin, calibration_error, reliability
from bench.quality.cutting import CuttingFigures, cutting_figures
from bench.quality.natures import NatureFigures, nature_figures
from bench.quality.page_types import TypeFigures, type_figures
from bench.quality.pairs import Pair
from bench.quality.person import FieldFigures, person_figures
from bench.quality.recevabilite import RecevabiliteFigures, recevabilite_figures


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """``plis`` and ``pages`` are how many were judged; ``read_seconds`` what reading one page of a dossier took,
    in the process that read it (None without dossiers).
    """

    plis: int
    pages: int
    recevabilite: RecevabiliteFigures
    cutting: CuttingFigures
    types: TypeFigures
    person: list[FieldFigures]
    nature: NatureFigures
    accounts: AccountFigures
    reliability: list[Bin]
    calibration_error: float | None
    read_seconds: float | None


def figures_of(pairs: Sequence[Pair]) -> Figures:
    bins = reliability(pairs)
    return Figures(
        plis=len(pairs),
        pages=sum(len(pair.pages) for pair in pairs),
        recevabilite=recevabilite_figures(pairs),
        cutting=cutting_figures(pairs),
        types=type_figures(pairs),
        person=person_figures(pairs),
        nature=nature_figures(pairs),
        accounts=account_figures(pairs),
        reliability=bins,
        calibration_error=calibration_error(bins),
        read_seconds=_read_seconds(pairs),
    )


def by_group(pairs: Sequence[Pair]) -> dict[str, Figures]:
    """Of each set in the order of the plis, then of all filings together, clean and degraded, then of all."""
    groups = {group: [pair for pair in pairs if pair.group == group] for group in dict.fromkeys(p.group for p in pairs)}
    for quality in ("clean", "degraded"):
        together = [pair for pair in pairs if pair.group.endswith(quality)]
        if together:
            groups[f"all {quality}"] = together
    groups["all"] = list(pairs)
    return {group: figures_of(members) for group, members in groups.items()}


def _read_seconds(pairs: Sequence[Pair]) -> float | None:
    uses = [pair.dossier.ocr for pair in pairs if pair.dossier]
    pages = sum(use.pages_ocr + use.pages_text_layer for use in uses)
    return sum(use.seconds for use in uses) / pages if pages else None

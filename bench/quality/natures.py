"""Whether mail is taken for what it is: filing, complement, correspondence, unwanted; or unreadable."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench.quality.endings import Kind
from bench.quality.pairs import Pair
from bench.quality.share import Share


@dataclass(frozen=True, kw_only=True, slots=True)
class NatureFigures:
    """``right`` over mail that can be read; ``quarantine``: unreadable files that ended there; ``kept_out``: readable
    mail that did not. ``alertes``: alerts that were due and raised; ``depose_par``: who files, of dossiers.
    """

    right: Share
    quarantine: Share
    kept_out: Share
    alertes: Share
    depose_par: Share
    confusion: Counter[tuple[str, str]]


def nature_figures(pairs: Sequence[Pair]) -> NatureFigures:
    readable = [pair for pair in pairs if not pair.truth.quarantine]
    dossiers = [pair for pair in readable if pair.dossier and pair.truth.outcomes]
    return NatureFigures(
        right=Share.among(is_nature_right(pair) for pair in readable),
        quarantine=Share.among(pair.ending.kind is Kind.QUARANTINE for pair in pairs if pair.truth.quarantine),
        kept_out=Share.among(pair.ending.kind is not Kind.QUARANTINE for pair in readable),
        alertes=Share.among(due in _alertes(pair) for pair in dossiers for due in pair.truth.alertes),
        depose_par=Share.among(_who_files(pair) for pair in dossiers),
        confusion=Counter((_true_name(pair), found_name(pair)) for pair in pairs),
    )


def is_nature_right(pair: Pair) -> bool:
    return pair.ending.nature in pair.truth.natures


def found_name(pair: Pair) -> str:
    return str(pair.ending.nature or pair.ending.kind)


def _true_name(pair: Pair) -> str:
    if pair.truth.quarantine:
        return Kind.QUARANTINE.value
    return str(pair.ending.nature if is_nature_right(pair) else pair.truth.nature)


def _alertes(pair: Pair) -> set[str]:
    """Two persons in one pli are told by a reason or by an alert."""
    if not pair.dossier:
        return set()
    findings = pair.dossier.findings
    return {alerte.code for alerte in findings.alertes} | {r.code.value for r in findings.recevabilite.reasons}


def _who_files(pair: Pair) -> bool:
    return bool(pair.dossier and pair.dossier.findings.depose_par.qualite is pair.truth.depose_par.qualite)

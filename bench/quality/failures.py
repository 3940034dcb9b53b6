"""The worst that happened, by file, so that somebody can look."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bench.quality.accounts import account_figures
from bench.quality.endings import Kind
from bench.quality.natures import found_name, is_nature_right
from bench.quality.pairs import Pair
from bench.quality.person import FIELDS, verdict
from bench.quality.recevabilite import from_right_document, is_false_irrecevable, is_false_recevable
from dossier.recevabilite import Outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """``what`` went wrong with one pli; ``said`` is the program's own account. ``gravity``: 0 is the worst."""

    gravity: int
    what: str
    scenario: str
    group: str
    file: str
    wanted: str
    ended: str
    said: str
    templates: tuple[str, ...]


def failures(pairs: Sequence[Pair]) -> list[Failure]:
    """All of them, the worst first, those of one scenario side by side."""
    found = [failure for pair in pairs for failure in _of(pair)]
    return sorted(found, key=lambda each: (each.gravity, each.what, each.scenario, each.file))


def _of(pair: Pair) -> Iterator[Failure]:
    main = _outcome_failure(pair)
    if main is not None:
        yield _failure(pair, *main)
    elif not pair.truth.quarantine and not is_nature_right(pair):
        yield _failure(pair, 4, f"taken for {found_name(pair)}")
    if account_figures([pair]).as_blank.hits:
        yield _failure(pair, 4, "a page that says something skipped as blank")
    once = account_figures([pair]).once
    if once.hits != once.of:
        yield _failure(pair, 0, "pages not accounted for exactly once")
    if pair.dossier and pair.truth.outcomes:
        yield from _person_failures(pair)


def _person_failures(pair: Pair) -> Iterator[Failure]:
    """Fields invented or wrong, with what was found for what is printed."""
    assert pair.dossier is not None
    found, true = pair.dossier.findings.demandeur, pair.truth.demandeur
    for gravity, what in ((3, "invented"), (5, "wrong")):
        fields = [field for field in FIELDS if verdict(pair, field) == what]
        if fields:
            pairs = "; ".join(f"{getattr(found, field)} for {getattr(true, field)}" for field in fields)
            yield replace(_failure(pair, gravity, f"{what}: {', '.join(fields)}"), said=pairs)


def _outcome_failure(pair: Pair) -> tuple[int, str] | None:
    """The gravest of what is wrong with how it ended."""
    quarantined, unreadable = pair.ending.kind is Kind.QUARANTINE, pair.truth.quarantine
    wrong = (
        (0, "lost", pair.ending.kind is Kind.LOST),
        (0, "false recevable", is_false_recevable(pair)),
        (2, "not put in quarantine", unreadable and not quarantined),
        (1, "put in quarantine", quarantined and not unreadable),
        (1, "false irrecevable", is_false_irrecevable(pair)),
        (2, "wrong outcome", bool(pair.truth.outcomes) and not pair.accepted),
    )
    main = next(((gravity, what) for gravity, what, so in wrong if so), None)
    return main or (_ground_failure(pair) if pair.outcome is Outcome.RECEVABLE else None)


def _ground_failure(pair: Pair) -> tuple[int, str] | None:
    assert pair.finding is not None
    if pair.finding.fondement is not pair.truth.fondement:
        return 3, "wrong fondement"
    if not all(from_right_document(pair, each) for each in pair.finding.evidence or (None,)):
        return 3, "evidence from the wrong page"
    return None


def _failure(pair: Pair, gravity: int, what: str) -> Failure:
    return Failure(
        gravity=gravity,
        what=what,
        scenario=pair.truth.scenario,
        group=pair.group,
        file=f"{pair.file} ({pair.truth.carrier})",
        wanted="/".join(pair.truth.outcomes) or pair.truth.nature,
        ended=pair.ended,
        said=_said(pair),
        templates=pair.templates[:4],
    )


def _said(pair: Pair) -> str:
    if pair.finding is None:
        return ", ".join(pair.ending.codes)
    reason = pair.finding.reasons[0].code if pair.finding.reasons else "no reason"
    quotes = [f"« {each.quote[:220]} »" for each in pair.finding.evidence[:2]]
    return f"{reason} ({pair.finding.confidence:.2f}) {' '.join(quotes)}".strip()

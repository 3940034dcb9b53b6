"""How well pages are typed. A page's type is its pièce's."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench.quality.pairs import Pair
from bench.quality.share import Share, f1

SKIPPED = "(skipped)"
ABSENT = "(no page)"


@dataclass(frozen=True, kw_only=True, slots=True)
class TypeFigures:
    """``macro_f1``: the mean over all types that are truly there. ``f1_of`` by type with how many pages it has;
    ``confusions`` (true, found) with how many pages.
    """

    accuracy: Share
    macro_f1: float | None
    f1_of: dict[str, tuple[float, int]]
    confusions: Counter[tuple[str, str]]


def typed_pages(pairs: Sequence[Pair]) -> list[tuple[str, str]]:
    """(true type, found type) of every page of a dossier that belongs to a pièce.

    A type that a reader may rightly give counts as the true one.
    """
    pages = [page for pair in pairs if pair.dossier for page in pair.pages]
    found = [(page.piece, page.type or (SKIPPED if page.why else ABSENT)) for page in pages if page.piece]
    return [(type_ if type_ in piece.also else piece.type, type_) for piece, type_ in found]


def type_figures(pairs: Sequence[Pair]) -> TypeFigures:
    typed = typed_pages(pairs)
    true, found = Counter(t for t, _ in typed), Counter(f for _, f in typed)
    hits = Counter(t for t, f in typed if t == f)
    f1_of = {type_: (f1(hits[type_], found[type_], count) or 0.0, count) for type_, count in sorted(true.items())}
    return TypeFigures(
        accuracy=Share.among(t == f for t, f in typed),
        macro_f1=sum(score for score, _ in f1_of.values()) / len(f1_of) if f1_of else None,
        f1_of=f1_of,
        confusions=Counter(pair for pair in typed if pair[0] != pair[1]),
    )

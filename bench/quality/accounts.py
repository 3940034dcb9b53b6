"""Whether every page stands exactly once, and none that says something was thrown away as blank."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.quality.endings import Kind
from bench.quality.pairs import Pair
from bench.quality.share import Share
from dossier.piece import Skip


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountFigures:
    """``once``: pages that stand exactly once in a dossier, or are kept whole in a courrier or in quarantine.
    ``as_blank``: pages of a pièce that were skipped as blank. ``blank_found``: blank pages that were skipped.
    ``untold``: pages that the truth does not know (0, or the measure is wrong).
    """

    once: Share
    as_blank: Share
    blank_found: Share
    untold: int


def account_figures(pairs: Sequence[Pair]) -> AccountFigures:
    readable = [pair for pair in pairs if not pair.truth.quarantine]
    pages = [(pair, page) for pair in readable for page in pair.pages if page.made]
    of_dossiers = [page for pair, page in pages if pair.dossier]
    return AccountFigures(
        once=Share.among(
            page.times == 1 if pair.dossier else pair.ending.kind is not Kind.LOST for pair, page in pages
        ),
        as_blank=Share.among(page.why is Skip.BLANK for page in of_dossiers if page.piece),
        blank_found=Share.among(page.why is Skip.BLANK for page in of_dossiers if page.skip is Skip.BLANK),
        untold=sum(not page.told for page in of_dossiers),
    )

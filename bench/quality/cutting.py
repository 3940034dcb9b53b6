"""How well the stream of pages is cut into pièces."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from bench.quality.pages import ComparedPage
from bench.quality.pairs import Pair
from bench.quality.share import Share, f1


@dataclass(frozen=True, kw_only=True, slots=True)
class CuttingFigures:
    """``precision``, ``recall`` and ``f1`` of borders between two pages of one file (borders of files are given by
    themselves); ``f1_all`` of all borders, files' included. ``perfect``: dossiers cut without an error;
    ``perfect_bundles``: those that have a file of several pages, where there is something to cut.
    """

    precision: Share
    recall: Share
    f1: float | None
    f1_all: float | None
    perfect: Share
    perfect_bundles: Share


@dataclass(frozen=True, kw_only=True, slots=True)
class Border:
    """Between two neighbouring pages: whether a pièce ends there, truly and as found; ``inside`` one file."""

    true: bool
    found: bool
    inside: bool


def borders(pages: Sequence[ComparedPage]) -> list[Border]:
    """Of all pages that belong to a pièce in truth. A page that was wrongly skipped stands alone."""
    ours = [page for page in pages if page.group is not None]
    return [
        Border(
            true=before.group != after.group,
            found=_is_cut(before, after),
            inside=before.file == after.file,
        )
        for before, after in pairwise(ours)
    ]


def _is_cut(before: ComparedPage, after: ComparedPage) -> bool:
    if not after.made and after.times == 0:
        return False  # a part of a message that was left in the one before
    return before.rank != after.rank or before.rank is None


def is_perfect(pages: Sequence[ComparedPage]) -> bool:
    """Whether the pièces hold the very pages that they should: none missing, none torn, none joined."""
    ours = [page for page in pages if page.group is not None]
    if any(page.rank is None for page in ours):
        return False
    true = {(page.group, page.rank) for page in ours}
    return len(true) == len({group for group, _ in true}) == len({rank for _, rank in true})


def cutting_figures(pairs: Sequence[Pair]) -> CuttingFigures:
    streams = [pair.pages for pair in pairs if pair.dossier]
    every = [border for pages in streams for border in borders(pages)]
    inside = [border for border in every if border.inside]
    return CuttingFigures(
        precision=Share.among(border.true for border in inside if border.found),
        recall=Share.among(border.found for border in inside if border.true),
        f1=_f1(inside),
        f1_all=_f1(every),
        perfect=Share.among(is_perfect(pages) for pages in streams),
        perfect_bundles=Share.among(is_perfect(pages) for pages in streams if _has_bundle(pages)),
    )


def _f1(found: Sequence[Border]) -> float | None:
    hits = sum(border.true and border.found for border in found)
    return f1(hits, sum(border.found for border in found), sum(border.true for border in found))


def _has_bundle(pages: Sequence[ComparedPage]) -> bool:
    """Whether one file of it holds two pièces or more."""
    ours = [page for page in pages if page.group is not None]
    return any(len({page.group for page in of_file}) > 1 for _, of_file in groupby(ours, key=lambda page: page.file))

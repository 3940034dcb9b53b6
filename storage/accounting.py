"""The invariant of a dossier: every page of every original stands exactly once, in a pièce or among the skipped."""

from collections import Counter

from dossier.filing import Dossier
from dossier.page import PageRef


def unaccounted(dossier: Dossier) -> tuple[PageRef, ...]:
    """The pages that do not stand exactly once, in order; empty when all is well.

    Left out, listed twice, or listed though no original has them.
    """
    originals = [original for pli in dossier.plis for original in pli.originals]
    there = {PageRef(i, number) for i, original in enumerate(originals) for number in range(1, original.pages + 1)}
    listed = Counter(_listed(dossier))
    return tuple(sorted(ref for ref in there | listed.keys() if ref not in there or listed[ref] != 1))


def _listed(dossier: Dossier) -> list[PageRef]:
    in_pieces = [page.ref for piece in dossier.findings.pieces for page in piece.pages]
    return in_pieces + [skipped.ref for skipped in dossier.findings.skipped]

"""What the cues of the vocabulary say of a page: which stand on it, and where."""

import re
from functools import cache

from classify.folding import fold
from classify.page_view import PageView
from classify.text import ReadPage
from dossier.types import piece_types

_TITLE_LINES = 7
_TITLE_WEIGHT = 4.0
_LISTED = re.compile(r"^\s*(?:[-–•*·▪✗✓☐☑☒□]|[xX]\s|\d{1,2}[.)]\s|pi[èe]ces? n)")


@cache
def _cue_index() -> dict[str, list[tuple[tuple[str, ...], str, float]]]:
    """First word → (words of the cue, type, weight)."""
    index: dict[str, list[tuple[tuple[str, ...], str, float]]] = {}
    for kind in piece_types().values():
        for cue, weight in kind.cues.items():
            words = tuple(fold(cue).split())
            if words:
                index.setdefault(words[0], []).append((words, kind.key, weight))
    return index


def by_cues(view: PageView) -> dict[str, float]:
    """Each cue counts once, at its best place (a title counts more); of overlapping cues of a type only the longest."""
    tokens = view.read.folded.split()
    factors = _place_factors(view.read)
    index = _cue_index()
    found: dict[str, list[tuple[int, int, float, tuple[str, ...]]]] = {}
    for position, token in enumerate(tokens):
        for words, key, weight in index.get(token, ()):
            if len(words) == 1 or tuple(tokens[position : position + len(words)]) == words:
                factor = factors[position] if weight >= 1.0 else min(factors[position], 1.0)
                found.setdefault(key, []).append((position, position + len(words), weight * factor, words))
    return {key: _without_overlap(matches) for key, matches in found.items()}


def is_titled(read: ReadPage) -> bool:
    """Whether the first lines name the document, with a cue that hardly any other document begins with."""
    head = read.folded[: read.lines[min(_TITLE_LINES, len(read.lines)) - 1].end].split() if read.lines else []
    index = _cue_index()
    return any(
        weight >= _TITLE_WEIGHT and tuple(head[position : position + len(words)]) == words
        for position, token in enumerate(head)
        for words, _, weight in index.get(token, ())
    )


def _without_overlap(matches: list[tuple[int, int, float, tuple[str, ...]]]) -> float:
    """The sum of the best place of each cue, the heaviest first, places once taken not counting again."""
    taken: set[int] = set()
    counted: set[tuple[str, ...]] = set()
    total = 0.0
    for start, end, value, words in sorted(matches, key=lambda m: -m[2]):
        if words not in counted and taken.isdisjoint(range(start, end)):
            counted.add(words)
            taken.update(range(start, end))
            total += value
    return total


def _place_factors(read: ReadPage) -> list[float]:
    """A factor for each token of the folded text."""
    heights = sorted(line.box.height for line in read.lines)
    usual = heights[len(heights) // 2] if heights else 0.0
    factors: list[float] = []
    for number, line in enumerate(read.lines):
        count = len(read.folded[line.start : line.end].split())
        large = usual > 0 and line.box.height > 1.25 * usual
        top = number < _TITLE_LINES
        short = len(line.words) <= 9
        capitals = sum(w.text.isupper() for w in line.words) * 2 > len(line.words)
        factor = 2.0 if large and short else 1.7 if top and short and capitals else 1.4 if top and short else 1.0
        if _LISTED.match(line.text):
            factor = 0.4  # an item of a list names a pièce, it is none
        factors.extend([factor] * count)
    factors.extend([1.0] * (len(read.folded.split()) - len(factors)))
    return factors

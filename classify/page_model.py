"""What the trained model says of a page: its words, letters and a few measures, as a probability for each type.

Learnt by ``python -m bench.train types`` from ``specimens``; how good it is, alone and with the cues, stands in
docs/bench/types.md.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import log

from classify.linear import FieldRecipe, Input, LinearModel, Recipe, read
from classify.text import ReadPage

RECIPE: Recipe = {"text": FieldRecipe(words=2, chars=(3, 4)), "head": FieldRecipe(words=2, chars=None)}
HEAD_LINES = 6
LEAST = 1e-4  # no type is held impossible on a page's words alone


@cache
def _model() -> LinearModel:
    return read((files("classify") / "data" / "types.npz").read_bytes())


def page_input(page: ReadPage) -> Input:
    """A page as the model sees it. Measures are 0..1."""
    folded = page.folded
    head = folded[: page.lines[min(HEAD_LINES, len(page.lines)) - 1].end] if page.lines else ""
    return Input(fields={"text": folded, "head": head}, named=_measures(page))


def _measures(page: ReadPage) -> Mapping[str, float]:
    words = page.page.words
    letters = "".join(word.text for word in words)
    count, size = len(words), max(len(letters), 1)
    return {
        "few words": 1.0 if count < 12 else 0.0,
        "words": min(log(1 + count) / 7, 1.0),
        "figures": sum(c.isdigit() for c in letters) / size,
        "capitals": sum(c.isupper() for c in letters) / size,
        "fillers": min(letters.count("<") / 20, 1.0),
        "line length": min(count / max(len(page.lines), 1) / 15, 1.0),
        "doubt": 1.0 - page.page.confidence if words else 0.0,
        "sentences": min(sum(word.text.endswith((".", ";")) for word in words) / 20, 1.0),
    }


def type_shares(page: ReadPage) -> dict[str, float]:
    """By type the probability (at least :data:`LEAST`, so that logarithms stay small) that the page is of it."""
    shares = _model().probabilities(page_input(page))
    return {key: max(value, LEAST) for key, value in shares.items()}

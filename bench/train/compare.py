"""``python -m bench.train.compare``: types by cues and structure alone, by the model alone, and by both.

Each page is judged by a model that saw nothing of its wording, form or voice; pages by themselves, without their
neighbours and without the reading of letters that follows. The figures stand in docs/bench/types.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from bench.quality.share import Share, f1
from bench.train.fit import Example, out_of_fold
from bench.train.types import HOW, TypedText, read_text, typed_texts
from classify.cues import by_cues
from classify.labels import fields_on
from classify.page_model import LEAST, page_input
from classify.page_view import PageView
from classify.structure import by_structure
from classify.types import by_issuer
from dossier.bundle import BundlePage, Origin
from dossier.page import PageRef
from dossier.types import AUTRE

FOLDS = 3
DAY = date(2026, 11, 1)
SETS = {"pages as text": "pages/", "labelled letters": "phrases/", "wordings": ""}
Scores = Mapping[str, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A page of ``true`` type: what cues, structure and issuer say of it, and the model."""

    origin: str
    true: str
    rules: Scores
    model: Scores

    def best(self, rules: float, model: float) -> str:
        return max(self.model, key=lambda key: rules * self.rules.get(key, 0.0) + model * self.model[key])


def judged() -> list[Judged]:
    """Every page to learn from, judged by others."""
    typed = list(typed_texts())
    views = [_view(each, number) for number, each in enumerate(typed)]
    examples = [
        Example(given=page_input(view.read), label=each.type, group=each.origin)
        for view, each in zip(views, typed, strict=True)
    ]
    logits = out_of_fold(examples, replace(HOW, folds=FOLDS))
    names = sorted({each.type for each in typed})
    return [
        Judged(origin=each.origin, true=each.type, rules=_rules(view), model=_logarithms(names, row))
        for each, view, row in zip(typed, views, logits, strict=True)
    ]


def _view(typed: TypedText, number: int) -> PageView:
    read = read_text(typed, number)
    source = BundlePage(ref=PageRef(0, 1), page=read.page, origin=Origin.SCAN, file_name="page.pdf", file_start=True)
    return PageView(source=source, read=read, fields=tuple(fields_on(read)))


def _rules(view: PageView) -> Scores:
    told = {AUTRE: 0.15}
    for scorer, weight in ((by_cues, 0.5), (by_structure, 0.5), (by_issuer, 0.2)):
        for key, value in scorer(view).items():
            told[key] = told.get(key, 0.0) + weight * value
    return told


def _logarithms(names: Sequence[str], logits: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Scores:
    powers = np.exp(logits - logits.max())
    return dict(zip(names, np.log(np.maximum(powers / powers.sum(), LEAST)).tolist(), strict=True))


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Mean over the true types of (true, found) ``pairs``."""
    names = {true for true, _ in pairs}
    scores = [
        f1(sum(p == (n, n) for p in pairs), sum(found == n for _, found in pairs), sum(true == n for true, _ in pairs))
        for n in names
    ]
    return sum(score or 0.0 for score in scores) / len(names)


def main() -> None:
    pages = judged()
    left = set(range(len(pages)))
    for name, prefix in SETS.items():
        ours = [i for i in sorted(left) if pages[i].origin.startswith(prefix)]
        left -= set(ours)
        for way, (rules, model) in {"rules": (1.0, 0.0), "model": (0.0, 1.0), "both": (1.0, 1.0)}.items():
            pairs = [(pages[i].true, pages[i].best(rules, model)) for i in ours]
            right = Share.among(true == found for true, found in pairs)
            print(f"| {name} | {way} | {right} | {macro_f1(pairs):.3f} |")


if __name__ == "__main__":
    main()

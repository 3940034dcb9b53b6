"""Examples in, :class:`classify.linear.LinearModel` out: scikit-learn's logistic regression, calibrated, in eight bits.

Nothing here draws lots: the same examples give the same model. How well a model will do on texts of strangers is told
by :func:`out_of_fold`, which never lets a group of examples (all that comes from one wording, one hand) judge itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from classify.linear import Input, LinearModel, Recipe, features


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """A text of known class. ``group``: what must not stand on both sides of a trial; ``weight`` multiplies it."""

    given: Input
    label: str
    group: str
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """How to learn. ``strength`` is scikit-learn's C (larger: less held back); a feature counts when at least
    ``min_groups`` groups show it, and only the ``most`` that weigh most are kept; ``balanced`` weighs classes alike."""

    recipe: Recipe
    strength: float = 30.0
    min_groups: int = 2
    most: int = 40_000
    balanced: bool = True
    folds: int = 5


_Rows = Sequence[Mapping[str, float]]


def fit(examples: Sequence[Example], how: Fit) -> LinearModel:
    """The calibrated model. ``examples`` need at least ``how.folds`` groups and two classes."""
    rows = [features(example.given, how.recipe) for example in examples]
    raw = _fitted(rows, examples, how)
    logits = out_of_fold(examples, how, rows)
    return _cooled(raw, _temperature(logits, [raw.classes.index(e.label) for e in examples], examples))


def out_of_fold(examples: Sequence[Example], how: Fit, rows: _Rows | None = None) -> NDArray[np.float64]:
    """Uncalibrated logits of each example, by a model that saw nothing of its group: rows as ``examples``, columns the
    sorted classes. A class that a trial's model has not seen gets the lowest logit there."""
    rows = rows if rows is not None else [features(example.given, how.recipe) for example in examples]
    classes = sorted({example.label for example in examples})
    logits = np.zeros((len(examples), len(classes)))
    folds = GroupKFold(n_splits=how.folds).split(rows, groups=[example.group for example in examples])
    for learnt, judged in folds:
        model = _fitted([rows[i] for i in learnt], [examples[i] for i in learnt], how)
        for i in judged:
            told = dict(zip(model.classes, model.logits(examples[i].given).tolist(), strict=True))
            logits[i] = [told.get(name, min(told.values()) - 1.0) for name in classes]
    return logits


def _fitted(rows: _Rows, examples: Sequence[Example], how: Fit) -> LinearModel:
    vocabulary = _vocabulary(rows, [example.group for example in examples], how.min_groups)
    regression = _regression(_matrix(rows, vocabulary), examples, how)
    if len(vocabulary) > how.most:
        weight = np.abs(regression.coef_).max(axis=0)
        kept = sorted(np.argsort(-weight, kind="stable")[: how.most].tolist())
        vocabulary = [vocabulary[place] for place in kept]
        regression = _regression(_matrix(rows, vocabulary), examples, how)
    return _quantised(regression, vocabulary, how)


def _vocabulary(rows: _Rows, groups: Sequence[str], min_groups: int) -> list[str]:
    shown: dict[str, set[str]] = defaultdict(set)
    for row, group in zip(rows, groups, strict=True):
        for name in row:
            shown[name].add(group)
    return sorted(name for name, where in shown.items() if len(where) >= min_groups or name.startswith("="))


def _matrix(rows: Iterable[Mapping[str, float]], vocabulary: Sequence[str]) -> csr_matrix:
    places = {name: place for place, name in enumerate(vocabulary)}
    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for row in rows:
        known = sorted((places[name], value) for name, value in row.items() if name in places)
        columns.extend(place for place, _ in known)
        values.extend(value for _, value in known)
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(ends) - 1, len(vocabulary)))


def _regression(matrix: csr_matrix, examples: Sequence[Example], how: Fit) -> LogisticRegression:
    regression = LogisticRegression(
        C=how.strength, max_iter=400, tol=1e-3, class_weight="balanced" if how.balanced else None
    )
    regression.fit(matrix, [example.label for example in examples], sample_weight=[e.weight for e in examples])
    return regression


def _quantised(regression: LogisticRegression, vocabulary: Sequence[str], how: Fit) -> LinearModel:
    weights, intercepts = regression.coef_.T, regression.intercept_
    if weights.shape[1] == 1:  # of two classes scikit-learn keeps the second's logit only
        weights = np.hstack([np.zeros_like(weights), weights])
        intercepts = np.array([0.0, intercepts[0]])
    scales = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127.0
    return LinearModel(
        classes=tuple(str(name) for name in regression.classes_),
        recipe=dict(how.recipe),
        vocabulary=tuple(vocabulary),
        weights=np.rint(weights / scales).astype(np.int8),
        scales=scales.astype(np.float32),
        intercepts=intercepts.astype(np.float32),
    )


def _temperature(logits: NDArray[np.float64], labels: Sequence[int], examples: Sequence[Example]) -> float:
    """What to divide logits by so that the probabilities of unseen groups are honest (Guo et al., 2017)."""
    weights = np.array([example.weight for example in examples])
    rows = np.arange(len(labels))

    def surprise(log_temperature: float) -> float:
        cooled = logits / np.exp(log_temperature)
        cooled = cooled - cooled.max(axis=1, keepdims=True)
        likelihood = cooled[rows, labels] - np.log(np.exp(cooled).sum(axis=1))
        return float(-(weights * likelihood).sum())

    return float(np.exp(minimize_scalar(surprise, bounds=(-0.7, 3.0), method="bounded").x))


def _cooled(model: LinearModel, temperature: float) -> LinearModel:
    return replace(
        model,
        scales=(model.scales / temperature).astype(np.float32),
        intercepts=(model.intercepts / temperature).astype(np.float32),
    )

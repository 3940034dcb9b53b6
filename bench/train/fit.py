"""Examples in, :class:`classify.linear.LinearModel` out: scikit-learn's logistic regression, calibrated, in eight bits.

Nothing here draws lots: the same examples give the same model. How well a model will do on texts of strangers is told
by :func:`out_of_fold`, which never lets a group of examples (all that comes from one wording, one hand) judge itself.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from classify.linear import Input, LinearModel, Recipe, features

_DENSE = "~"  # before the number of a dense feature


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
    ``min_groups`` groups show it, and only the ``most`` that weigh most are kept; ``balanced`` weighs classes alike;
    at most ``iterations`` steps of L-BFGS."""

    recipe: Recipe
    strength: float = 30.0
    min_groups: int = 2
    most: int = 40_000
    balanced: bool = True
    folds: int = 5
    iterations: int = 200


@dataclass(frozen=True, kw_only=True, eq=False)
class _Table:
    """All features of all examples: a row an example, a column a feature; ``names`` are the columns'."""

    matrix: csr_matrix
    names: NDArray[np.object_]

    @classmethod
    def of(cls, examples: Sequence[Example], recipe: Recipe) -> "_Table":
        places: dict[str, int] = {}
        columns, values, ends = array("i"), array("d"), [0]
        for example in examples:
            for name, value in features(example.given, recipe).items():
                columns.append(places.setdefault(name, len(places)))
                values.append(value)
            ends.append(len(columns))
        sparse = csr_matrix((np.asarray(values), np.asarray(columns), ends), shape=(len(examples), len(places)))
        dense = csr_matrix(np.stack([example.given.dense for example in examples]).astype(np.float64))
        matrix = hstack([sparse, dense]).tocsr()
        names = np.array([*places, *(f"{_DENSE}{n:04d}" for n in range(dense.shape[1]))], dtype=object)
        order = np.argsort(names)
        return cls(matrix=matrix[:, order].sorted_indices(), names=names[order])

    def shown_by(self, groups: Sequence[str]) -> NDArray[np.int64]:
        """For each feature the number of groups that have it."""
        numbers = np.unique(groups, return_inverse=True)[1]
        ones = csr_matrix((np.ones(len(groups)), (numbers, np.arange(len(groups)))))
        return np.asarray(((ones @ (self.matrix != 0)) != 0).sum(axis=0)).ravel()

    def columns(self, kept: NDArray[np.int64]) -> "_Table":
        return _Table(matrix=self.matrix[:, kept].sorted_indices(), names=self.names[kept])

    def rows(self, kept: Sequence[int]) -> "_Table":
        return _Table(matrix=self.matrix[kept], names=self.names)


def fit(examples: Sequence[Example], how: Fit) -> LinearModel:
    """The calibrated model. ``examples`` need at least ``how.folds`` groups and two classes."""
    table = _Table.of(examples, how.recipe)
    raw = _fitted(table, examples, how)
    logits = _out_of_fold(table, examples, how)
    return _cooled(raw, _temperature(logits, [raw.classes.index(e.label) for e in examples], examples))


def out_of_fold(examples: Sequence[Example], how: Fit) -> NDArray[np.float64]:
    """Uncalibrated logits of each example, by a model that saw nothing of its group: rows as ``examples``, columns the
    sorted classes. A class that a trial's model has not seen gets a lower logit than any other there."""
    return _out_of_fold(_Table.of(examples, how.recipe), examples, how)


def _out_of_fold(table: _Table, examples: Sequence[Example], how: Fit) -> NDArray[np.float64]:
    classes = sorted({example.label for example in examples})
    logits = np.zeros((len(examples), len(classes)))
    folds = GroupKFold(n_splits=how.folds).split(examples, groups=[example.group for example in examples])
    for learnt, judged in folds:
        model = _fitted(table.rows(learnt), [examples[i] for i in learnt], how)
        for i in judged:
            told = dict(zip(model.classes, model.logits(examples[i].given).tolist(), strict=True))
            logits[i] = [told.get(name, min(told.values()) - 1.0) for name in classes]
    return logits


def _fitted(table: _Table, examples: Sequence[Example], how: Fit) -> LinearModel:
    common = table.shown_by([example.group for example in examples]) >= how.min_groups
    always = np.array([name.startswith(("=", _DENSE)) for name in table.names], dtype=bool)
    table = table.columns(np.flatnonzero(common | always))
    regression = _regression(table.matrix, examples, how)
    if len(table.names) > how.most:
        weight = np.abs(regression.coef_).max(axis=0)
        weight[[name.startswith(_DENSE) for name in table.names]] = np.inf
        table = table.columns(np.sort(np.argsort(-weight, kind="stable")[: how.most]))
        regression = _regression(table.matrix, examples, how)
    return _quantised(regression, table.names.tolist(), how.recipe)


def _regression(matrix: csr_matrix, examples: Sequence[Example], how: Fit) -> LogisticRegression:
    regression = LogisticRegression(
        C=how.strength, max_iter=how.iterations, tol=1e-3, class_weight="balanced" if how.balanced else None
    )
    regression.fit(matrix, [example.label for example in examples], sample_weight=[e.weight for e in examples])
    return regression


def _quantised(regression: LogisticRegression, vocabulary: Sequence[str], recipe: Recipe) -> LinearModel:
    weights, intercepts = regression.coef_.T, regression.intercept_
    if weights.shape[1] == 1:  # of two classes scikit-learn keeps the second's logit only
        weights = np.hstack([np.zeros_like(weights), weights])
        intercepts = np.array([0.0, intercepts[0]])
    is_dense = np.array([name.startswith(_DENSE) for name in vocabulary], dtype=bool)
    dense, weights = weights[is_dense], weights[~is_dense]
    scales = np.maximum(np.abs(weights).max(axis=0, initial=0.0), 1e-9) / 127.0
    return LinearModel(
        classes=tuple(str(name) for name in regression.classes_),
        recipe=dict(recipe),
        vocabulary=tuple(name for name in vocabulary if not name.startswith(_DENSE)),
        weights=np.rint(weights / scales).astype(np.int8),
        scales=scales.astype(np.float32),
        intercepts=intercepts.astype(np.float32),
        dense=dense.astype(np.float16),
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
        dense=(model.dense.astype(np.float32) / temperature).astype(np.float16),
    )

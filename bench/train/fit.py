"""Examples in, :class:`classify.linear.LinearModel` out: logistic regression, calibrated, in eight bits.

Nothing here draws lots: the same examples give the same model. How well a model will do on texts of strangers is told
by :func:`out_of_fold`, which never lets a group of examples (all that comes from one wording, one hand) judge itself.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.model_selection import GroupKFold
from sklearn.utils.class_weight import compute_sample_weight

from bench.train.regression import Coefficients, Rows, regress
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
    """All features of all examples, a row an example: ``sparse`` ones with their ``names``, and ``dense`` ones."""

    sparse: csr_matrix
    names: NDArray[np.object_]
    dense: NDArray[np.float32]

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
        names = np.array([*places], dtype=object)
        order = np.argsort(names)
        dense = np.stack([example.given.dense for example in examples]).astype(np.float32)
        return cls(sparse=sparse[:, order].sorted_indices(), names=names[order], dense=dense)

    def shown_by(self, groups: Sequence[str]) -> NDArray[np.int64]:
        """For each feature the number of groups that have it."""
        numbers = np.unique(groups, return_inverse=True)[1]
        ones = csr_matrix((np.ones(len(groups)), (numbers, np.arange(len(groups)))))
        return np.asarray(((ones @ (self.sparse != 0)) != 0).sum(axis=0)).ravel()

    def columns(self, kept: NDArray[np.int64]) -> "_Table":
        return _Table(sparse=self.sparse[:, kept].sorted_indices(), names=self.names[kept], dense=self.dense)

    def rows(self, kept: Sequence[int]) -> "_Table":
        return _Table(sparse=self.sparse[kept], names=self.names, dense=self.dense[kept])


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
    always = np.array([name.startswith("=") for name in table.names], dtype=bool)
    table = table.columns(np.flatnonzero(common | always))
    found = _regression(table, examples, how)
    if len(table.names) > how.most:
        weight = np.abs(found.sparse).max(axis=1)
        table = table.columns(np.sort(np.argsort(-weight, kind="stable")[: how.most]))
        found = _regression(table, examples, how)
    return _quantised(found, sorted({example.label for example in examples}), table.names.tolist(), how.recipe)


def _regression(table: _Table, examples: Sequence[Example], how: Fit) -> Coefficients:
    names, labels = np.unique([example.label for example in examples], return_inverse=True)
    weights = np.array([example.weight for example in examples])
    if how.balanced:
        weights = weights * compute_sample_weight("balanced", labels)
    rows = Rows(sparse=table.sparse, dense=table.dense, labels=labels, weights=weights)
    return regress(rows, len(names), strength=how.strength, iterations=how.iterations)


def _quantised(found: Coefficients, classes: Sequence[str], vocabulary: Sequence[str], recipe: Recipe) -> LinearModel:
    scales = np.maximum(np.abs(found.sparse).max(axis=0, initial=0.0), 1e-9) / 127.0
    return LinearModel(
        classes=tuple(classes),
        recipe=dict(recipe),
        vocabulary=tuple(vocabulary),
        weights=np.rint(found.sparse / scales).astype(np.int8),
        scales=scales.astype(np.float32),
        intercepts=found.intercepts.astype(np.float32),
        dense=found.dense.astype(np.float16),
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

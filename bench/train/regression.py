"""Multinomial logistic regression over a few dense columns and many sparse ones, by L-BFGS.

The same objective as scikit-learn's ``LogisticRegression`` (L2, intercepts free), which takes one matrix, dense or
sparse: meanings kept as sparse columns cost it most of its time.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import logsumexp

_TOLERANCE = 1e-3  # of the largest slope at which the search ends, as scikit-learn's


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """Examples: ``sparse`` (n, s) and ``dense`` (n, d) features, the number of each one's class, its weight."""

    sparse: csr_matrix
    dense: NDArray[np.float32]
    labels: NDArray[np.int64]
    weights: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Coefficients:
    """One column a class: (s, k), (d, k), (k,)."""

    sparse: NDArray[np.float64]
    dense: NDArray[np.float64]
    intercepts: NDArray[np.float64]


def regress(rows: Rows, classes: int, *, strength: float, iterations: int) -> Coefficients:
    """The coefficients that make the labels likeliest. ``strength``: the larger, the less held back."""
    n, s = rows.sparse.shape
    d = rows.dense.shape[1]
    transposed = rows.sparse.T.tocsr()
    total = rows.weights.sum()
    held = 1.0 / (strength * total)
    places = np.arange(n)

    def cost(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        given = flat.reshape(s + d + 1, classes)
        logits = rows.sparse @ given[:s] + rows.dense @ given[s : s + d].astype(np.float32) + given[-1]
        norm = logsumexp(logits, axis=1)
        value = rows.weights @ (norm - logits[places, rows.labels]) / total + 0.5 * held * (given[:-1] ** 2).sum()
        pull = np.exp(logits - norm[:, None])
        pull[places, rows.labels] -= 1.0
        pull *= (rows.weights / total)[:, None]
        slope = np.vstack([transposed @ pull, rows.dense.T @ pull.astype(np.float32), pull.sum(axis=0)])
        slope[:-1] += held * given[:-1]
        return float(value), slope.ravel()

    found = minimize(
        cost, np.zeros((s + d + 1) * classes), jac=True, method="L-BFGS-B",
        options={"maxiter": iterations, "gtol": _TOLERANCE, "ftol": 64 * np.finfo(float).eps, "maxls": 50},
    ).x.reshape(s + d + 1, classes)  # fmt: skip
    return Coefficients(sparse=found[:s], dense=found[s:-1], intercepts=found[-1])

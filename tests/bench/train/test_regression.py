"""The regression over dense and sparse columns finds what scikit-learn finds over one matrix."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix, hstack, random
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression

from bench.train.regression import Rows, regress


@pytest.mark.parametrize("strength", [0.1, 10.0])
def test_it_finds_what_scikit_learn_finds(strength: float) -> None:
    rng = np.random.default_rng(1)
    sparse = csr_matrix(random(300, 40, density=0.2, random_state=1))
    dense = rng.normal(size=(300, 8)).astype(np.float32)
    labels = np.asarray(dense[:, :3].argmax(axis=1) ^ (rng.random(300) < 0.2))
    weights = rng.uniform(0.3, 1.0, size=300)
    found = regress(
        Rows(sparse=sparse, dense=dense, labels=labels, weights=weights),
        len(set(labels)), strength=strength, iterations=500,
    )  # fmt: skip
    told = softmax(sparse @ found.sparse + dense @ found.dense + found.intercepts, axis=1)
    matrix = hstack([sparse, csr_matrix(dense.astype(float))]).tocsr()
    theirs = LogisticRegression(C=strength, max_iter=500, tol=1e-3).fit(matrix, labels, sample_weight=weights)
    assert np.abs(told - theirs.predict_proba(matrix)).max() < 0.02

"""Grey levels by rank, the same as numpy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.levels import level_counts, median, median_difference, median_of_counts, quantile


@given(st.binary(min_size=1, max_size=400), st.floats(0, 1))
def test_quantiles_are_those_of_numpy(levels: bytes, share: float) -> None:
    image = np.frombuffer(levels, np.uint8).reshape(1, -1)
    assert quantile(image, share) == pytest.approx(float(np.quantile(image, share)), abs=1e-6)
    assert median(image) == float(np.median(image))


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255)), min_size=1, max_size=200))
def test_the_median_of_a_difference_is_that_of_numpy(pairs: list[tuple[int, int]]) -> None:
    one, other = np.array([pairs], np.uint8).transpose(2, 0, 1)
    assert median_difference(one, other) == float(np.median(one.astype(np.int16) - other))


@given(
    st.lists(st.tuples(st.floats(0, 99), st.integers(0, 5)), min_size=1).filter(lambda pairs: any(c for _, c in pairs))
)
def test_the_median_of_counted_values_is_that_of_the_values(pairs: list[tuple[float, int]]) -> None:
    values, counts = np.array([v for v, _ in pairs]), np.array([c for _, c in pairs])
    assert median_of_counts(values, counts) == pytest.approx(float(np.median(np.repeat(values, counts))))


def test_levels_are_counted_in_any_part_of_a_picture() -> None:
    image = np.array([[0, 7, 0], [255, 7, 7]], np.uint8)
    counts = level_counts(image[:, 1:])
    assert counts[[0, 7, 255]].tolist() == [1, 3, 0]
    assert counts.sum() == 4

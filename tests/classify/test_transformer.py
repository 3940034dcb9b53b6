from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from classify.transformer import eight_bits, read, write

WIDTH, INNER, PIECES, HEADS = 8, 16, 30, 2


def weights(seed: int = 1) -> Mapping[str, NDArray[np.float32]]:
    rng = np.random.default_rng(seed)

    def drawn(*shape: int) -> NDArray[np.float32]:
        return rng.normal(size=shape).astype(np.float32)

    found = {"word": drawn(PIECES, WIDTH), "place": drawn(20, WIDTH), "head.weight": drawn(3, WIDTH),
             "head.bias": drawn(3), "norm.weight": drawn(WIDTH), "norm.bias": drawn(WIDTH)}  # fmt: skip
    for layer in ("layers.0", "layers.1"):
        for part in ("q", "k", "v", "ao"):
            found |= {f"{layer}.{part}.weight": drawn(WIDTH, WIDTH), f"{layer}.{part}.bias": drawn(WIDTH)}
        found |= {f"{layer}.fi.weight": drawn(INNER, WIDTH), f"{layer}.fi.bias": drawn(INNER)}
        found |= {f"{layer}.fo.weight": drawn(WIDTH, INNER), f"{layer}.fo.bias": drawn(WIDTH)}
        for norm in ("aln", "oln"):
            found |= {f"{layer}.{norm}.weight": drawn(WIDTH), f"{layer}.{norm}.bias": drawn(WIDTH)}
    return found


def by_the_book(w: Mapping[str, NDArray[np.float32]], ids: list[int]) -> NDArray[np.float64]:
    """The same, piece by piece and head by head, in double precision and with the exact unit."""
    from math import erf

    def linear(x: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        return np.asarray(x @ w[f"{name}.weight"].astype(float).T + w[f"{name}.bias"])

    def normal(x: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        spread = np.sqrt(x.var(axis=1, keepdims=True) + 1e-12)
        return np.asarray((x - x.mean(axis=1, keepdims=True)) / spread * w[f"{name}.weight"] + w[f"{name}.bias"])

    x = normal(w["word"][ids].astype(float) + w["place"][: len(ids)], "norm")
    for layer in ("layers.0", "layers.1"):
        q, k, v = (linear(x, f"{layer}.{part}") for part in "qkv")
        heeded = np.zeros_like(x)
        for head in range(HEADS):
            own = slice(head * WIDTH // HEADS, (head + 1) * WIDTH // HEADS)
            for n in range(len(ids)):
                near = np.exp(np.array([q[n, own] @ k[m, own] for m in range(len(ids))]) / np.sqrt(WIDTH / HEADS))
                heeded[n, own] = (near / near.sum()) @ v[:, own]
        x = normal(x + linear(heeded, f"{layer}.ao"), f"{layer}.aln")
        inner = np.vectorize(lambda y: 0.5 * y * (1 + erf(y / np.sqrt(2))))(linear(x, f"{layer}.fi"))
        x = normal(x + linear(inner, f"{layer}.fo"), f"{layer}.oln")
    return x


def test_pieces_become_what_the_equations_say() -> None:
    stored = read(write(weights(), HEADS))
    rounded = {
        name: tensor if tensor.ndim == 1 or name == "place" else _as_stored(tensor)
        for name, tensor in weights().items()
    }
    ids = [3, 17, 4, 4, 29]
    assert stored(np.array(ids)) == pytest.approx(by_the_book(rounded, ids), abs=0.02)


def _as_stored(tensor: NDArray[np.float32]) -> NDArray[np.float32]:
    whole, scale = eight_bits(tensor)
    return np.asarray(whole * scale[:, None], np.float32)


def test_eight_bits_lose_less_than_half_a_step_of_each_row() -> None:
    tensor = np.array([[0.001, -0.002, 0.0015], [50.0, 3.0, -100.0], [0.0, 0.0, 0.0]], np.float32)
    lost = np.abs(_as_stored(tensor) - tensor)
    assert (lost <= np.abs(tensor).max(axis=1, keepdims=True) / 250 + 1e-9).all()


def test_the_order_of_the_pieces_counts() -> None:
    stored = read(write(weights(), HEADS))
    one, other = stored(np.array([3, 17, 4])), stored(np.array([4, 17, 3]))
    assert not np.allclose(one[1], other[1], atol=0.05)


def test_a_head_is_a_linear_layer_on_what_came_out() -> None:
    stored, w = read(write(weights(), HEADS)), weights()
    x = np.ones((1, WIDTH), np.float32)
    assert stored.head("head", x) == pytest.approx(x @ _as_stored(w["head.weight"]).T + w["head.bias"], abs=1e-4)

"""A small transformer encoder (Vaswani et al., 2017; Devlin et al., 2019) read from data and run in numpy."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
_EPSILON = np.float32(1e-12)
_GELU = np.float32(0.7978845608)  # the square root of 2 / pi


@dataclass(frozen=True, kw_only=True, eq=False)
class Transformer:
    """``pieces``: the vocabulary in eight bits a weight, a row a piece, and the scale of each row. ``weights``: all
    others by name, matrices with a column an output. ``heads`` share the width between them."""

    pieces: tuple[NDArray[np.int8], Matrix]
    weights: Mapping[str, Matrix]
    heads: int

    def __call__(self, ids: NDArray[np.int64]) -> Matrix:
        """What each of the pieces numbered ``ids`` is in the light of all the others: ``(len(ids), width)``."""
        whole, scale = self.pieces
        x: Matrix = whole[ids] * scale[ids][:, None] + self.weights["place"][: len(ids)]
        x = self._normal(x, "norm")
        for n in range(self._layers):
            x = self._normal(x + self._heeded(x, f"layers.{n}"), f"layers.{n}.aln")
            inner = _gelu(self._linear(x, f"layers.{n}.fi"))
            x = self._normal(x + self._linear(inner, f"layers.{n}.fo"), f"layers.{n}.oln")
        return x

    def head(self, name: str, x: Matrix) -> Matrix:
        """A linear layer on what came out."""
        return self._linear(x, name)

    @cached_property
    def _layers(self) -> int:
        return len({name.split(".")[1] for name in self.weights if name.startswith("layers.")})

    def _linear(self, x: Matrix, name: str) -> Matrix:
        return np.asarray(x @ self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"], np.float32)

    def _normal(self, x: Matrix, name: str) -> Matrix:
        x = x - x.mean(axis=-1, keepdims=True)
        x /= np.sqrt(np.einsum("ij,ij->i", x, x)[:, None] / np.float32(x.shape[1]) + _EPSILON)
        return np.asarray(x * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"], np.float32)

    def _heeded(self, x: Matrix, layer: str) -> Matrix:
        q, k, v = (self._linear(x, f"{layer}.{part}").reshape(len(x), self.heads, -1).transpose(1, 0, 2)
                   for part in ("q", "k", "v"))  # fmt: skip
        nearness = q @ k.transpose(0, 2, 1) * np.float32(q.shape[2] ** -0.5)
        nearness -= nearness.max(axis=-1, keepdims=True)
        np.exp(nearness, out=nearness)
        nearness /= nearness.sum(axis=-1, keepdims=True)
        heeded = np.asarray((nearness @ v).transpose(1, 0, 2).reshape(len(x), -1), np.float32)
        return self._linear(heeded, f"{layer}.ao")


def _gelu(x: Matrix) -> Matrix:
    """The Gaussian error linear unit by its tanh approximation (Hendrycks and Gimpel, 2016), within 0.001."""
    inner = x * x
    inner *= np.float32(0.044715)
    inner += np.float32(1)
    inner *= x
    inner *= _GELU
    np.tanh(inner, out=inner)
    inner += np.float32(1)
    inner *= x
    inner *= np.float32(0.5)
    return inner


def eight_bits(weights: Matrix) -> tuple[NDArray[np.int8], Matrix]:
    """A matrix in eight bits a weight, and the scale of each row."""
    scale = np.maximum(np.abs(weights).max(axis=1), np.float32(1e-9)) / np.float32(127)
    return np.round(weights / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def read(content: bytes) -> Transformer:
    """A transformer from what :func:`write` wrote."""
    with np.load(BytesIO(content), allow_pickle=False) as stored:
        weights = {name: _expanded(stored, name) for name in stored.files
                   if name not in {"heads", "word"} and not name.endswith("/scale")}  # fmt: skip
        return Transformer(pieces=(stored["word"], stored["word/scale"]), weights=weights, heads=int(stored["heads"]))


def _expanded(stored: Mapping[str, NDArray[np.generic]], name: str) -> Matrix:
    tensor = stored[name].astype(np.float32)
    if f"{name}/scale" in stored:
        tensor *= stored[f"{name}/scale"].astype(np.float32)[:, None]
        return np.ascontiguousarray(tensor.T)
    return tensor


def write(weights: Mapping[str, Matrix], heads: int) -> bytes:
    """Matrices in eight bits a weight, but for places, and the rest as it is."""
    tensors: dict[str, NDArray[np.generic]] = {}
    for name, tensor in weights.items():
        if tensor.ndim == 2 and name != "place":
            tensors[name], tensors[f"{name}/scale"] = eight_bits(tensor)
        else:
            tensors[name] = tensor.astype(np.float16 if name == "place" else np.float32)
    buffer = BytesIO()
    np.savez_compressed(buffer, heads=np.array(heads), allow_pickle=False, **tensors)
    return buffer.getvalue()

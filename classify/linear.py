"""A linear classifier of short and long texts: multinomial logistic regression over n-grams, plus named features.

A text to classify is an :class:`Input`: one or several *fields* (« text », « head », « before »…), each folded text,
words apart by one space; *named* features, numbers that the caller measures (0..1 keeps them comparable); and *dense*
ones, a vector that every text has (:mod:`classify.meaning`). Which n-grams of which field count says the
:class:`Recipe`, kept in the model. The model is one ``.npz`` file without pickle: the features' names, weights in eight
bits with a scale for each class, those of the dense features, and what a text without any feature says.
Training is :mod:`bench.train`; here is inference only, in numpy, some milliseconds a page.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from io import BytesIO
from math import log, sqrt
from operator import mul
from typing import IO

import numpy as np
from numpy.typing import NDArray

Vector = Mapping[str, float]

_DIGITS = re.compile(r"\d")
_LONGEST = 24  # letters: a longer word is cut, so that a code does not fill the page with n-grams of its own


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldRecipe:
    """What of a field counts: sequences of one to ``words`` words (0: none), and of ``chars`` letters within a word,
    its borders included (None: none). ``digits``: whether figures keep their value; else each is written ``0``."""

    words: int = 2
    chars: tuple[int, int] | None = (3, 5)
    digits: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Input:
    """What is to be classified. A field that the recipe does not know is ignored, one that is missing is empty."""

    fields: Mapping[str, str]
    named: Vector = field(default_factory=dict)
    dense: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))


Recipe = Mapping[str, FieldRecipe]


def features(given: Input, recipe: Recipe) -> dict[str, float]:
    """All features by name: ``text:w:avis d impot``, ``head:c:_fac``, ``=pages``.

    Counts weigh as 1 + log(count); words and letters of each field are each scaled to length 1, named ones stay.
    """
    return {kind + name: value for kind, values in _by_kind(given, recipe) for name, value in values.items()}


def _by_kind(given: Input, recipe: Recipe) -> Iterator[tuple[str, Mapping[str, float]]]:
    """The features of each kind, and what stands before their names: ``=``, ``text:w:``, ``text:c:``…"""
    yield "=", {name: value for name, value in given.named.items() if value}
    for field_name, wanted in recipe.items():
        words = _words(given.fields.get(field_name, ""), wanted)
        yield f"{field_name}:w:", _scaled(Counter(_sequences(words, wanted.words)))
        if wanted.chars is not None:
            yield f"{field_name}:c:", _scaled(_letters(words, *wanted.chars))


def _words(text: str, wanted: FieldRecipe) -> list[str]:
    return [word[:_LONGEST] for word in (text if wanted.digits else _DIGITS.sub("0", text)).split()]


def _sequences(words: Sequence[str], longest: int) -> Iterator[str]:
    for size in range(1, longest + 1):
        for start in range(len(words) - size + 1):
            yield " ".join(words[start : start + size])


def _letters(words: Sequence[str], shortest: int, longest: int) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word, count in Counter(words).items():
        for gram in _sequences_in(word, shortest, longest):
            counts[gram] = counts.get(gram, 0) + count
    return counts


@lru_cache(maxsize=8192)  # most words of a page stand on others too
def _sequences_in(word: str, shortest: int, longest: int) -> tuple[str, ...]:
    bordered = f"_{word}_"
    sizes = range(shortest, min(longest, len(bordered)) + 1)
    return tuple(bordered[start : start + size] for size in sizes for start in range(len(bordered) - size + 1))


def _scaled(counts: Mapping[str, int]) -> dict[str, float]:
    if not counts:
        return {}
    weighed = [1.0 + log(count) if count > 1 else 1.0 for count in counts.values()]
    length = sqrt(sum(map(mul, weighed, weighed)))
    return {gram: value / length for gram, value in zip(counts, weighed, strict=True)}


@dataclass(frozen=True, kw_only=True, eq=False)
class LinearModel:
    """``weights[i, k]`` × ``scales[k]`` is what the feature ``vocabulary[i]`` says for ``classes[k]``, ``dense[j, k]``
    what the dense feature ``j`` says; ``intercepts`` are the logits of a text without features. Logits are calibrated:
    :meth:`probabilities` are honest as they stand.
    """

    classes: tuple[str, ...]
    recipe: Recipe
    vocabulary: tuple[str, ...]
    weights: NDArray[np.int8]
    scales: NDArray[np.float32]
    intercepts: NDArray[np.float32]
    dense: NDArray[np.float16]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {name: place for place, name in enumerate(self.vocabulary)}

    @cached_property
    def _places_by_kind(self) -> Mapping[str, Mapping[str, int]]:
        """The places of the features of each kind by the rest of their names: no long name is made for each text."""
        kinds = ("=", *(f"{name}:{letter}:" for name in self.recipe for letter in "wc"))
        return {kind: {name[len(kind) :]: place for name, place in self._places.items() if name.startswith(kind)}
                for kind in kinds}  # fmt: skip

    @cached_property
    def _dense(self) -> NDArray[np.float32]:
        return self.dense.astype(np.float32)

    def logits(self, given: Input) -> NDArray[np.float32]:
        """One number a class, in the order of ``classes``; larger is likelier."""
        known: list[tuple[int, float]] = []
        for kind, found in _by_kind(given, self.recipe):
            places = self._places_by_kind[kind]
            known += [(places[name], value) for name, value in found.items() if name in places]
        base = self.intercepts + given.dense @ self._dense if given.dense.size else self.intercepts
        if not known:
            return np.asarray(base, dtype=np.float32)
        rows = self.weights[[place for place, _ in known]].astype(np.float32)
        values = np.array([value for _, value in known], dtype=np.float32)
        return np.asarray(values @ rows * self.scales + base, dtype=np.float32)

    def probabilities(self, given: Input) -> dict[str, float]:
        """By class, adding up to 1."""
        logits = self.logits(given).astype(np.float64)
        shares = np.exp(logits - logits.max())
        return dict(zip(self.classes, (shares / shares.sum()).tolist(), strict=True))

    def reasons(self, given: Input, class_: str, most: int = 10) -> list[tuple[str, float]]:
        """The features that speak most for ``class_`` in this text, with what each adds to its logit."""
        column = self.classes.index(class_)
        said = [
            (name, value * float(self.weights[self._places[name], column]) * float(self.scales[column]))
            for name, value in features(given, self.recipe).items()
            if name in self._places
        ]
        return sorted(said, key=lambda pair: (-pair[1], pair[0]))[:most]


def write(model: LinearModel, out: IO[bytes]) -> None:
    """The model as an ``.npz``; the same model gives the same bytes."""
    head = {
        "classes": model.classes,
        "recipe": {name: asdict(wanted) for name, wanted in model.recipe.items()},
        "vocabulary": model.vocabulary,
    }
    text = np.frombuffer(json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode(), dtype=np.uint8)
    np.savez_compressed(
        out, head=text, weights=model.weights, scales=model.scales, intercepts=model.intercepts, dense=model.dense,
        allow_pickle=False,
    )  # fmt: skip


def read(content: bytes) -> LinearModel:
    """The model in the bytes of an ``.npz`` that :func:`write` made. Raises :class:`ValueError` for anything else."""
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        head = json.loads(arrays["head"].tobytes())
        recipe = {
            name: FieldRecipe(words=wanted["words"], chars=tuple(wanted["chars"]) if wanted["chars"] else None,
                              digits=wanted["digits"])
            for name, wanted in head["recipe"].items()
        }  # fmt: skip
        return LinearModel(
            classes=tuple(head["classes"]),
            recipe=recipe,
            vocabulary=tuple(head["vocabulary"]),
            weights=arrays["weights"],
            scales=arrays["scales"],
            intercepts=arrays["intercepts"],
            dense=arrays["dense"],
        )

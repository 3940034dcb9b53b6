"""The sentence model (:mod:`classify.speech`): labelled sentences in, kinds of speech out."""

from collections.abc import Sequence
from dataclasses import replace

from bench.train.fit import Example, Fit, fit
from bench.train.voices import Letter, letters
from bench.train.wordings import LaidOutLetter, laid_out_letters
from classify.linear import LinearModel
from classify.speech import RECIPE, inputs_of

HOW = Fit(recipe=RECIPE, strength=6.0, min_groups=2, most=20_000, balanced=False, folds=10)
_OWN_LABEL = 0.4  # what a sentence weighs that the model labelled itself


def examples_of(read: Sequence[Letter]) -> list[Example]:
    """One example a sentence, in reading order; all that one voice wrote stays together."""
    return [
        Example(given=given, label=label.value, group=letter.voice)
        for letter in read
        for given, (label, _) in zip(inputs_of(letter.said, letter.kind.value), letter.lines, strict=True)
    ]


def train() -> LinearModel:
    """Learnt from the labelled letters first, then from those and from what it hears itself in laid out ones."""
    labelled = examples_of(letters())
    first = fit(labelled, replace(HOW, folds=3))
    return fit([*labelled, *(e for letter in laid_out_letters() for e in _labelled_by(first, letter))], HOW)


def _labelled_by(model: LinearModel, letter: LaidOutLetter) -> list[Example]:
    inputs = inputs_of(letter.said, letter.kind.value)
    labels = letter.labels([model.probabilities(given) for given in inputs])
    return [
        Example(given=given, label=label.value, group=letter.origin, weight=_OWN_LABEL)
        for given, label in zip(inputs, labels, strict=True)
    ]

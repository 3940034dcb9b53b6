"""The letter model (:mod:`classify.standing`), learnt from what the sentence model says of voices it has not read."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from bench.train import sentences
from bench.train.fit import Example, Fit, fit, out_of_fold
from bench.train.voices import Letter, letters
from bench.train.wordings import laid_out_letters
from classify.linear import LinearModel
from classify.speech import Heard, inputs_of
from classify.standing import letter_input

HOW = Fit(recipe={}, strength=1.0, min_groups=1, balanced=False, folds=10, iterations=1000)


def unread(read: Sequence[Letter]) -> list[list[Heard]]:
    """For each letter what is heard in its sentences by a model that has not read its voice."""
    examples = sentences.examples_of(read)
    logits = out_of_fold([*examples, *sentences.misread_examples_of(read)], sentences.HOW)[: len(examples)]
    classes = sorted({example.label for example in examples})
    shares = _shares(logits, [classes.index(example.label) for example in examples])
    told: Iterator[Heard] = (dict(zip(classes, row, strict=True)) for row in shares.tolist())
    return [[next(told) for _ in letter.lines] for letter in read]


def _shares(logits: NDArray[np.float64], labels: Sequence[int]) -> NDArray[np.float64]:
    """Probabilities, made honest by one temperature."""

    def at(log_temperature: float) -> NDArray[np.float64]:
        cooled = logits / np.exp(log_temperature)
        raised = np.exp(cooled - cooled.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    def surprise(log_temperature: float) -> float:
        return float(-np.log(at(log_temperature)[np.arange(len(labels)), labels] + 1e-12).sum())

    return at(float(minimize_scalar(surprise, bounds=(-0.7, 3.0), method="bounded").x))


def examples_of(read: Sequence[Letter]) -> list[Example]:
    """One example a letter of the centre or of a préfecture."""
    return [
        Example(given=letter_input(said, letter.kind, letter.ruling), label=letter.worth, group=letter.voice)
        for letter, said in zip(read, unread(read), strict=True)
        if letter.of_a_service
    ]


def laid_out_examples(read: Sequence[Letter]) -> list[Example]:
    """One example a laid out letter, heard by a model that has read the labelled letters only."""
    learnt = [*sentences.examples_of(read), *sentences.misread_examples_of(read)]
    model = fit(learnt, replace(sentences.HOW, folds=3))
    return [
        Example(
            given=letter_input([model.probabilities(given) for given in inputs_of(letter.said, letter.kind.value)],
                               letter.kind, letter.ruling),
            label=letter.worth, group=letter.origin,
        )
        for letter in laid_out_letters()
    ]  # fmt: skip


def train() -> LinearModel:
    read = letters()
    return fit([*examples_of(read), *laid_out_examples(read)], HOW)

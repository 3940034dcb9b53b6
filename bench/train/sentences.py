"""The sentence model (:mod:`classify.speech`): labelled sentences in, kinds of speech out."""

from collections.abc import Sequence
from dataclasses import replace

from bench.train.fit import Example, Fit, fit
from bench.train.laid_out import misread
from bench.train.voices import Letter, letters
from bench.train.wordings import LaidOutLetter, laid_out_letters
from classify.folding import fold
from classify.lexicon import repaired, unbarred
from classify.linear import LinearModel
from classify.speech import RECIPE, Said, inputs_of
from specimens.rng import source

HOW = Fit(recipe=RECIPE, strength=6.0, min_groups=2, most=20_000, balanced=False, folds=10)
_OWN_LABEL = 0.4  # what a sentence weighs that the model labelled itself
_MISREAD = 0.4  # what a sentence weighs as a bad scan reads it, beside the sentence itself
_SLIPS = 0.03  # of its letters


def examples_of(read: Sequence[Letter]) -> list[Example]:
    """One example a sentence, in reading order; all that one voice wrote stays together."""
    return [example for letter in read for example in _examples(letter, letter.said, 1.0)]


def misread_examples_of(read: Sequence[Letter]) -> list[Example]:
    """The same as a bad scan reads them, at a smaller weight; the same slips each time."""
    return [example for n, letter in enumerate(read) for example in _examples(letter, _misread(letter, n), _MISREAD)]


def _examples(letter: Letter, said: Sequence[Said], weight: float) -> list[Example]:
    return [
        Example(given=given, label=label.value, group=letter.voice, weight=weight)
        for given, (label, _) in zip(inputs_of(said, letter.kind.value), letter.lines, strict=True)
    ]


def _misread(letter: Letter, number: int) -> list[Said]:
    rng = source("sentences", letter.voice, number)
    printed = [misread(text, rng, _SLIPS) for _, text in letter.lines]
    return [Said.of(text, " ".join(map(_repaired, fold(text).split()))) for text in printed]


def _repaired(word: str) -> str:
    return " ".join(repaired(part, noisy=True) for part in unbarred(word))


def train() -> LinearModel:
    """Learnt from the labelled letters first, then from those and from what it hears itself in laid out ones."""
    read = letters()
    labelled = [*examples_of(read), *misread_examples_of(read)]
    first = fit(labelled, replace(HOW, folds=3))
    return fit([*labelled, *(e for letter in laid_out_letters() for e in _labelled_by(first, letter))], HOW)


def _labelled_by(model: LinearModel, letter: LaidOutLetter) -> list[Example]:
    inputs = inputs_of(letter.said, letter.kind.value)
    labels = letter.labels([model.probabilities(given) for given in inputs])
    return [
        Example(given=given, label=label.value, group=letter.origin, weight=_OWN_LABEL)
        for given, label in zip(inputs, labels, strict=True)
    ]

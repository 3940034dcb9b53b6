"""``python -m bench.speech``: sentences and letters of each voice judged by models that have not read it.

Prints how often sentences and letters are told right, and letters by the phrase lists alone, the sentence model alone
and both weighed together; then, of the voices that the reader of whole letters has not read either, with it and
without, and the reliability of the probability that stands behind.
"""

from collections.abc import Sequence

import click
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.train.fit import Example, Fit, out_of_fold
from bench.train.standing import HOW, unread
from bench.train.voices import Letter, left_out, letters
from classify.linear import Input
from classify.rules import Ruling, Worth
from classify.speech import Heard, Speech
from classify.standing import letter_input, louder
from classify.weighing import EDGE, mixed, weighed
from classify.whole_letter import worth_of
from dossier.recevabilite import Motif

_FIRM = (Speech.ATTESTE, Speech.CONSTATE, Speech.INSTRUMENT, Speech.INVITE)
_MUTE = Ruling(worth=Worth.NEAR, motif=Motif.AUCUN_JUSTIFICATIF)


@click.command()
@click.option("--wrong", is_flag=True, help="Print the letters that are taken for what they are not.")
def main(*, wrong: bool) -> None:
    read = letters()
    said = unread(read)
    _sentences(read, said)
    services = [(letter, spoken) for letter, spoken in zip(read, said, strict=True) if letter.of_a_service]
    both, alone = _chances(services, rules=True), _chances(services, rules=False)
    truth = [Worth(letter.worth) for letter, _ in services]
    by_rules = [letter.ruling.worth for letter, _ in services]
    _letters("phrase lists alone", by_rules, truth)
    _letters("model alone", [weighed(p, _MUTE, 0.0) for p in alone], truth)
    found = [weighed(p, letter.ruling, louder(spoken, letter.kind))
             for p, (letter, spoken) in zip(both, services, strict=True)]  # fmt: skip
    _letters("lists and sentences together", found, truth)
    _with_the_whole(services, both, truth)
    if wrong:
        _show([(letter, p, f) for (letter, _), p, f in zip(services, both, found, strict=True)])


def _with_the_whole(services: Sequence[tuple[Letter, Sequence[Heard]]], both: Sequence[float],
                    truth: Sequence[Worth]) -> None:  # fmt: skip
    """The letters of voices that the reader of whole letters has not read either, judged with it and without."""
    apart = left_out()
    kept = [n for n, (letter, _) in enumerate(services) if letter.voice in apart]
    letters_apart, told = [services[n][0] for n in kept], [truth[n] for n in kept]
    by_sentences = [both[n] for n in kept]
    whole = [_read_whole(letter, spoken) for letter, spoken in (services[n] for n in kept)]
    chances = [mixed(p, w, letter.ruling) for p, w, letter in zip(by_sentences, whole, letters_apart, strict=True)]
    for name, judged in (("lists and sentences", by_sentences), ("the whole besides", chances)):
        found = [weighed(p, letter.ruling, louder(services[n][1], letter.kind))
                 for p, letter, n in zip(judged, letters_apart, kept, strict=True)]  # fmt: skip
        _letters(f"voices left out of both: {name}", found, told)
    _reliability(chances, told)
    print("average precision of what proves: "
          + ", ".join(f"{name} {_precision(said, told):.3f}" for name, said in
                      (("sentences", by_sentences), ("whole", whole), ("both", chances))))  # fmt: skip
    print("weights of sentences and whole, bias: " + " ".join(f"{w:.2f}" for w in _weights(by_sentences, whole, told)))


def _read_whole(letter: Letter, spoken: Sequence[Heard]) -> float:
    spare = [heard[Speech.AUTRE] for heard in spoken]
    return worth_of([text for _, text in letter.lines], letter.kind.value, spare)["proves"]


def _precision(said: Sequence[float], truth: Sequence[Worth]) -> float:
    proves = np.array([t is Worth.PROVES for t in truth])[np.argsort(-np.array(said))]
    return float((np.cumsum(proves) / np.arange(1, len(proves) + 1) * proves).sum() / proves.sum())


def _weights(sentences: Sequence[float], whole: Sequence[float], truth: Sequence[Worth]) -> list[float]:
    """What each reading weighs best: logistic regression, held near equal weights."""
    shares = np.array([sentences, whole])
    logits = np.log((shares + EDGE) / (1 - shares + EDGE))
    signs = np.array([1 if t is Worth.PROVES else -1 for t in truth])

    def loss(weights: NDArray[np.float64]) -> float:
        surprise = np.logaddexp(0, -signs * (weights[:2] @ logits + weights[2])).sum()
        return float(surprise + 0.5 * ((weights[:2] - 0.5) ** 2).sum())

    return [float(w) for w in minimize(loss, np.array([0.5, 0.5, 0.0])).x]


def _sentences(read: Sequence[Letter], said: Sequence[Sequence[Heard]]) -> None:
    told = [(label, max(heard, key=heard.__getitem__)) for letter, spoken in zip(read, said, strict=True)
            for (label, _), heard in zip(letter.lines, spoken, strict=True)]  # fmt: skip
    right = sum(label == best for label, best in told)
    print(f"{len(read)} letters in {len({letter.voice for letter in read})} voices, {len(told)} sentences: "
          f"{right / len(told):.3f} told right")  # fmt: skip
    for speech in Speech:
        there = sum(label == speech for label, _ in told)
        said_so = sum(best == speech for _, best in told)
        hit = sum(label == best == speech for label, best in told)
        print(f"  {speech.value:14s} recall {_share(hit, there)}  precision {_share(hit, said_so)}")
    firm = [(label in _FIRM, best in _FIRM) for label, best in told]
    hit = sum(a and b for a, b in firm)
    print(f"  firm statements recall {_share(hit, sum(a for a, _ in firm))} precision "
          f"{_share(hit, sum(b for _, b in firm))}")  # fmt: skip


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} {part}/{whole}" if whole else "–"


def _chances(services: Sequence[tuple[Letter, Sequence[Heard]]], *, rules: bool) -> list[float]:
    """For each letter the probability that it proves, by a model that has not read its voice."""
    examples = [
        Example(given=_shown(letter, spoken, rules=rules), label=letter.worth, group=letter.voice)
        for letter, spoken in services
    ]
    logits = out_of_fold(examples, Fit(recipe={}, strength=HOW.strength, min_groups=1, balanced=False,
                                       folds=HOW.folds, iterations=HOW.iterations))  # fmt: skip
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    classes = sorted({example.label for example in examples})
    return [float(p) for p in (raised / raised.sum(axis=1, keepdims=True))[:, classes.index("proves")]]


def _shown(letter: Letter, spoken: Sequence[Heard], *, rules: bool) -> Input:
    return letter_input(spoken, letter.kind, letter.ruling if rules else _MUTE)


def _letters(name: str, found: Sequence[Worth], truth: Sequence[Worth]) -> None:
    pairs = list(zip(found, truth, strict=True))
    proofs = [f for f, t in pairs if t is Worth.PROVES]
    near = [f for f, t in pairs if t is Worth.NEAR]
    unsure = [f for f, t in pairs if t is Worth.DOUBTFUL]
    print(f"{name}: of {len(proofs)} that prove, proved {_share(proofs.count(Worth.PROVES), len(proofs))}, "
          f"doubtful {_share(proofs.count(Worth.DOUBTFUL), len(proofs))}; of {len(near)} near-misses, "
          f"proved {_share(near.count(Worth.PROVES), len(near))}, doubtful "
          f"{_share(near.count(Worth.DOUBTFUL), len(near))}; of {len(unsure)} doubtful, "
          f"proved {_share(unsure.count(Worth.PROVES), len(unsure))}, "
          f"doubtful {_share(unsure.count(Worth.DOUBTFUL), len(unsure))}")  # fmt: skip


def _reliability(chances: Sequence[float], truth: Sequence[Worth]) -> None:
    print("reliability (said → was):", end="")
    for low in np.arange(0.0, 1.0, 0.1):
        inside = [t is Worth.PROVES for p, t in zip(chances, truth, strict=True) if low <= p < low + 0.1]
        if inside:
            print(f"  {low:.1f}–{low + 0.1:.1f} → {sum(inside) / len(inside):.2f} ({len(inside)})", end="")
    print()


def _show(judged: Sequence[tuple[Letter, float, Worth]]) -> None:
    for letter, chance, found in sorted(judged, key=lambda triple: triple[1]):
        bad = (letter.worth == "proves" and found is Worth.NEAR) or (letter.worth != "proves" and found is Worth.PROVES)
        if bad:
            print(f"\n{chance:.2f} {letter.worth} taken for {found.value} [{letter.voice}, {letter.kind.value}, rules: "
                  f"{letter.ruling.worth.value}]")  # fmt: skip
            for label, text in letter.lines:
                print(f"    {label.value:14s} {text}")


if __name__ == "__main__":
    main()

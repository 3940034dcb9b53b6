"""The reader of whole letters (:mod:`classify.whole_letter`): ``python -m bench.train.whole_letter``.

Fine-tunes the lower layers of multilingual E5 small on the labelled letters: for each sentence what it does (as in
sequential sentence classification, Cohan et al., 2019, arXiv:1909.04054), for each letter of a service what it is
worth. Every fifth voice is left out, to judge by and to find how far the reader is to be believed. Needs
``requirements/train.lock``; a bit more than half an hour on two cores. Not the same bytes on another processor.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import monotonic

import click
import numpy as np
import sentencepiece
import torch
from numpy.typing import NDArray
from sentencepiece import sentencepiece_model_pb2 as splitter_file
from torch import Tensor, nn
from torch.nn import functional

from bench.train import e5
from bench.train.laid_out import misread
from bench.train.voices import left_out, letters
from bench.train.wordings import laid_out_letters
from classify import transformer
from classify.issuer import IssuerKind
from classify.speech import Speech, heard
from classify.whole_letter import WORTHS, assembled, kept, pieces_of
from specimens.rng import source

DATA = Path(__file__).resolve().parents[2] / "classify" / "data"
SERVICES = frozenset({IssuerKind.CCC.value, IssuerKind.PREFECTURE.value})
LAYERS, EPOCHS, RATE, SMOOTHED, DROPPED = 10, 4, 2e-4, 0.03, 0.1
_WARMING, _DECAY, _A_BATCH, _STEEPEST = 0.06, 0.01, 4096, 1.0  # shares of the steps; pieces of words; a norm
_COMMON_PIECES = 20_000  # besides those that the letters use
_FRENCH = re.compile(r"^▁?[a-zA-ZàâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ0-9!-/:-@\[-`{-~’«»–—…€°]*$")
_OWN_LABEL = 0.4  # what a sentence weighs whose label is a model's
_IGNORED = -100
_A_LOOK = 250  # steps


@dataclass(frozen=True, kw_only=True)
class Example:
    """A letter: its sentences with the numbers of their labels, and the number of its worth, if it is a service's."""

    voice: str
    issuer: str
    worth: int
    lines: tuple[tuple[int, str], ...]
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A letter as the model is shown it."""

    ids: list[int]
    spans: list[tuple[int, int]]
    labels: list[int]
    worth: int
    weight: float


# ── the letters ────────────────────────────────────────────────────────────────────────────────────────────────────

_KINDS = list(Speech)
_OTHER = _KINDS.index(Speech.AUTRE)


def examples() -> list[Example]:
    """The labelled letters, then those in whole layouts with the labels that the sentence model gives them."""
    labelled = [
        Example(voice=letter.voice, issuer=letter.kind.value, worth=_worth(letter.kind, letter.worth),
                lines=tuple((_KINDS.index(label), text) for label, text in letter.lines))
        for letter in letters(whole=True)
    ]  # fmt: skip
    laid_out = [
        Example(voice=letter.origin, issuer=letter.kind.value, worth=_worth(letter.kind, letter.worth),
                lines=tuple((_KINDS.index(label), said.printed) for label, said in
                            zip(letter.labels(heard(letter.said, letter.kind.value)), letter.said, strict=True)),
                weight=_OWN_LABEL)
        for letter in laid_out_letters()
    ]  # fmt: skip
    return [*labelled, *laid_out]


def _worth(kind: IssuerKind, worth: str) -> int:
    return WORTHS.index(worth) if kind.value in SERVICES else _IGNORED


def varied(example: Example, heads: Sequence[str], rng: Random) -> Example:
    """The same letter in other surroundings: without some of what says nothing, under a letterhead, badly scanned."""
    lines = list(example.lines)
    if example.weight == 1.0:
        lines = _among(_without(lines, rng), heads, rng)
    if rng.random() < 0.35:
        slips = rng.choice((0.015, 0.03, 0.05))
        lines = [(label, misread(text, rng, slips)) for label, text in lines]
    return Example(voice=example.voice, issuer=example.issuer, worth=example.worth, lines=tuple(lines),
                   weight=example.weight)  # fmt: skip


def _without(lines: list[tuple[int, str]], rng: Random) -> list[tuple[int, str]]:
    if rng.random() >= 0.35:
        return lines
    empty = [n for n, (label, _) in enumerate(lines) if label == _OTHER]
    gone = set(rng.sample(empty, min(rng.randint(1, 3), len(empty), max(len(lines) - 2, 0))))
    return [line for n, line in enumerate(lines) if n not in gone]


def _among(lines: list[tuple[int, str]], heads: Sequence[str], rng: Random) -> list[tuple[int, str]]:
    if rng.random() >= 0.4:
        return lines
    above = [(_OTHER, rng.choice(heads)) for _ in range(rng.randint(1, 4))]
    below = [(_OTHER, rng.choice(heads)) for _ in range(rng.choice((0, 0, 1, 2)))]
    return [*above, *lines, *below]


def shown(example: Example) -> Shown:
    pieces = pieces_of([text for _, text in example.lines])
    numbers = kept(pieces, [float(label == _OTHER) for label, _ in example.lines])
    ids, spans = assembled(example.issuer, [pieces[n] for n in numbers])
    labels = [example.lines[n][0] for n in numbers]
    return Shown(ids=ids, spans=spans, labels=labels, worth=example.worth, weight=example.weight)


# ── the model ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Layer(nn.Module):
    def __init__(self, width: int, inner: int, heads: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.ao = (nn.Linear(width, width) for _ in range(4))
        self.fi, self.fo = nn.Linear(width, inner), nn.Linear(inner, width)
        self.aln, self.oln = nn.LayerNorm(width, epsilon), nn.LayerNorm(width, epsilon)

    def forward(self, x: Tensor, there: Tensor) -> Tensor:
        rows, length, width = x.shape
        q, k, v = (part(x).reshape(rows, length, self.heads, -1).transpose(1, 2) for part in (self.q, self.k, self.v))
        nearness = q @ k.transpose(-1, -2) / (width // self.heads) ** 0.5 + there
        heeded = (torch.softmax(nearness, -1) @ v).transpose(1, 2).reshape(rows, length, width)
        x = self.aln(x + functional.dropout(self.ao(heeded), DROPPED, self.training))
        return self.oln(x + functional.dropout(self.fo(functional.gelu(self.fi(x))), DROPPED, self.training))


class Reader(nn.Module):
    """``sentence`` tells what a sentence does, ``letter`` what a letter is worth: by a mean, and the first piece."""

    def __init__(self, base: e5.E5, numbers: Sequence[int]) -> None:
        super().__init__()
        self.word = nn.Embedding.from_pretrained(torch.tensor(base.matrix("emb.word", base.width)[list(numbers)]))
        places = base.matrix("emb.pos", base.width) + base.matrix("emb.type", base.width)[:1]
        self.place = nn.Parameter(torch.tensor(places))
        self.norm = nn.LayerNorm(base.width, base.epsilon)
        self.layers = nn.ModuleList(Layer(base.width, base.inner, base.heads, base.epsilon) for _ in range(LAYERS))
        self.sentence = nn.Linear(2 * base.width, len(_KINDS))
        self.letter = nn.Linear(2 * base.width, len(WORTHS))
        self.load_state_dict(_weights(base), strict=False)

    def forward(self, ids: Tensor, there: Tensor) -> Tensor:
        """What each piece has become. ``there``: 0 for a piece, -inf for filling, shaped to be added to nearness."""
        x = self.norm(self.word(ids) + self.place[: ids.shape[1]])
        x = functional.dropout(x, DROPPED, self.training)
        for layer in self.layers:
            x = layer(x, there)
        return x


def _weights(base: e5.E5) -> dict[str, Tensor]:
    found = {f"norm.{end}": base.vector(f"emb.ln.{end[0]}") for end in ("weight", "bias")}
    for n in range(LAYERS):
        for part in ("aln", "oln"):
            found |= {f"layers.{n}.{part}.{end}": base.vector(f"l{n}.{part}.{end[0]}") for end in ("weight", "bias")}
        for part in ("q", "k", "v", "ao", "fi", "fo"):
            columns = base.inner if part == "fo" else base.width
            found[f"layers.{n}.{part}.weight"] = base.matrix(f"l{n}.{part}.w", columns)
            found[f"layers.{n}.{part}.bias"] = base.vector(f"l{n}.{part}.b")
    return {name: torch.tensor(weights) for name, weights in found.items()}


# ── learning ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Letters side by side, filled up to the longest. ``pool`` averages the pieces of each sentence."""

    numbers: list[int]
    ids: Tensor
    there: Tensor
    pool: Tensor
    labels: Tensor
    weights: Tensor
    worths: Tensor


def batches(items: Sequence[Shown], rng: Random | None) -> Iterator[Batch]:
    """Letters of a length together; in a random order, or with ``rng`` None in that of their lengths."""
    order = sorted(range(len(items)), key=lambda n: len(items[n].ids) + (rng.random() * 40 if rng else 0))
    groups: list[list[int]] = [[]]
    for n in order:
        if groups[-1] and len(items[n].ids) * (len(groups[-1]) + 1) > _A_BATCH:
            groups.append([])
        groups[-1].append(n)
    if rng:
        rng.shuffle(groups)
    yield from (_batch([items[n] for n in group], group) for group in groups)


def _batch(items: Sequence[Shown], numbers: list[int]) -> Batch:
    length, most = max(len(item.ids) for item in items), max(len(item.spans) for item in items)
    ids = torch.ones(len(items), length, dtype=torch.long)
    there = torch.full((len(items), 1, 1, length), float("-inf"))
    pool, weights = torch.zeros(len(items), most, length), torch.zeros(len(items), most)
    labels = torch.full((len(items), most), _IGNORED)
    for row, item in enumerate(items):
        ids[row, : len(item.ids)] = torch.tensor(item.ids)
        there[row, :, :, : len(item.ids)] = 0
        for n, ((first, end), label) in enumerate(zip(item.spans, item.labels, strict=True)):
            pool[row, n, first:end] = 1 / (end - first)
            labels[row, n], weights[row, n] = label, item.weight
    worths = torch.tensor([item.worth for item in items])
    return Batch(numbers=numbers, ids=ids, there=there, pool=pool, labels=labels, weights=weights, worths=worths)


def told(model: Reader, batch: Batch) -> tuple[Tensor, Tensor]:
    """The logits of each sentence's kind and of each letter's worth."""
    x = model(batch.ids, batch.there)
    here = (batch.there[:, 0, 0] == 0).unsqueeze(-1)
    mean = (x * here).sum(1) / here.sum(1)
    sentences = torch.cat([batch.pool @ x, x[:, :1].expand(-1, batch.pool.shape[1], -1)], -1)
    drop = (DROPPED, model.training)
    return model.sentence(functional.dropout(sentences, *drop)), model.letter(
        functional.dropout(torch.cat([mean, x[:, 0]], -1), *drop)
    )


def loss_of(model: Reader, batch: Batch) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        sentences, worths = told(model, batch)
    each = functional.cross_entropy(sentences.float().flatten(0, 1), batch.labels.flatten(), ignore_index=_IGNORED,
                                    reduction="none", label_smoothing=SMOOTHED)  # fmt: skip
    of_sentences = (each * batch.weights.flatten()).sum() / batch.weights.sum()
    if not (batch.worths >= 0).any():
        return of_sentences
    return of_sentences + functional.cross_entropy(worths.float(), batch.worths, ignore_index=_IGNORED)


def learn(model: Reader, read: Sequence[Example], epochs: float) -> Iterator[int]:
    """Yields the number of each step done."""
    rng = source("whole letters")
    heads = [text for e in read if e.weight < 1 for label, text in e.lines if label == _OTHER and len(text) < 90]
    learnt = [p for p in model.parameters() if p.requires_grad]
    groups = [{"params": [p for p in learnt if p.dim() > 1], "weight_decay": _DECAY},
              {"params": [p for p in learnt if p.dim() < 2], "weight_decay": 0.0}]  # fmt: skip
    optimizer = torch.optim.AdamW(groups, RATE)
    steps = round(epochs * len(list(batches([shown(e) for e in read], None))))
    step = 0
    while step < steps:
        for batch in batches([shown(varied(e, heads, rng)) for e in read], rng):
            for group in optimizer.param_groups:
                group["lr"] = RATE * min(1.0, (step + 1) / (_WARMING * steps)) * (1 - step / steps)
            loss_of(model, batch).backward()
            nn.utils.clip_grad_norm_(learnt, _STEEPEST)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
            yield step
            if step == steps:
                return


def judged(model: Reader, read: Sequence[Example]) -> tuple[NDArray[np.float64], float]:
    """The shares of each letter's worth, ``(letters, 3)``, and how many sentences are told right."""
    model.eval()
    items = [shown(example) for example in read]
    shares, right, there = np.zeros((len(items), len(WORTHS))), 0, 0
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for batch in batches(items, None):
            sentences, worths = told(model, batch)
            shares[batch.numbers] = torch.softmax(worths.float(), -1).numpy()
            known = batch.labels != _IGNORED
            right += int((sentences.argmax(-1) == batch.labels)[known].sum())
            there += int(known.sum())
    model.train()
    return shares, right / there


# ── what is written ────────────────────────────────────────────────────────────────────────────────────────────────


def vocabulary(base: e5.E5) -> list[int]:
    """The numbers of the pieces that are kept: what the letters use, and the commonest that French may use."""
    splitter = _splitter(base, range(len(base.pieces)))
    texts = [text for letter in letters(whole=True) for _, text in letter.lines]
    used = {n for pieces in sentencepiece.SentencePieceProcessor(model_proto=splitter).encode(texts) for n in pieces}
    common = [n for n in range(4, len(base.pieces)) if _FRENCH.match(base.pieces[n])][:_COMMON_PIECES]
    return sorted({0, 1, 2, 3} | used | set(common))


def _splitter(base: e5.E5, numbers: Sequence[int]) -> bytes:
    model = splitter_file.ModelProto()
    kinds = {"<s>": 3, "<pad>": 3, "</s>": 3, "<unk>": 2}  # control, unknown; 1: an ordinary piece
    for n in numbers:
        model.pieces.add(piece=base.pieces[n], score=base.scores[n], type=kinds.get(base.pieces[n], 1))
    model.trainer_spec.model_type = splitter_file.TrainerSpec.UNIGRAM
    model.trainer_spec.vocab_size = len(model.pieces)
    model.trainer_spec.bos_id, model.trainer_spec.pad_id = 0, 1
    model.trainer_spec.eos_id, model.trainer_spec.unk_id = 2, 3
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.add_dummy_prefix = model.normalizer_spec.remove_extra_whitespaces = True
    model.normalizer_spec.escape_whitespaces = True
    return bytes(model.SerializeToString())


def write(model: Reader, heads: int) -> None:
    """What is read of it: all but what tells sentences."""
    names = {"word.weight": "word"}
    weights = {names.get(name, name): tensor.numpy() for name, tensor in model.state_dict().items()}
    kept_weights = {name: tensor for name, tensor in weights.items() if not name.startswith("sentence.")}
    (DATA / "whole_letter.npz").write_bytes(transformer.write(kept_weights, heads))


@click.command()
@click.option("--epochs", type=float, default=EPOCHS, show_default=True)
def main(*, epochs: float) -> None:
    torch.manual_seed(7)
    torch.set_num_threads(2)
    base = e5.read()
    numbers = vocabulary(base)
    (DATA / "whole_letter.pieces").write_bytes(_splitter(base, numbers))
    read = examples()
    unread = left_out()
    held = [example for example in read if example.voice in unread]
    model, begun = Reader(base, numbers).train(), monotonic()
    for step in learn(model, [example for example in read if example.voice not in unread], epochs):
        if step % _A_LOOK == 0:
            _say(step, monotonic() - begun, held, *judged(model, held))
            write(model, base.heads)
    write(model, base.heads)
    _say(0, monotonic() - begun, held, *judged(model, held))


def _say(step: int, seconds: float, held: Sequence[Example], shares: NDArray[np.float64], right: float) -> None:
    services = [n for n, example in enumerate(held) if example.worth >= 0]
    proves = np.array([held[n].worth == 0 for n in services])[np.argsort(-shares[services, 0])]
    precision = np.cumsum(proves) / np.arange(1, len(proves) + 1)
    print(f"step {step}, {seconds:.0f} s; {len(held)} letters of unread voices: sentences told right {right:.3f}, "
          f"average precision of what proves {(precision * proves).sum() / proves.sum():.3f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()

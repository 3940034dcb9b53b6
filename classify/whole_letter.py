"""How likely a letter proves, read as a whole: every word in the light of all the others.

A small transformer: the lower layers of multilingual E5 small (Wang et al., 2024, arXiv:2402.05672; weights MIT), its
vocabulary cut to what French is written in, learnt further on the labelled letters of ``specimens/phrases``
(``bench/train/whole_letter.py``). It hears what turns a statement round wherever that stands in the letter, where the
sentence model (:mod:`classify.speech`) hears what words stand in a sentence; each errs where the other does not, so
:mod:`classify.weighing` mixes them.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from sentencepiece import SentencePieceProcessor

from classify import transformer
from classify.meaning import in_small_letters
from classify.transformer import Transformer

WORTHS = ("proves", "doubtful", "near")
MOST, MOST_OF_A_SENTENCE = 500, 120  # pieces of words; what is longer is cut
_BEGIN, _END = 0, 2
_UNKNOWN = 3
_ISSUERS = {"ccc": "Centre de contact citoyens", "prefecture": "Préfecture"}
_MARKS = ((re.compile(r"[☒☑■✔✓✗✘]"), " [x] "), (re.compile(r"[☐□❏❑▢]"), " [ ] "))
_DATA = files("classify") / "data"


def worth_of(letter: Sequence[str], issuer: str, spare: Sequence[float]) -> Mapping[str, float]:
    """The shares of :data:`WORTHS`, adding up to 1. ``letter``: its sentences as printed. ``issuer``: an
    ``IssuerKind``'s value. ``spare``: for each sentence how little it says, 0..1; what says least is left out first
    where a letter is too long to be read whole."""
    return dict(zip(WORTHS, _worth(tuple(letter), issuer, tuple(spare)), strict=True))


@lru_cache(maxsize=256)  # a letter is judged more than once, and services write the same one over and over
def _worth(letter: tuple[str, ...], issuer: str, spare: tuple[float, ...]) -> tuple[float, ...]:
    pieces = pieces_of(letter)
    ids, _ = assembled(issuer, [pieces[n] for n in kept(pieces, spare)])
    pieces_read = reader()(np.array(ids, np.int64))
    (logits,) = reader().head("letter", np.concatenate([pieces_read.mean(axis=0), pieces_read[0]])[None])
    return _shares(logits)


def _shares(logits: NDArray[np.float32]) -> tuple[float, ...]:
    raised = np.exp(logits - logits.max())
    return tuple((raised / raised.sum()).tolist())


def pieces_of(letter: Sequence[str]) -> list[list[int]]:
    """The numbers of each sentence's pieces of words, never none."""
    texts = [unicodedata.normalize("NFKC", _marked(sentence)) for sentence in letter]
    return [found[:MOST_OF_A_SENTENCE] or [_UNKNOWN] for found in _splitter().encode(texts)]


def _marked(sentence: str) -> str:
    for mark, words in _MARKS:
        sentence = mark.sub(words, sentence)
    return in_small_letters(sentence)


def kept(pieces: Sequence[Sequence[int]], spare: Sequence[float]) -> list[int]:
    """Which sentences fit, in their order: those that say least are left out first."""
    room = MOST - sum(len(sentence) + 1 for sentence in pieces)
    gone: set[int] = set()
    for n in sorted(range(len(pieces)), key=lambda n: -spare[n]):
        if room >= 0 or len(gone) == len(pieces) - 1:
            break
        gone.add(n)
        room += len(pieces[n]) + 1
    return [n for n in range(len(pieces)) if n not in gone]


def assembled(issuer: str, pieces: Sequence[Sequence[int]]) -> tuple[list[int], list[tuple[int, int]]]:
    """What the model is shown of a letter, and where each sentence stands in it: its first piece, and one after its
    last."""
    ids = [_BEGIN, *_splitter().encode(_ISSUERS.get(issuer, issuer)), _END]
    spans = []
    for sentence in pieces:
        spans.append((len(ids), len(ids) + len(sentence) + 1))
        ids += [*sentence, _END]
    return ids, spans


@cache
def _splitter() -> SentencePieceProcessor:
    return SentencePieceProcessor(model_proto=(_DATA / "whole_letter.pieces").read_bytes())


@cache
def reader() -> Transformer:
    """Takes 0.3 s and some 100 MB, once a process and only where a letter is to be judged."""
    return transformer.read((_DATA / "whole_letter.npz").read_bytes())

"""What each sentence of a letter does: states, attests, invites, promises, denies, reports…

A linear model over the sentence's words and letters, its meaning, those of its neighbours, the phrase lists that match
it, and who writes. It was learnt from letters in many voices (``specimens/phrases``, ``python -m bench.train
sentences``) and is measured on voices that it has not read (``python -m bench.speech``).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from classify import linear
from classify.folding import fold
from classify.linear import FieldRecipe, Input, LinearModel
from classify.meaning import meanings
from classify.patterns import data_table, phrases


class Speech(StrEnum):
    """The labels of ``specimens/phrases/README.md``."""

    CONSTATE = "constate"
    ATTESTE = "atteste"
    INSTRUMENT = "instrument"
    INVITE = "invite"
    SUSPENDU = "suspendu"
    NIE = "nie"
    REFUSE = "refuse"
    PASSAGER = "passager"
    CONSEIL = "conseil"
    ACCUSE = "accuse"
    CAUSE_USAGER = "cause_usager"
    CONVOQUE = "convoque"
    AUTRE_DEMARCHE = "autre_demarche"
    RETIRE = "retire"
    RAPPORTE = "rapporte"
    REGLE = "regle"
    RECIT = "recit"
    OBJET = "objet"
    AUTRE = "autre"


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One sentence: its folded words, as ``printed``, and what folding hides. ``ticked``: True or False where a box
    stands before it, None without one. ``quoted``: it stands between quotation marks, or holds some."""

    words: str
    printed: str
    asks: bool = False
    quoted: bool = False
    ticked: bool | None = None

    @classmethod
    def of(cls, raw: str, words: str | None = None) -> "Said":
        """The sentence as printed; ``words`` where it was folded and repaired already."""
        return cls(
            words=fold(raw) if words is None else words,
            printed=raw,
            asks="?" in raw,
            quoted=_QUOTES.search(raw) is not None,
            ticked=_box(raw),
        )


Heard = Mapping[str, float]
"""How likely a sentence is each kind of speech, by :class:`Speech`; adds up to 1."""

RECIPE: Mapping[str, FieldRecipe] = {
    "text": FieldRecipe(words=2, chars=(3, 5)),
    "before": FieldRecipe(words=1, chars=None),
    "after": FieldRecipe(words=1, chars=None),
}
_QUOTES = re.compile(r"[«»“”]")
_EMPTY = re.compile(r"^\W{0,3}(?:☐|□|❏|❑|▢|\[\s*\]|\(\s*\))")
_TICKED = re.compile(r"^\W{0,3}(?:☒|☑|■|✔|✓|✗|✘|\[\s*[xX]\s*\]|\(\s*[xX]\s*\)|[xX]\s)")
_UNTOLD = frozenset(
    {"consigne", "repair_only", "rebond", "publicite", "absence", "retour_recommande", "categorie", "autre_article"}
)
_BESIDE = 0.5  # what a neighbour's meaning weighs beside the sentence's own
_OWN_LIST, _NEIGHBOURS_LIST = 0.7, 0.3  # what a matching phrase list weighs beside n-grams of length 1


def _box(raw: str) -> bool | None:
    if _EMPTY.match(raw):
        return False
    return True if _TICKED.match(raw) else None


def inputs_of(letter: Sequence[Said], issuer: str) -> list[Input]:
    """What the model is shown of each sentence of a letter. ``issuer`` is an ``IssuerKind``'s value."""
    lists = [_lists_in(said.words) for said in letter]
    meant = meanings([said.printed for said in letter])
    return [
        Input(
            fields={
                "text": said.words,
                "before": letter[n - 1].words if n else "",
                "after": letter[n + 1].words if n + 1 < len(letter) else "",
            },
            named=_named(said, n, issuer, lists),
            dense=_meant(meant, n),
        )
        for n, said in enumerate(letter)
    ]


def _meant(meant: NDArray[np.float32], place: int) -> NDArray[np.float32]:
    """The sentence's meaning, its predecessor's and its successor's."""
    nothing = np.zeros(meant.shape[1], np.float32)
    before = meant[place - 1] if place else nothing
    after = meant[place + 1] if place + 1 < len(meant) else nothing
    return np.concatenate([meant[place], _BESIDE * before, _BESIDE * after])


def _named(said: Said, place: int, issuer: str, lists: Sequence[Sequence[str]]) -> dict[str, float]:
    named = {f"issuer:{issuer}": 1.0}
    marks = {"asks": said.asks, "quoted": said.quoted, "ticked": said.ticked is True,
             "unticked": said.ticked is False, "first": place == 0}  # fmt: skip
    named |= {mark: 1.0 for mark, holds in marks.items() if holds}
    named |= {f"list:{name}": _OWN_LIST for name in lists[place]}
    if place:
        named |= {f"before:{name}": _NEIGHBOURS_LIST for name in lists[place - 1]}
    if place + 1 < len(lists):
        named |= {f"after:{name}": _NEIGHBOURS_LIST for name in lists[place + 1]}
    return named


@lru_cache(maxsize=4096)  # a letter that nobody is known to have written is heard as each service's
def _lists_in(words: str) -> tuple[str, ...]:
    return tuple(name for name in _list_names() if phrases(name).search(words))


@cache
def _list_names() -> tuple[str, ...]:
    return tuple(name for name in data_table("phrases.toml") if name not in _UNTOLD)


def heard(letter: Sequence[Said], issuer: str) -> list[Heard]:
    """What each sentence of a letter does, by the model."""
    return [sentence_model().probabilities(given) for given in inputs_of(letter, issuer)]


@cache
def sentence_model() -> LinearModel:
    """The shipped model."""
    return linear.read((files("classify") / "data" / "sentences.npz").read_bytes())

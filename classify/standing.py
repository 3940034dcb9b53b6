"""What a letter is worth by all that its sentences do, together with what the phrase lists make of it.

A second, small linear model over the letter: for each kind of speech how surely and how often it is heard, the ruling
of the phrase lists and the guards that they met. It was learnt from what the sentence model says of voices that it has
not read, so its probabilities are honest for strangers (``python -m bench.speech`` shows the reliability).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log

from classify import linear
from classify.document import Document
from classify.guards import Guard, guards_of
from classify.issuer import IssuerKind
from classify.linear import Input, LinearModel
from classify.patterns import phrases
from classify.rules import Ruling, Worth, own_blocks
from classify.speech import Heard, Said, Speech, heard
from classify.text import Sentence
from classify.weighing import mixed
from classify.whole_letter import worth_of

PROVES, DOUBTFUL = "proves", "doubtful"
SAYS_IT = {
    IssuerKind.CCC: (Speech.ATTESTE, Speech.CONSTATE),
    IssuerKind.PREFECTURE: (Speech.INVITE,),
}
AGAINST = (Speech.NIE, Speech.REFUSE, Speech.SUSPENDU, Speech.PASSAGER, Speech.AUTRE_DEMARCHE, Speech.CAUSE_USAGER,
           Speech.RETIRE)  # fmt: skip
_CLAUSE = re.compile(
    r",\s+(?=(?:je|j['’]|nous|vous|il (?:vous|lui)|elle|celle|celui|l['’]int[ée]ress|la demande|votre)\b)"
)
_CLAUSE_WORDS = 5
_SURE = 0.6  # how surely a clause must prove to speak for its sentence
_PLAIN = 0.9
_HOPELESS = 0.01  # of 128 such letters in unread voices one proved
_MOST = 3.0  # so many sentences of one kind say all that their number can say
_SILENCED = frozenset({Guard.CITE, Guard.NON_COCHE, Guard.AUTRE_CAS})


@dataclass(frozen=True, kw_only=True, slots=True)
class Uttered:
    """A sentence of the writer's own with what it does. ``page`` counts from 0 in the document."""

    page: int
    sentence: Sentence
    heard: Heard


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """``proves`` is the probability that the letter proves; ``doubtful`` that an agent must look at it; ``louder`` by
    how much what proves is heard more surely than what speaks against it, -1..1."""

    proves: float
    doubtful: float
    uttered: tuple[Uttered, ...]
    louder: float

    def surest(self, *kinds: Speech, legible: Callable[[Uttered], float] = lambda _: 1.0) -> Uttered | None:
        """The sentence that most surely does one of ``kinds``, weighed by how ``legible`` it is, 0..1; None in a letter
        without sentences."""
        return max(self.uttered, key=lambda u: sum(u.heard[kind] for kind in kinds) * legible(u), default=None)

    def loudness(self, *kinds: Speech) -> float:
        """How surely one of ``kinds`` is heard somewhere, 0..1."""
        surest = self.surest(*kinds)
        return sum(surest.heard[kind] for kind in kinds) if surest is not None else 0.0


def standing_of(document: Document, kind: IssuerKind, ruling: Ruling) -> Standing:
    """What the letter of a ``kind`` of writer is worth, by its sentences and as a whole."""
    spoken = said_in(document)
    said = heard([said for _, _, said in spoken], kind.value)
    uttered = tuple(Uttered(page=p, sentence=s, heard=h) for (p, s, _), h in zip(spoken, said, strict=True))
    told = _in_clauses(spoken, said, ruling, kind)
    shares = letter_model().probabilities(letter_input(told, kind, ruling))
    proves = shares[PROVES]
    if not _settled(proves, ruling):
        spare = [round(h[Speech.AUTRE], 2) for h in said]
        proves = mixed(proves, worth_of([s.printed for _, _, s in spoken], kind.value, spare)[PROVES], ruling)
    return Standing(proves=proves, doubtful=shares[DOUBTFUL], uttered=uttered, louder=louder(told, kind))


def _settled(proves: float, ruling: Ruling) -> bool:
    """Whether the phrase lists and the sentences agree so surely that reading the whole letter would change nothing."""
    return (ruling.worth is Worth.PROVES and proves >= _PLAIN) or (ruling.worth is Worth.NEAR and proves < _HOPELESS)


def _in_clauses(
    spoken: Sequence[tuple[int, Sentence, Said]], said: Sequence[Heard], ruling: Ruling, kind: IssuerKind
) -> list[Heard]:
    """The same, but for the sentence that the phrase lists take for the proof what its clauses do, heard between its
    neighbours, where one of them surely proves: « Après constat de…, vous êtes invité à… » finds and invites in one
    breath, and as a whole is like neither."""
    claim = ruling.claim
    place = next((n for n, (p, s, _) in enumerate(spoken) if claim and (p, s) == (claim.page, claim.sentence)), None)
    if place is None:
        return list(said)
    clauses = [c for c in _CLAUSE.split(spoken[place][2].printed) if len(c.split()) >= _CLAUSE_WORDS]
    before = [said for _, _, said in spoken[max(place - 1, 0) : place]]
    after = [said for _, _, said in spoken[place + 1 : place + 2]]
    around = heard([*before, *map(Said.of, clauses), *after], kind.value)
    apart = around[len(before) : len(before) + len(clauses)]
    proves = max((sum(h[s] for s in SAYS_IT[kind]) for h in apart), default=0.0)
    return [*said[:place], *apart, *said[place + 1 :]] if proves >= _SURE else list(said)


def louder(said: Sequence[Heard], kind: IssuerKind) -> float:
    """By how much the surest sentence that would prove is surer than the surest one that speaks against it."""
    for_it = max((sum(h[s] for s in SAYS_IT[kind]) for h in said), default=0.0)
    return for_it - max((sum(h[s] for s in AGAINST) for h in said), default=0.0)


def said_in(document: Document) -> list[tuple[int, Sentence, Said]]:
    """The writer's own sentences with their pages: nothing quoted, nothing beside an empty box or of another case."""
    blocks = own_blocks(document)
    return [
        (page, sentence, Said.of(read.raw(sentence.start, sentence.end), read.folded[sentence.start : sentence.end]))
        for page, sentence in document.sentences()
        if document.block_at(page, sentence.start) in blocks
        and not _of_the_screen(document.read[page].folded[sentence.start : sentence.end])
        and not guards_of(document, page, sentence, sentence.start, sentence.end) & _SILENCED
        for read in (document.read[page],)
        if not phrases("consigne").search(read.folded, sentence.start, sentence.end)
    ]


def _of_the_screen(words: str) -> bool:
    """Whether the words are a menu's or a button's on a page of the account that somebody printed."""
    return phrases("capture").fullmatch(words.strip()) is not None


def letter_input(said: Sequence[Heard], kind: IssuerKind, ruling: Ruling) -> Input:
    """What the letter model is shown."""
    named: dict[str, float] = {f"issuer:{kind.value}": 1.0, f"ruling:{ruling.worth.value}": 1.0}
    for speech in Speech:
        loudest = max((h[speech] for h in said), default=0.0)
        named[f"loudest:{speech.value}"] = loudest
        named[f"loudest:{speech.value}:{kind.value}"] = loudest
        named[f"faintest:{speech.value}"] = 1.0 + log(loudest + 0.01) / 4.7  # 0 unheard, 1 sure
        named[f"often:{speech.value}"] = min(sum(h[speech] for h in said), _MOST) / _MOST
    named |= {f"act:{claim.act.value}": 1.0 for claim in ruling.claims}
    named |= {f"guard:{guard.value}": 1.0 for claim in ruling.claims for guard in claim.guards}
    named |= {name: 1.0 for name, holds in _marks(ruling).items() if holds}
    return Input(fields={}, named=named)


def _marks(ruling: Ruling) -> Mapping[str, bool]:
    return {
        "withdraws": ruling.withdraws,
        "refuses": ruling.refuses,
        "founded": ruling.founded,
        f"motif:{ruling.motif.value}": True,
    }


@cache
def letter_model() -> LinearModel:
    """The shipped model."""
    return linear.read((files("classify") / "data" / "letters.npz").read_bytes())

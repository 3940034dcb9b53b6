"""Page-stream segmentation decoded jointly with types: the cut of the bundle whose pages and borders agree best.

A hidden Markov chain over the pages; the state is the type of the document that a page belongs to, and each step
either goes on with the document (as likely as the two pages look like one, :mod:`classify.joins`, and as documents of
that type have many pages) or begins another. What a page says of its type counts in full where a document begins, and
less on later pages, which need not look like anything. The best cut is found by the Viterbi algorithm, how sure each
border and each type is by the forward-backward algorithm (Rabiner, 1989), both in time linear in the pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classify.joins import bears_stamps, join_logit, translates
from classify.page_view import PageView
from classify.types import shares
from dossier.types import AUTRE, piece_types

_Row = NDArray[np.float64]

_NEVER = -1e9
_INFORMED = 0.92  # how often a later page of a document looks like its type
_SAME = 0.12  # of documents, how many are followed by another of their type
# Types of which people send several: one for each month, year, child, side of the family, attempt.
_SERIES = frozenset(
    ["bulletin_paie", "quittance_loyer", "releve_bancaire", "avis_imposition", "certificat_scolarite", "capture_anef",
     "carte_identite", "acte_naissance", "releve_notes", "courrier_prefecture", "reponse_ccc", "photo_identite"]
)  # fmt: skip
_SAME_IN_SERIES = 0.3
# How readily a document of this type goes on: most types fill one page, some hardly ever do.
_SINGLE = frozenset(
    ["attestation_ccc", "convocation", "enveloppe", "timbre_fiscal", "photo_identite", "visa", "rib", "quittance_loyer",
     "attestation_hebergement", "attestation_employeur", "declaration_honneur", "certificat_scolarite", "diplome",
     "acte_naissance", "recepisse", "attestation_droits", "bulletin_paie", "capture_anef"]
)  # fmt: skip
_LONG = frozenset(
    ["bail", "contrat_travail", "jugement", "ordonnance_justice", "texte_reglementaire", "decision_asile"]
)
_BACKED = frozenset(["carte_identite", "titre_sejour"])
_CARDS = _BACKED | {"passeport"}
_LETTER = "courrier"
_TRANSLATED, _OF_ITS_TYPE = 5.0, 0.2  # a translation and its original, each at least so likely of one type
_TRANSLATED_BEFORE = 3.0  # an original after a translation is another's
# Letters and the like ask for a translation, and are none.
_IN_FRENCH = frozenset(
    {"attestation_ccc", "invitation_prefecture", "reponse_ccc", "convocation", "courrier_prefecture", "capture_anef",
     "notification_anef", "courrier", "courrier_avocat", "formulaire_demande", "declaration_honneur",
     "ordonnance_justice", "texte_reglementaire"}
)  # fmt: skip
_STAMPED = 3.0
_THIN = 0.2  # a border this likely not to be as it was cut is told


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """A run of pages (indices into the views, end excluded) and its type.

    ``confidence`` 0..1: the probability that the document is of this type. ``begins`` 0..1: that a document begins on
    its first page. ``doubts``: the pages after which the second-best cut differs, each with the probability that it is
    right: a border within this run, or, at its first page, none.
    """

    start: int
    end: int
    type: str
    confidence: float
    begins: float = 1.0
    doubts: tuple[tuple[int, float], ...] = ()


def cut_bundle(views: Sequence[PageView], borders: Sequence[bool]) -> list[Cut]:
    """The likeliest pièces. ``borders[i]``: a pièce must begin on page ``i`` (file, separator, message part)."""
    if not views:
        return []
    chain = _Chain(views, borders)
    types, begun = chain.best()
    posterior, begins = chain.posteriors()
    starts = [i for i, begin in enumerate(begun) if begin]
    return [
        _cut(start, end, types[start], posterior, begins)
        for start, end in zip(starts, [*starts[1:], len(views)], strict=True)
    ]


def _cut(start: int, end: int, number: int, posterior: _Row, begins: Sequence[float]) -> Cut:
    key = list(piece_types())[number]
    confidence = float(posterior[start:end, number].mean())
    doubts = tuple(
        (i, round(likely, 3)) for i in range(start, end)
        if (likely := 1 - begins[i] if i == start else begins[i]) >= _THIN
    )  # fmt: skip
    return Cut(start=start, end=end, type=key, begins=round(begins[start], 3), doubts=doubts,
               confidence=round(min(confidence, 0.5) if key == AUTRE else confidence, 3))  # fmt: skip


class _Chain:
    """The chain of one bundle, in logarithms: ``first[i, k]`` a document of type k begins on page i, ``later[i, k]``
    one goes on there, ``stay[i, k]`` and ``leave[i, k]`` a document of type k on page i - 1 goes on, or ends."""

    def __init__(self, views: Sequence[PageView], borders: Sequence[bool]) -> None:
        types = list(piece_types())
        count = len(types)
        told = np.array([[share[key] for key in types] for share in map(shares, views)])
        self.first = np.log(told * count)
        self.later = np.log(_INFORMED * told * count + (1 - _INFORMED))
        same = np.array([_SAME_IN_SERIES if key in _SERIES else _SAME for key in types])
        self.follow = np.log((1 - same)[:, None] / (count - 1) * np.ones(count))
        self.follow[np.diag_indices(count)] = np.log(same)
        self.stay = np.full(told.shape, _NEVER)
        self.leave = np.zeros(told.shape)
        readiness = np.array([_readiness(key) for key in types])
        foreign = np.array([key not in _IN_FRENCH for key in types])
        for i in range(1, len(views)):
            if not borders[i]:
                before, after = views[i - 1], views[i]
                logit = join_logit(before, after) + readiness + _of_cards(before, after, types)
                if translates(before.read, after.read):
                    logit += _TRANSLATED * (foreign & (np.minimum(told[i - 1], told[i]) >= _OF_ITS_TYPE))
                elif translates(after.read, before.read):
                    logit -= _TRANSLATED_BEFORE * foreign
                self.stay[i], self.leave[i] = -np.logaddexp(0, -logit), -np.logaddexp(0, logit)

    def best(self) -> tuple[list[int], list[bool]]:
        """The type of each page's document, and whether one begins on it, on the likeliest way."""
        ways: list[tuple[NDArray[np.intp], NDArray[np.bool_]]] = []
        score = self.first[0]
        for i in range(1, len(self.first)):
            arrive = (score + self.leave[i])[:, None] + self.follow
            begin, on = arrive.max(axis=0) + self.first[i], score + self.stay[i] + self.later[i]
            ways.append((np.where(on > begin, np.arange(len(on)), arrive.argmax(axis=0)), on <= begin))
            score = np.maximum(begin, on)
        types, begun = [int(score.argmax())], []
        for before, begins in reversed(ways):
            begun.append(bool(begins[types[-1]]))
            types.append(int(before[types[-1]]))
        return types[::-1], [True, *begun[::-1]]

    def posteriors(self) -> tuple[_Row, list[float]]:
        """By page the probability of each type of its document, and that one begins there."""
        forward, on, backward = [self.first[0]], [np.full_like(self.first[0], _NEVER)], [np.zeros_like(self.first[0])]
        for i in range(1, len(self.first)):
            begin = _logsum((forward[-1] + self.leave[i])[:, None] + self.follow, axis=0) + self.first[i]
            on.append(forward[-1] + self.stay[i] + self.later[i])
            forward.append(np.logaddexp(begin, on[-1]))
        for i in range(len(self.first) - 1, 0, -1):
            begin = self.leave[i] + _logsum(self.follow + (self.first[i] + backward[0])[None, :], axis=1)
            backward.insert(0, np.logaddexp(begin, self.stay[i] + self.later[i] + backward[0]))
        total = _logsum(forward[-1], axis=0)
        types = np.exp(np.array([f + b - total for f, b in zip(forward, backward, strict=True)]))
        went_on = [float(np.exp(_logsum(o + b, axis=0) - total)) for o, b in zip(on, backward, strict=True)]
        return types, [1.0 - min(share, 1.0) for share in went_on]


def _logsum(values: _Row, *, axis: int) -> _Row:
    most = values.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(values - most).sum(axis=axis)) + most.squeeze(axis))


def _readiness(key: str) -> float:
    return -1.2 if key in _SINGLE else 1.0 if key in _LONG else -0.4 if key in _CARDS or key == _LETTER else 0.0


def _of_cards(before: PageView, after: PageView, types: Sequence[str]) -> _Row:
    """Two sides of one card go together: the front without a zone, then the back that has it. The old French card and
    some others have it in front. Stamps go with the passport before them."""
    back = 2.5 if after.mrz is not None and before.mrz is None else 0.0
    front = 1.0 if before.mrz is not None and after.mrz is None and before.mrz.kind in {"CNI", "TD2"} else 0.0
    stamps = _STAMPED if bears_stamps(after) else 0.0
    by_type = {"passeport": stamps, **dict.fromkeys(_BACKED, back + front)}
    return np.array([by_type.get(key, 0.0) for key in types])

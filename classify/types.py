"""Which type a page is of: cues of the vocabulary and where they stand, structure, who writes, and the trained model.

Each gives one number a type, additive evidence; weighed and added they are logits: :func:`shares` gives probabilities,
which the segmentation in :mod:`classify.split` reads. The weights were fitted on pages whose wordings and forms the
model had not seen (docs/bench/types.md).
"""

from dataclasses import replace
from datetime import date
from functools import cache
from math import exp, log

from classify import deux_d_doc
from classify.cues import by_cues
from classify.document import Document
from classify.issuer import IssuerKind, issuer_of
from classify.labels import fields_on
from classify.mrz import read_mrz
from classify.page_model import type_shares
from classify.page_view import PageView
from classify.patterns import phrases
from classify.structure import PICTURE, by_structure
from classify.text import ReadPage
from dossier.bundle import BundlePage
from dossier.types import AUTRE, piece_types

_AUTRE_FLOOR = 0.15  # what a type's evidence must exceed to be named
_UNREAD = {AUTRE: 0.45, "courrier": 0.25}


def view_page(source: BundlePage, today: date) -> PageView:
    """The page read for meaning, with its machine-readable parts and its scores."""
    read = ReadPage(source.page)
    codes = tuple(code for b in source.page.barcodes if (code := deux_d_doc.read_2d_doc(b)) is not None)
    view = PageView(source=source, read=read, mrz=read_mrz([line.text for line in read.lines], today), codes=codes,
                    fields=tuple(fields_on(read)))  # fmt: skip
    return replace(view, scores=score_page(view))


def score_page(view: PageView) -> dict[str, float]:
    """The logit of each type, in the order of the vocabulary; larger is likelier."""
    scores = dict.fromkeys(piece_types(), 0.0)
    scores[AUTRE] = _AUTRE_FLOOR
    for scorer, weight in ((by_cues, 0.5), (by_structure, 0.5), (by_issuer, 0.2), (by_model, 1.0)):
        for key, value in scorer(view).items():
            scores[key] += weight * value
    return scores


def shares(view: PageView) -> dict[str, float]:
    """The probability of each type for the page by itself, none quite 0. What could hardly be read says little."""
    highest = max(view.scores.values())
    powers = {key: exp(max(value - highest, -14.0)) for key, value in view.scores.items()}
    total, heard = sum(powers.values()), legibility(view)
    return {key: heard * power / total + (1 - heard) * _unread_share(key) for key, power in powers.items()}


def legibility(view: PageView) -> float:
    """How much the page can say of itself, 0..1: 1 when ten words are read for sure, or it shows a picture or code."""
    page = view.source.page
    if view.mrz is not None or view.codes or page.picture >= PICTURE:
        return 1.0
    return min(sum(max(word.confidence - 0.4, 0.0) / 0.6 for word in page.words if len(word.text) > 2) / 10, 1.0)


@cache
def _unread_share(key: str) -> float:
    """What a sheet is that nobody can read: as a rule handwriting, so a letter, or anything."""
    return _UNREAD.get(key, (1 - sum(_UNREAD.values())) / (len(piece_types()) - len(_UNREAD)))


def by_model(view: PageView) -> dict[str, float]:
    """What words and letters say by what was learnt from examples: logarithms of probabilities."""
    return {key: log(share) for key, share in type_shares(view.read).items()}


_ISSUER_TYPES = {
    IssuerKind.CCC: (("reponse_ccc", 4.0), ("attestation_ccc", 4.0)),
    IssuerKind.PREFECTURE: (("courrier_prefecture", 3.0), ("invitation_prefecture", 2.0), ("convocation", 2.0)),
    IssuerKind.ANEF: (("notification_anef", 3.0),),
    IssuerKind.LAWYER: (("courrier_avocat", 4.0),),
    IssuerKind.ASSOCIATION: (("courrier", 2.5),),
    IssuerKind.APPLICANT: (("courrier", 4.0),),
    IssuerKind.COURT: (("ordonnance_justice", 4.0),),
    IssuerKind.LAW: (("texte_reglementaire", 5.0),),
}
_OTHER_WRITINGS = frozenset({"attestation_ccc", "reponse_ccc", "invitation_prefecture", "courrier_prefecture"})


def by_issuer(view: PageView) -> dict[str, float]:
    """Who seems to write the page, for letters; and what only mentions the centre or a préfecture is not theirs."""
    if len(view.read.folded) < 40 or not _says_something(view.read):
        return {}
    page = Document(index=0, type=AUTRE, pages=(view.source,), read=(view.read,))
    issuer = issuer_of(page)
    scores = dict(_ISSUER_TYPES.get(issuer.kind, ()))
    private = {IssuerKind.LAWYER, IssuerKind.ASSOCIATION, IssuerKind.APPLICANT, IssuerKind.EMPLOYER, IssuerKind.TIERS}
    if issuer.kind in private | {IssuerKind.LAW, IssuerKind.COURT}:
        scores |= dict.fromkeys(_OTHER_WRITINGS, -4.0)
    if issuer.kind in private and phrases("soussigne").search(view.read.folded) is None:
        scores["courrier"] = scores.get("courrier", 0.0) + 0.5
    if issuer.kind is IssuerKind.CCC:
        scores |= dict.fromkeys(("courrier", "courrier_prefecture", "invitation_prefecture", "courrier_avocat"), -3.0)
    return scores


def _says_something(read: ReadPage) -> bool:
    """Whether there are sentences, and not an address alone: a préfecture named on an envelope does not write."""
    return any(read.folded.count(" ", s.start, s.end) >= 6 for s in read.sentences)

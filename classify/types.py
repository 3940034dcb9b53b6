"""Which type a page is of: weighted cues of the vocabulary, where they stand, and what structure says.

``score_page`` returns one number a type, additive evidence: a trained model joins by adding its own column of scores
(:class:`Scorer`), the segmentation in :mod:`classify.split` reads sums only.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise

from classify import deux_d_doc
from classify.deux_d_doc import DeuxDDoc
from classify.document import Document
from classify.folding import fold
from classify.issuer import IssuerKind, issuer_of
from classify.labels import Field, fields_on
from classify.mrz import Mrz, read_mrz
from classify.patterns import phrases
from classify.text import ReadPage
from dossier.bundle import BundlePage, Origin
from dossier.types import AUTRE, piece_types

Scorer = Callable[["PageView"], Mapping[str, float]]

_AUTRE_FLOOR = 1.6  # what a type's evidence must exceed to be named
_TITLE_LINES = 7
_LISTED = re.compile(r"^\s*(?:[-–•*·▪✗✓☐☑☒□]|[xX]\s|\d{1,2}[.)]\s|pi[èe]ces? n)")
_SCREEN = re.compile(r"(?<!\S)(?:administration etrangers en france interieur gouv fr|se deconnecter)(?!\S)")
_PERSONAL = frozenset(
    {"nom", "prenoms", "date_naissance", "nationalite", "numero_etranger", "adresse", "courriel", "telephone"}
)
_CARD_PT = 330.0  # a page no larger than this on its long side shows a card


@dataclass(frozen=True, kw_only=True, slots=True)
class PageView:
    """A page with all that was read from it."""

    source: BundlePage
    read: ReadPage
    mrz: Mrz | None = None
    codes: tuple[DeuxDDoc, ...] = ()
    fields: tuple[Field, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)


def view_page(source: BundlePage, today: date) -> PageView:
    """The page read for meaning, with its machine-readable parts and its scores."""
    from dataclasses import replace

    read = ReadPage(source.page)
    codes = tuple(code for b in source.page.barcodes if (code := deux_d_doc.read_2d_doc(b)) is not None)
    view = PageView(source=source, read=read, mrz=read_mrz([line.text for line in read.lines], today), codes=codes,
                    fields=tuple(fields_on(read)))  # fmt: skip
    return replace(view, scores=score_page(view))


def score_page(view: PageView, scorers: tuple[Scorer, ...] | None = None) -> dict[str, float]:
    """Evidence for each type, in the order of the vocabulary; larger is likelier, 0 says nothing."""
    scores = dict.fromkeys(piece_types(), 0.0)
    scores[AUTRE] = _AUTRE_FLOOR
    for scorer in scorers or (by_cues, by_structure, by_issuer):
        for key, value in scorer(view).items():
            scores[key] += value
    return scores


@cache
def _cue_index() -> dict[str, list[tuple[tuple[str, ...], str, float]]]:
    """First word → (words of the cue, type, weight)."""
    index: dict[str, list[tuple[tuple[str, ...], str, float]]] = {}
    for kind in piece_types().values():
        for cue, weight in kind.cues.items():
            words = tuple(fold(cue).split())
            if words:
                index.setdefault(words[0], []).append((words, kind.key, weight))
    return index


def by_cues(view: PageView) -> dict[str, float]:
    """Each cue counts once, at its best place (a title counts more); of overlapping cues of a type only the longest."""
    tokens = view.read.folded.split()
    factors = _place_factors(view.read)
    index = _cue_index()
    found: dict[str, list[tuple[int, int, float, tuple[str, ...]]]] = {}
    for position, token in enumerate(tokens):
        for words, key, weight in index.get(token, ()):
            if len(words) == 1 or tuple(tokens[position : position + len(words)]) == words:
                factor = factors[position] if weight >= 1.0 else min(factors[position], 1.0)
                found.setdefault(key, []).append((position, position + len(words), weight * factor, words))
    return {key: _without_overlap(matches) for key, matches in found.items()}


def _without_overlap(matches: list[tuple[int, int, float, tuple[str, ...]]]) -> float:
    """The sum of the best place of each cue, the heaviest first, places once taken not counting again."""
    taken: set[int] = set()
    counted: set[tuple[str, ...]] = set()
    total = 0.0
    for start, end, value, words in sorted(matches, key=lambda m: -m[2]):
        if words not in counted and taken.isdisjoint(range(start, end)):
            counted.add(words)
            taken.update(range(start, end))
            total += value
    return total


def _place_factors(read: ReadPage) -> list[float]:
    """A factor for each token of the folded text."""
    heights = sorted(line.box.height for line in read.lines)
    usual = heights[len(heights) // 2] if heights else 0.0
    factors: list[float] = []
    for number, line in enumerate(read.lines):
        count = len(read.folded[line.start : line.end].split())
        large = usual > 0 and line.box.height > 1.25 * usual
        top = number < _TITLE_LINES
        short = len(line.words) <= 9
        capitals = sum(w.text.isupper() for w in line.words) * 2 > len(line.words)
        factor = 2.0 if large and short else 1.7 if top and short and capitals else 1.4 if top and short else 1.0
        if _LISTED.match(line.text):
            factor = 0.4  # an item of a list names a pièce, it is none
        factors.extend([factor] * count)
    factors.extend([1.0] * (len(read.folded.split()) - len(factors)))
    return factors


def by_structure(view: PageView) -> dict[str, float]:
    """What does not hang on words: the zone, signed codes, size of the page, pictures, amounts."""
    scores: dict[str, float] = {}

    def add(key: str, value: float) -> None:
        scores[key] = scores.get(key, 0.0) + value

    if view.mrz is not None:
        add(_type_of_zone(view.mrz, view.read.folded), 9.0 if view.mrz.checked else 6.0)
    for code in view.codes:
        if code.type in deux_d_doc.PIECE_OF_TYPE:
            add(deux_d_doc.PIECE_OF_TYPE[code.type], 5.0)
    page = view.source.page
    words = len(page.words)
    if (words <= 12 and page.picture > 0.15) or (words <= 2 and page.picture > 0.01):
        add("photo_identite", 2.2)
    head = view.read.folded[: view.read.lines[min(6, len(view.read.lines) - 1)].end] if view.read.lines else ""
    if _SCREEN.search(head):
        add("capture_anef", 4.0)
    if max(page.width_pt, page.height_pt) <= _CARD_PT:
        for key in ("carte_identite", "titre_sejour", "photo_identite"):
            add(key, 0.8)
    amounts = sum(1 for a, b in pairwise(view.read.folded.split()) if a.isdigit() and b.isdigit() and len(b) == 2)
    if amounts >= 12 or (page.tables and amounts >= 6):  # a ruled table needs fewer amounts to be an account
        for key in ("bulletin_paie", "releve_bancaire"):
            add(key, 0.8)
    labels = {labelled.name for labelled in view.fields}
    greeted = phrases("salutation").search(view.read.folded)
    if len(labels & _PERSONAL) >= 4 and not greeted and phrases("asks_by_form").search(view.read.folded):
        add("formulaire_demande", 4.0)
        add("courrier_prefecture", -3.0)
    if view.source.origin is Origin.MESSAGE and view.source.part == 0 and view.source.depth == 0:
        add("courrier", 5.0)
    return scores


def _type_of_zone(zone: Mrz, folded: str) -> str:
    if zone.kind in {"TD3"}:
        return "passeport"
    if zone.kind.startswith("MRV"):
        return "visa"
    if zone.kind == "CNI":
        return "carte_identite"
    stay = zone.document[:1] in {"A", "C"} or zone.document in {"IR", "IT", "TS", "AR", "CR", "RP"}
    foreign = zone.issuer == "FRA" and zone.nationality not in {"FRA", None}
    return "titre_sejour" if stay or foreign or "titre de sejour" in folded else "carte_identite"


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
    if len(view.read.folded) < 40:
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

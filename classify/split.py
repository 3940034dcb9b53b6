"""Page-stream segmentation decoded jointly with types: the cut of the bundle whose pages and borders agree best.

A first-order chain over the pages (state: type of the page, and whether a pièce begins on it), decoded by dynamic
programming in time linear in the pages: within a file a page either goes on with the pièce before it, and then has its
type, or begins a new one of any type.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from classify.checks import page_numbers
from classify.patterns import phrases
from classify.persons import same_surname, words_of
from classify.types import PageView
from dossier.bundle import Origin
from dossier.types import AUTRE, piece_types

_Totals = list[list[float]]  # by page, by type: the best score of a cut that ends so
_Back = list[list[tuple[int, bool]]]  # where that score comes from: the type before, and whether the pages are one

_HARD = -1e9
_BEGIN = -1.0  # what a new pièce costs
# Types that mostly fill one page: going on costs, the others go on freely.
_SINGLE = frozenset(
    [
        "attestation_ccc",
        "convocation",
        "enveloppe",
        "timbre_fiscal",
        "photo_identite",
        "visa",
        "rib",
        "quittance_loyer",
        "attestation_hebergement",
        "attestation_employeur",
        "declaration_honneur",
        "certificat_scolarite",
        "diplome",
        "acte_naissance",
        "recepisse",
        "attestation_droits",
        "bulletin_paie",
        "capture_anef",
        "courrier",
    ]
)
_TWO_SIDES = frozenset({"carte_identite", "titre_sejour", "passeport"})
_LETTERS = frozenset({"attestation_ccc", "reponse_ccc", "invitation_prefecture", "courrier_prefecture", "convocation"})
_MONTH = re.compile(
    r"(?<!\S)(janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre) (20\d\d)(?!\S)"
    r"|(?:periode|paie|paye|mois)(?: \S+){0,3}? (?:01 )?(\d\d) (20\d\d)(?!\S)"
)
_CLOSING = re.compile(r"(?:salutations|cordialement|sentiments|consideration|signature|bien a vous|par delegation)")
_SALUTATION = re.compile(r"(?<!\S)(?:madame monsieur|monsieur le|madame la|bonjour|objet)(?!\S)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """A run of pages (indices into the views, end excluded) and its type. ``confidence`` 0..1."""

    start: int
    end: int
    type: str
    confidence: float


def cut_bundle(views: Sequence[PageView], borders: Sequence[bool]) -> list[Cut]:
    """The likeliest pièces. ``borders[i]``: a pièce must begin on page ``i`` (file, separator, message part)."""
    if not views:
        return []
    types = list(piece_types())
    joins = [_HARD if borders[i] or i == 0 else join_score(views[i - 1], views[i]) for i in range(len(views))]
    begun, back = _forward(views, types, joins)
    return _cuts(views, types, *_backward(begun, back, types))


def _forward(views: Sequence[PageView], types: Sequence[str], joins: Sequence[float]) -> tuple[_Totals, _Back]:
    totals: list[list[float]] = []
    back: list[list[tuple[int, bool]]] = []
    previous = [0.0] * len(types)
    for index, view in enumerate(views):
        best = max(range(len(types)), key=previous.__getitem__)
        row, pointers = [], []
        for number, key in enumerate(types):
            own = view.scores[key]
            begin = previous[best] + _BEGIN + own
            going_on = previous[number] + joins[index] + _within(key, views, index, own)
            joined = joins[index] > _HARD / 2 and going_on > begin
            row.append(going_on if joined else begin)
            pointers.append((number, True) if joined else (best, False))
        totals.append(row)
        back.append(pointers)
        previous = row
    return totals, back


def _within(key: str, views: Sequence[PageView], index: int, own: float) -> float:
    """The score of a page that goes on with a pièce of type ``key``: later pages say little, and need not."""
    if index == 0:
        return own
    floor = 1.2 if len(views[index].read.folded) > 0 else 1.6
    score = max(own, floor)
    if key in _SINGLE:
        score -= 1.2
    if key in _TWO_SIDES:
        score += _two_sides(views[index - 1], views[index])
    if key == "bulletin_paie" and _other_month(views[index - 1], views[index]):
        score -= 8.0
    return score


def _two_sides(before: PageView, after: PageView) -> float:
    """Two sides of one card go together; two fronts, or two zones, are two documents."""
    if before.mrz and after.mrz:
        return -5.0
    if after.mrz or before.mrz:
        return 1.5
    return 0.0


def _other_month(before: PageView, after: PageView) -> bool:
    first, second = _months(before), _months(after)
    return bool(second) and first[:1] != second[:1]


def _months(view: PageView) -> list[tuple[str, ...]]:
    return [tuple(group for group in match if group) for match in _MONTH.findall(view.read.folded)]


def _backward(totals: _Totals, back: _Back, types: Sequence[str]) -> tuple[list[int], list[bool]]:
    states = [0] * len(totals)
    joined = [False] * len(totals)
    state = max(range(len(types)), key=totals[-1].__getitem__)
    for index in range(len(totals) - 1, -1, -1):
        states[index] = state
        state, joined[index] = back[index][state]
    return states, joined


def _cuts(views: Sequence[PageView], types: Sequence[str], states: list[int], joined: list[bool]) -> list[Cut]:
    starts = [i for i in range(len(views)) if not joined[i]]
    cuts = []
    for start, end in zip(starts, [*starts[1:], len(views)], strict=True):
        key = types[states[start]]
        cuts.append(Cut(start=start, end=end, type=key, confidence=_confidence(views[start:end], key)))
    return cuts


def _confidence(views: Sequence[PageView], key: str) -> float:
    """How far the type stands out among all, 0..1: a logistic of the margin over the best other type."""
    from math import exp

    sums = {k: sum(view.scores[k] for view in views) for k in views[0].scores}
    other = max(value for k, value in sums.items() if k != key)
    margin = sums[key] - other
    sure = 1.0 / (1.0 + exp(-0.7 * margin))
    return round(min(sure, 0.5) if key == AUTRE and margin <= 0 else sure, 3)


def join_score(before: PageView, after: PageView) -> float:
    """How much two neighbouring pages of one file seem to be one document: positive for, negative against."""
    score = 0.0
    numbers, previous = page_numbers(after.read.folded), page_numbers(before.read.folded)
    if numbers is not None:
        if numbers[0] == 1:
            score -= 4.0
        elif previous is not None and previous[1] == numbers[1] and previous[0] + 1 == numbers[0]:
            score += 12.0
        elif numbers[0] > 1:
            score += 2.0
    elif previous is not None:
        score += 2.0 if previous[0] < previous[1] else -2.5
    if _other_person(before, after):
        score -= 6.0
    score += _text_continuity(before, after) + _layout_continuity(before, after)
    return score


def _other_person(before: PageView, after: PageView) -> bool:
    """Whether both pages name somebody in a field of the same label, and not the same."""
    first = next((f.value for f in before.fields if f.name == "nom"), None)
    second = next((f.value for f in after.fields if f.name == "nom"), None)
    if not first or not second:
        return False
    return not same_surname(words_of(second), first) and not same_surname(words_of(first), second)


def _text_continuity(before: PageView, after: PageView) -> float:
    if not after.read.lines or not before.read.lines:
        return 0.0
    score = 0.0
    last, first = before.read.lines[-1].text, after.read.lines[0].text
    head = " ".join(line.text for line in after.read.lines[:6])
    if first[:1].islower() and not last.rstrip().endswith((".", "!", "?")):
        score += 2.0
    if _numbered_on(before, after):
        score += 3.5
    if _CLOSING.search(before.read.folded[-160:]):
        score -= 1.5
    if _SALUTATION.search(after.read.folded[:400]):
        score -= 2.0
    if phrases("prefecture", "ccc_name").search(after.read.folded[:160]):
        score -= 1.0
    if _same_head(before, head):
        score += 0.7
    return score


_NUMBERED = re.compile(r"^\s*(?:article |point )?(\d{1,2})\s?[.)°]\s+[A-ZÀ-Ý]", re.IGNORECASE)


def _numbered_on(before: PageView, after: PageView) -> bool:
    """Whether the second page begins with the number that follows the first one's last (« 3. … », then « 4. … »)."""
    numbers = [int(m.group(1)) for line in before.read.lines if (m := _NUMBERED.match(line.text))]
    first = next((m for line in after.read.lines[:2] if (m := _NUMBERED.match(line.text))), None)
    return first is not None and len(numbers) >= 2 and int(first.group(1)) == max(numbers) + 1 > 2


def _same_head(before: PageView, head: str) -> bool:
    from rapidfuzz.fuzz import ratio

    first = before.read.lines[0].text
    return len(first) > 8 and ratio(first, head[: len(first)]) > 85


def _layout_continuity(before: PageView, after: PageView) -> float:
    one, two = before.source.page, after.source.page
    same = abs(one.width_pt - two.width_pt) < 12 and abs(one.height_pt - two.height_pt) < 12
    score = 0.0 if same else -1.5
    if before.source.origin is Origin.MESSAGE and after.source.origin is Origin.MESSAGE:
        score += 6.0 if before.source.part == after.source.part else 0.0
    if abs(_text_height(before) - _text_height(after)) > 0.5 * _text_height(before):
        score -= 0.5
    return score


def _text_height(view: PageView) -> float:
    heights = sorted(line.box.height for line in view.read.lines)
    return heights[len(heights) // 2] if heights else 0.0

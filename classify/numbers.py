"""The numéro étranger (AGDREF): ten digits, labelled or not, among all the other numbers of a pli.

The first two digits tell where the person was first registered: a département, or 97 to 99. Telephones, tickets,
contracts and the like have ten digits too: a number counts by what names it and by how many pièces print it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classify.person import PieceFacts
from classify.spaced_line import aligned

_TEN = re.compile(r"(?<![\d+/.,])(?<!\d[ |])\d(?:[ |.,/\[\]]{0,2}\d){9}(?![ |]?\d|[/,]\d)")
_LABEL = re.compile(
    r"(?:n\W{0,2}|nume?ro\W{1,2}|numeros? |identifiant )?(?:d'|de l')?(?:etranger|agdref)[^\d]{0,40}$"
    r"|identifiant(?: anef| usager)?\W{0,4}$"
)
_FREE = re.compile(r"(?:n\s?[°ºo]|numero)\s*:?\s*$")
_OTHER = re.compile(
    r"(?:tel|phone|portable|mobile|gsm|fax|ticket|req|siret|siren|fiscal|client|contrat|facture|compte|dossier caf"
    r"|allocataire|secu|nir|passeport|visa|timbre|commande|suivi|recommande|reference|ref|police|avis|abonne|pdl|adherent|matricule"
    r"|serie|barreau|rpps|finess|telecopie|joindre|joignable|appel|ine|cheque|iban)\W{0,3}(?:n\s?[°ºo]|numero)?[^a-z]{0,6}$"
)
_PAIRS = re.compile(r"0[1-9](?:[ .]\d\d){4}")
_FREEPHONE = ("080", "081", "082", "089")  # numbers of services, the centre's own among them
_LABELLED, _FREE_WEIGHT, _ALONE, _BARE = 3.0, 1.5, 1.4, 0.6
_SURE_BY_HAND = 2.85  # what a form alone must weigh: digits written by hand are read right only with great confidence
_BARE_ON = frozenset({"titre_sejour", "recepisse"})  # papers that bear the number and do not name it
# Writings in which « n° » with nothing else may name it; on a bill it is the bill's.
_TO_THE_STATE = frozenset(
    {"courrier", "formulaire_demande", "titre_sejour", "recepisse", "visa", "convocation", "courrier_prefecture",
     "reponse_ccc", "attestation_ccc", "invitation_prefecture", "notification_anef", "capture_anef", "courrier_avocat"}
)  # fmt: skip
_ZONE = "<<"  # a line of a machine-readable zone has numbers of its own
_DAY = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19[3-9]|20[0-4])\d")  # a stamp's date, run together
_ENOUGH = 1.2  # one number that « n° » names, or a bare one that two pièces print


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundNumber:
    """Ten digits and how much speaks for their being the numéro étranger; ``piece`` is the rank where it does most."""

    number: str
    weight: float
    piece: int


def numero_etranger(pieces: Sequence[PieceFacts]) -> FoundNumber | None:
    """The number that most speaks for, None where nothing does enough or two numbers do as much."""
    best: dict[str, dict[int, float]] = {}
    for piece in pieces:
        for number, weight in _numbers_in(piece):
            ranks = best.setdefault(number, {})
            ranks[piece.rank] = max(ranks.get(piece.rank, 0.0), weight)
    totals = sorted(((sum(ranks.values()), number) for number, ranks in best.items()), reverse=True)
    if not totals or totals[0][0] < _ENOUGH:
        return None
    if len(totals) > 1 and totals[1][0] >= totals[0][0] and not _slips(totals[0][1], totals[1][1]):
        return None
    weight, number = totals[0]
    ranks = best[number]
    if ranks.keys() <= {p.rank for p in pieces if p.document.type == "formulaire_demande"} and weight < _SURE_BY_HAND:
        return None
    return FoundNumber(number=number, weight=weight, piece=max(ranks, key=lambda rank: (ranks[rank], -rank)))


def _slips(one: str, other: str) -> bool:
    """Whether two numbers differ by so little that one is a misreading of the other."""
    return sum(a != b for a, b in zip(one, other, strict=True)) <= 2


def _numbers_in(piece: PieceFacts) -> Iterator[tuple[str, float]]:
    """Each ten digits that may be one, weighed by its label and by how surely it was read."""
    for page in piece.document.read:
        before = ""
        for line in page.lines:
            text = line.spaced.text
            plain = aligned(text)
            if _ZONE in plain:
                continue
            for match in _TEN.finditer(plain):
                number = re.sub(r"\D", "", match.group(0))
                head = plain[: match.start()]
                weight = _weight(head if head.strip() else f"{before} ", match.group(0))
                if weight and piece.document.type in _BARE_ON:
                    weight = max(weight, _ALONE)
                if weight == _FREE_WEIGHT and piece.document.type not in _TO_THE_STATE:
                    weight = _BARE
                if weight and _registered(number) and not (weight < _FREE_WEIGHT and _DAY.match(number)):
                    yield (
                        number,
                        weight * _sureness([w.confidence for w in line.words if any(map(str.isdigit, w.text))]),
                    )
            before = plain


def _weight(before: str, printed: str) -> float:
    if re.sub(r"\D", "", printed).startswith(_FREEPHONE):
        return 0.0
    if _LABEL.search(before):
        return _LABELLED
    if _OTHER.search(before) or _PAIRS.fullmatch(printed.strip()) or before.rstrip()[-1:] in {"-", "_"}:
        return 0.0
    if _FREE.search(before):
        return _FREE_WEIGHT
    return _BARE if printed.isdigit() else 0.0


def _sureness(confidences: Sequence[float]) -> float:
    return 0.5 + 0.5 * (sum(confidences) / len(confidences)) if confidences else 0.5


def _registered(number: str) -> bool:
    return "01" <= number[:2] <= "95" or number[:2] in {"97", "98", "99"}

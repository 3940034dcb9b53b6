"""What a page says of its type besides its words: zone, signed codes, pictures, size, amounts, labels, its turn."""

import re
from collections.abc import Iterator
from itertools import pairwise

from classify import deux_d_doc
from classify.labels import labels_on
from classify.mrz import Mrz
from classify.page_view import PageView
from classify.patterns import phrases
from classify.text import ReadPage
from dossier.bundle import Origin

PICTURE = 0.005  # share of the page from which on it shows a photograph
_SCREEN = re.compile(r"(?<!\S)(?:administration etrangers en france interieur gouv fr|se deconnecter)(?!\S)")
_GREETING = re.compile(r"(?<!\S)(?:bonjour|madame monsieur|madame|monsieur|cher usager|chere usagere)(?!\S)")
_LEAVE = re.compile(
    r"(?<!\S)(?:cordialement|salutations|l equipe|le service|votre conseill\w+|centre de contact|bonne journee"
    r"|nous restons|message automatique|ne pas repondre|le support|bien a vous|le prefet|administration numerique"
    r"|vous remerci\w+)(?!\S)"
)
_TURN = re.compile(r"^\W*(?:vous|moi|assistant\w*|assistance)\b\W*(?::|,|$)", re.IGNORECASE)
_PERSONAL = frozenset(
    {"nom", "prenoms", "date_naissance", "nationalite", "numero_etranger", "adresse", "courriel", "telephone"}
)
_FORM_LABELS = 4  # of a person, that a form has at least
_CARD_PT = 330.0  # a page no larger than this on its long side shows a card


def by_structure(view: PageView) -> dict[str, float]:
    """What does not hang on words: the zone, signed codes, size of the page, pictures, amounts."""
    scores: dict[str, float] = {}

    def add(key: str, value: float) -> None:
        scores[key] = scores.get(key, 0.0) + value

    for key, value in (*_by_codes(view), *_by_picture(view)):
        add(key, value)
    page = view.source.page
    head = view.read.folded[: view.read.lines[min(6, len(view.read.lines) - 1)].end] if view.read.lines else ""
    if _SCREEN.search(head):
        add("capture_anef", 4.0)
    if _is_message(view.read):
        add("capture_anef", -9.0)  # a message opened in the service is a message, whatever frames it
    amounts = sum(1 for a, b in pairwise(view.read.folded.split()) if a.isdigit() and b.isdigit() and len(b) == 2)
    if amounts >= 12 or (page.tables and amounts >= 6):  # a ruled table needs fewer amounts to be an account
        for key in ("bulletin_paie", "releve_bancaire"):
            add(key, 0.8)
    if _asks(view.read):
        add("formulaire_demande", 4.0)
        for key in ("courrier_prefecture", "invitation_prefecture", "convocation", "reponse_ccc"):
            add(key, -3.0)
    if view.source.origin is Origin.MESSAGE and view.source.part == 0 and view.source.depth == 0:
        add("courrier", 5.0)
    return scores


def _asks(read: ReadPage) -> bool:
    """Whether the page is a form to fill in about oneself: it greets nobody, has the labels of a person, and asks as a
    form does. What was written in them by hand may be unreadable."""
    own = len(labels_on(read) & _PERSONAL)
    if own < _FORM_LABELS or phrases("salutation").search(read.folded):
        return False
    return phrases("asks_by_form").search(read.folded) is not None


def _by_codes(view: PageView) -> Iterator[tuple[str, float]]:
    if view.mrz is not None:
        yield _type_of_zone(view.mrz, view.read.folded), 9.0 if view.mrz.checked else 6.0
    for code in view.codes:
        if code.type in deux_d_doc.PIECE_OF_TYPE:
            yield deux_d_doc.PIECE_OF_TYPE[code.type], 5.0


def _by_picture(view: PageView) -> Iterator[tuple[str, float]]:
    page = view.source.page
    words = len(page.words)
    if (words <= 12 and page.picture > 0.15) or (words <= 2 and page.picture >= PICTURE):
        yield "photo_identite", 2.2
    if page.picture < 0.002 and words <= 12:
        yield "photo_identite", -4.0  # a photograph leaves a picture, however faint; handwriting that nobody read none
    if max(page.width_pt, page.height_pt) <= _CARD_PT:
        for key in ("carte_identite", "titre_sejour", "photo_identite"):
            yield key, 0.8


def _is_message(read: ReadPage) -> bool:
    """Whether somebody is greeted, told something at length, and taken leave of; a conversation in turns is none."""
    long = sum(read.folded.count(" ", s.start, s.end) >= 6 for s in read.sentences)
    greeted = _GREETING.search(read.folded)
    left = greeted and _LEAVE.search(read.folded, greeted.end())
    return long >= 2 and bool(left) and not any(_TURN.match(line.text) for line in read.lines)


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

"""What a document is about: filing this residence-permit request, or another procedure of the same services."""

from enum import StrEnum

from classify.document import Document
from classify.patterns import phrases
from classify.text import Sentence


class Objet(StrEnum):
    SEJOUR = "sejour"
    AUTRE = "autre"
    UNSAID = "unsaid"
    UNCLEAR = "unclear"


def objet_at(document: Document, page: int, sentence: Sentence) -> Objet:
    """The procedure that a sentence is about: its own words first, else the document's."""
    text = document.read[page].folded[sentence.start : sentence.end]
    own = _objet_of(text)
    return own if own is not Objet.UNSAID else _objet_of(document.folded)


def _objet_of(text: str) -> Objet:
    other = phrases("autre_demarche").search(text)
    if other and _titles_only(text):
        other = None
    if other:
        return Objet.UNCLEAR if phrases("sejour").search(text) else Objet.AUTRE
    return Objet.SEJOUR if phrases("sejour", "sejour_contexte").search(text) else Objet.UNSAID


def _titles_only(text: str) -> bool:
    """Whether other procedures are named only as pièces to enclose (« copie de votre passeport »)."""
    pieces = phrases("piece_a_joindre")
    return not phrases("autre_demarche").search(pieces.sub(" ", text))

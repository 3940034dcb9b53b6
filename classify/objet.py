"""What a document is about: filing this residence-permit request, or another procedure of the same services."""

from collections.abc import Iterator
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
    """The procedure that a sentence is about: its own words first, then the subject line's, then the document's."""
    text = document.read[page].folded[sentence.start : sentence.end]
    told = [_objet_of(words) for words in (text, *_subject_lines(document))]
    if told[0] is Objet.SEJOUR and not phrases("sejour").search(text) and Objet.AUTRE in told:
        return Objet.AUTRE  # « la déposer selon la solution de substitution »: what, the subject line says
    for own in told:
        if own is not Objet.UNSAID:
            return own
    whole = _objet_of(document.folded)
    if whole in {Objet.AUTRE, Objet.UNCLEAR} and not phrases("autre_demarche_propre").search(document.folded):
        # named only in passing, in a foot line or a list of what the service does
        return Objet.SEJOUR if whole is Objet.UNCLEAR else Objet.UNSAID
    return whole


def _subject_lines(document: Document) -> Iterator[str]:
    for read in document.read:
        for line in read.lines:
            text = read.folded[line.start : line.end]
            if text.startswith(("objet ", "sujet ", "subject ")):
                yield text


def _objet_of(text: str) -> Objet:
    own = phrases("piece_a_joindre").sub(" ", text)
    if phrases("autre_demarche").search(own):
        return Objet.UNCLEAR if phrases("sejour").search(own) else Objet.AUTRE
    return Objet.SEJOUR if phrases("sejour", "sejour_contexte").search(own) else Objet.UNSAID

"""Alerts that cannot wait: a decision of the administrative judge with the term that it sets."""

from collections.abc import Sequence
from datetime import date

from classify.checks import day_of
from classify.dates import dates_in, delay_in
from classify.document import Document
from classify.patterns import phrases
from dossier.demandeur import Alerte

DECISION_DE_JUSTICE = "decision_de_justice"


def alertes_of(documents: Sequence[Document]) -> tuple[Alerte, ...]:
    """One alert for each decision of an administrative court. The term runs from the decision's own day: it runs
    from its notification in law, which no document shows, so the alert is never late."""
    return tuple(
        Alerte(code=DECISION_DE_JUSTICE, echeance=_term(document), piece=document.index + 1)
        for document in documents
        if document.type == "ordonnance_justice" or _is_decision(document)
    )


def _is_decision(document: Document) -> bool:
    if document.type in {
        "courrier",
        "courrier_avocat",
        "texte_reglementaire",
        "courrier_prefecture",
        "invitation_prefecture",
    }:
        return False
    text = document.folded
    return bool(phrases("decision_justice").search(text[:300]) and phrases("ordonne").search(text))


def _term(document: Document) -> str | None:
    """The last day that the order leaves, ISO; None when it sets no term."""
    start = _decided_on(document)
    for page, sentence in document.sentences():
        text = document.read[page].folded
        if phrases("ordonne").search(text, sentence.start, sentence.end):
            until = [d.day for d in dates_in(text, sentence.start, sentence.end) if start is None or d.day > start]
            if until and "avant" in text[sentence.start : sentence.end].split():
                return until[0].isoformat()
            delay = delay_in(text, sentence.start, min(sentence.end + 200, len(text)))
            if delay is not None and start is not None:
                return (start + delay).isoformat()
    return None


def _decided_on(document: Document) -> date | None:
    for page in document.read:
        for found in dates_in(page.folded):
            before = page.folded[max(found.start - 30, 0) : found.start]
            if any(
                word in before.split() for word in ("ordonnance", "lecture", "jugement", "decision", "lu", "prononce")
            ):
                return found.day
    return day_of(document)

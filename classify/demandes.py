"""What is asked: the procedure and the category, from the form and the cover letter, with the words that say it."""

from collections.abc import Sequence

from classify.document import Document
from classify.patterns import phrases
from dossier.demandeur import Demande
from dossier.recevabilite import Evidence

_PROCEDURES = ("duplicata", "changement", "renouvellement", "premiere")
_ASKING = ("formulaire_demande", "courrier", "courrier_avocat")
_TICKED = {"☒", "☑", "✔", "✓", "[x]", "[X]", "(x)", "(X)", "X", "x"}
_EMPTY = {"☐", "□", "❏", "[]", "()"}


def demandes_of(documents: Sequence[Document]) -> tuple[Demande, ...]:
    """The requests, at most one for each procedure; the form speaks before the letter."""
    asking = sorted((d for d in documents if d.type in _ASKING), key=lambda d: _ASKING.index(d.type))
    for document in asking:
        found = _in_document(document)
        if found is not None:
            return (found,)
    return ()


def _in_document(document: Document) -> Demande | None:
    for page, read in enumerate(document.read):
        for procedure in _PROCEDURES:
            for match in phrases(f"procedure_{procedure}").finditer(read.folded):
                if not _unticked(document, page, match.start()):
                    category = phrases("categorie").search(document.folded)
                    return Demande(
                        procedure=procedure,
                        categorie=category.group(0) if category else None,
                        evidence=(_evidence(document, page, match.start(), match.end()),),
                    )
    return None


def _unticked(document: Document, page: int, position: int) -> bool:
    read = document.read[page]
    first, _ = read.word_range(position, position + 1)
    before = read.page.words[first - 1].text if first else ""
    ticks = any(word.text in _TICKED for word in read.page.words)
    return before in _EMPTY or (ticks and before not in _TICKED and any(w.text in _EMPTY for w in read.page.words))


def _evidence(document: Document, page: int, start: int, end: int) -> Evidence:
    quote = document.quote(page, start, end)
    return Evidence(
        piece=document.index + 1,
        page=page + 1,
        quote=quote.text,
        boxes=quote.boxes,
        confidence=round(quote.confidence, 3),
    )

"""Our sheets by their words: a second sign where no code can be read, and the sign of a sheet with more on it."""

import re
import unicodedata
from collections.abc import Sequence

from dossier.word import Word
from ingest.separator_codes import Sheet, SheetKind

# What separator_sheets prints, sentence by sentence; its tests hold the two together.
PRINTED = (
    "SÉPARATEUR Une nouvelle enveloppe commence après cette feuille. À poser devant chaque enveloppe, face lisible. "
    "Cette feuille ressert autant de fois que l'on veut. Feuille n°",
    "LOT DE COURRIER enveloppes dans ce lot Arrivée du À poser sur le lot, avant la première enveloppe. "
    "À garder avec le lot ; ne sert qu'à lui. Lot n°",
    "REPRISE à l'enveloppe n° Après un bourrage : la feuille de tête du lot, puis cette feuille, puis l'enveloppe, "
    "entière, et les suivantes s'il en reste. Ce qui est numérisé de nouveau remplace l'ancien.",
)
_SURE = 0.6
_LEAST_CHARS = 3
# A sheet by its words alone says a third of what a sheet says (a half may be gone), and hardly anything else.
_SAID = 0.3
_OTHER = 0.15
_CROWD = 12  # words that no sheet of ours says: a pen's note has fewer, a document more


def sheet_by_words(words: Sequence[Word]) -> Sheet | None:
    """A separator when the words of the page are those of one of our sheets and no others; else None.

    A cover or resumption sheet counts as a separator: what its code says is not known.
    """
    said = _sure(words)
    for vocabulary in _VOCABULARIES:
        known = [word for word in said if word in vocabulary]
        if len(set(known)) >= _SAID * len(vocabulary) and len(said) - len(known) <= _OTHER * len(said):
            return Sheet(kind=SheetKind.SEPARATOR)
    return None


def is_crowded(words: Sequence[Word]) -> bool:
    """Whether a page that bears our code says much that our sheets do not."""
    return sum(word not in _OURS for word in _sure(words)) > _CROWD


def _sure(words: Sequence[Word]) -> list[str]:
    return [folded for word in words if word.confidence >= _SURE for folded in _folded(word.text)]


def _folded(text: str) -> list[str]:
    """Its words of letters, without accents, in lower case; short ones are left out, for specks are read as such."""
    bare = unicodedata.normalize("NFD", text.casefold()).encode("ascii", "ignore").decode()
    return [word for word in re.findall(r"[a-z]+", bare) if len(word) >= _LEAST_CHARS]


_VOCABULARIES = tuple(frozenset(_folded(text)) for text in PRINTED)
_OURS = frozenset().union(*_VOCABULARIES)

"""The head of a letter: whose paper it is written on."""

import re
from collections.abc import Sequence

from classify.folding import plain
from classify.patterns import phrases
from classify.text import ReadLine, ReadPage

_RECIPIENT = re.compile(
    r"^(?:a l ?'?attention|a (?:monsieur|madame|m\.|mme|l|la|le)\b|monsieur le (?:sous-?)?prefet"
    r"|madame la (?:sous-?)?prefete|m\. le prefet|mme la prefete|destinataire|service des etrangers"
    r"|a\s*:|to\s*:|objet|subject|sujet)"
)
_SALUTATION = re.compile(r"^(?:madame|monsieur|mesdames|bonjour|cher|chere|maitre)\b")
# The Republic's motto over an office for foreigners: a préfecture whose own name a stamp or a hole hides.
_MOTTO = re.compile(r"(?<!\S)(?:republique francaise|liberte egalite fraternite)(?!\S)")
_SEJOUR_OFFICE = re.compile(
    r"(?<!\S)(?:bureau|service|section|pole|direction|cellule) (?:\S+ ){1,3}?(?:sejour|immigration|etrangers"
    r"|migrations)(?!\S)"
)


def letterhead(lines: Sequence[ReadLine], page: ReadPage) -> str:
    """The folded words of a page's head, without the recipient's block and what follows the salutation. ``lines`` are
    the page's, from the top."""
    kept: list[str] = []
    for index, line in enumerate(lines[:16]):
        text = plain(line.text)
        if _RECIPIENT.match(text):
            break
        if _SALUTATION.match(text) and index > 0:
            break
        if line.box.y0 > 0.5 and index > 8:
            break
        kept.append(page.folded[line.start : line.end])
    return " ".join(part for part in kept if part)


def is_of_a_hidden_office(head: str) -> bool:
    """Whether a head that names no préfecture is one's all the same."""
    return bool(_MOTTO.search(head) and _SEJOUR_OFFICE.search(head) and not phrases("third_state").search(head))

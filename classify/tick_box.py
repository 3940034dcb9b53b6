"""The boxes of a form: whether the item in which a sentence stands is the ticked one."""

import re
from collections.abc import Sequence

from classify.document import Document
from classify.text import ReadLine, Sentence
from dossier.word import Word

_EMPTY = re.compile(r"[☐□❏❑▢]|\[\]|\(\)")
_TICKED = re.compile(r"[☒☑■✔✓✗✘]|[\[{(][xX][\])}]")
_LONGEST = 12  # lines of an item
_WIDE_GAP = 0.8  # of a line's height, between an item and what follows it
_SHORT = 0.1  # of the page's width: a line that ends so far before the longest one, with a full stop, ends its item
_STOPS = (".", ";", ":", "!", "?")


def ticked(document: Document, page: int, sentence: Sentence) -> bool | None:
    """Whether the box is ticked behind which a sentence stands, be it the item's second or third; None where it stands
    behind none, or nobody can tell."""
    read = document.read[page]
    place = next((n for n, line in enumerate(read.lines) if line.start <= sentence.start < line.end), None)
    if place is None:
        return None
    first, _ = read.word_range(sentence.start, sentence.start + 1)
    line = read.lines[place]
    before = line.words[: line.words.index(read.page.words[first]) + 1] if read.page.words[first] in line.words else ()
    if (told := _last_box(before)) is not None:
        return told
    if len(before) < 2:  # it begins a line: an item whose box was lost begins there too
        return None
    right = max(other.box.x1 for other in read.lines)
    for n in range(place, max(place - _LONGEST, 0), -1):
        above = read.lines[n - 1]
        if _ends_item(above, read.lines[n], right):
            return None
        if (told := _last_box(above.words[:1])) is not None:
            return told
    return None


def _last_box(words: Sequence[Word]) -> bool | None:
    boxes = [word.text for word in words if _EMPTY.fullmatch(word.text) or _TICKED.fullmatch(word.text)]
    return _TICKED.fullmatch(boxes[-1]) is not None if boxes else None


def _ends_item(line: ReadLine, following: ReadLine, right: float) -> bool:
    """Whether what follows a line is no more of its item: apart from it, or after a last line."""
    gap = following.box.y0 - line.box.y1
    apart = gap > _WIDE_GAP * min(line.box.height, following.box.height) or following.box.y1 < line.box.y0
    return apart or (line.box.x1 < right - _SHORT and line.text.endswith(_STOPS))

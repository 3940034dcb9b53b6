"""Whether a document is all there: its pages, its last sentence, what it says stands on the next page."""

import re

from classify.document import Document
from classify.patterns import phrases
from classify.text import ReadPage, Sentence

_IN_WORDS = re.compile(r"(?<!\S)(?:page |p )?(\d{1,2}) (?:sur|de|of) (\d{1,2})(?!\S)|page (\d{1,2}) (\d{1,2})(?!\S)")
_ALONE = re.compile(r"^\W*(?:p(?:age)?\.?\s*)?(\d{1,2})\s?(?:/|sur)\s?(\d{1,2})\W*$", re.IGNORECASE)
_BESIDE = re.compile(
    r"^\W*([1-9])\s?/\s?([2-9])(?=\s+[—–|·-]\s)|(?:^|\s)([1-9])\s?/\s?([2-6])\W*$"
)  # « 1/3 — suite », « Gmail 1/2 »
_NO_PAGE = re.compile(r"(?<!\S)(?:messages?|essais?|tentatives?|appels?|etapes?|envois?|reponses?|questions?)(?: n)? $")
_MOST_PAGES = 60
_FOOT_WORDS = 3
_CLOSED = (".", "!", "?", "…", "»", "”", ")", ";", ":")
_CLEAR, _SHREDS, _LINE_OF_TEXT = 0.8, 0.45, 6  # mean confidence of a page and of a line; words of a line


def numbered(page: ReadPage) -> tuple[int, int] | None:
    """« page 2/3 » anywhere, or « 2/3 » on the first or one of the last lines, as (2, 3); None when the page does not
    say."""
    in_words = (
        m
        for m in _IN_WORDS.finditer(page.folded)
        if "page" in m.group(0)
        or ("sur" in m.group(0) and not _NO_PAGE.search(page.folded, max(m.start() - 20, 0), m.start()))
    )
    alone = (_ALONE.match(line.text) for line in (*page.lines[-2:], *page.lines[:1]))
    beside = (_BESIDE.search(line.text) for line in page.lines[-2:])
    for match in (*in_words, *alone, *beside):
        numbers = [int(n) for n in match.groups() if n] if match else []
        if len(numbers) == 2 and 1 <= numbers[0] <= numbers[1] <= _MOST_PAGES:
            return numbers[0], numbers[1]
    return None


def is_incomplete(document: Document) -> bool:
    """Whether a part of it is missing, covered or cut off."""
    tests = (_pages_missing, _cut_through, _turns_over, _said_elsewhere, _attests_half)
    return any(missing(document) for missing in tests)


def _pages_missing(document: Document) -> bool:
    found = [numbers for page in document.read if (numbers := numbered(page)) is not None]
    if not found:
        return False
    total = max(of for _, of in found)
    return total > len(document.pages) or (1 not in {n for n, _ in found} and len(found) == len(document.pages))


def _cut_through(document: Document) -> bool:
    """Whether the last line is a line of text of which only a part shows: many words, hardly any readable."""
    lines = document.read[-1].lines
    if len(lines) < 4 or document.read[-1].page.confidence < _CLEAR:
        return False
    words = lines[-1].words
    return len(words) >= _LINE_OF_TEXT and sum(w.confidence for w in words) / len(words) < _SHREDS


_CATCHWORD = re.compile(
    r"^\W*(?:page (?P<number>\d{1,2})|suite (?:au verso|page \d+|de la lettre)?|tournez la page|t ?s ?v ?p)\W*$"
)


def _turns_over(document: Document) -> bool:
    """Whether the last page announces one that is not there: « suite au verso », « Page 2 » at the foot of page 1."""
    lines = document.read[-1].lines
    match = _CATCHWORD.match(document.read[-1].folded[lines[-1].start : lines[-1].end]) if lines else None
    return match is not None and (match["number"] is None or int(match["number"]) > len(document.pages))


_ELSEWHERE = re.compile(
    r"(?<!\S)(?:suite|decision|dispositif|conditions (?:enoncees|fixees|indiquees|precisees|prevues|suivantes))"
    r"(?: \S+){0,5}? (?:au verso|aux? (?:pages?|feuillets?) suivante?s?|a la page suivante|page suivante)(?!\S)"
)


def _said_elsewhere(document: Document) -> bool:
    """Whether the last page there is says that what decides stands on the next one."""
    return _ELSEWHERE.search(document.read[-1].folded) is not None


def breaks_off(document: Document, page: int, sentence: Sentence) -> bool:
    """Whether the document ends in the middle of ``sentence``: nothing but a page number or a line of the foot follows,
    and no mark closes it."""
    read = document.read[page]
    if page + 1 < len(document.read) or len(read.folded[sentence.start : sentence.end].split()) < _LINE_OF_TEXT:
        return False
    after = read.folded[sentence.end :].split()
    return len(after) <= _FOOT_WORDS and not read.raw(sentence.start, sentence.end).rstrip().endswith(_CLOSED)


def _attests_half(document: Document) -> bool:
    """Whether the last sentence begins to attest and breaks off: the rest is covered, cut or on another page."""
    page = len(document.read) - 1
    last = document.read[page].sentences[-1:]
    return any(
        phrases("lie").search(document.read[page].folded, s.start, s.end) and breaks_off(document, page, s)
        for s in last
    )

"""A page's words made comparable, with the way back: what is found in folded text is quoted in the page's own words."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from classify.folding import fold
from classify.lexicon import repaired, unbarred
from classify.spaced_line import SpacedLine
from dossier.page import Page, TextSource
from dossier.word import Box, Word, enclosing

_HYPHENS = "-\u2010\u2011\u00ad¬"
_ENDS = re.compile(r"[.!?;…]['\"»)\]]*$")
_ABBREVIATION = re.compile(
    r"^(?:[ldLD]['’])?(?:[A-Za-zÀ-Ý]|MM|Mme|Mlle|Dr|Me|Mr|art|al|n|N|no|[Tt]él|[Tt]el|[Rr]éf|av|bd|cf|ex|Ste|St|R|L|p)\.$"
)
_BULLET = re.compile(r"^(?:[-–•*·▪o☐☑☒□■❏xX✗✘✓✔]|\d{1,2}[.)°])$")

_BOX = re.compile(r"^(?:[☐□❏❑▢☒☑■]|\[[xX]?\]|\(\))$")
_SHORT = 0.72  # of the text's width
_ITEM_WORDS = 4  # so many words after a box on its line are a sentence of its own, fewer an « oui » or « non »

_GREETING = re.compile(
    r"^(?:madame|monsieur|mesdames|messieurs|ma[iî]tre|bonjour|ch[eè]re?s?|m\.|mme)(?:,? [^\s!?;]+){0,5}[,.]?$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"^(?:pour|de|du|des|que|qu['’]|par|et|ou|le|la|les|au|aux|avec|dont|sur)$")
_FOLLOWS_ON = re.compile(r"^(?:née?|de|d['’]\S+)$")
_PARTED = 1.28  # of the pitch of the page's lines: what is further apart is another paragraph
_WIDE = 3.0  # times a line's height: beyond such a gap nothing goes on
_FIELD = re.compile(r"^(?:[A-ZÀ-Ý][^:.,;()]{1,38}|de|à|a|pour|cc|objet|sujet|date|envoyé|reçu)\s?:(?:\s|$)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """A sentence of a page: the half-open range of its characters in the folded text. ``asks`` if it ends in ``?``."""

    start: int
    end: int
    asks: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """Words as the page has them. ``boxes`` are one a line; ``confidence`` the mean of the words', 0..1."""

    text: str
    boxes: tuple[Box, ...]
    confidence: float


@dataclass(frozen=True, kw_only=True)
class ReadLine:
    """A line of the page: its own words, the folded text's character range, and where it stands."""

    words: tuple[Word, ...]
    start: int
    end: int
    box: Box

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @cached_property
    def spaced(self) -> SpacedLine:
        """The same with its wide gaps, and the labels on it."""
        return SpacedLine(self.words, self.box)


class ReadPage:
    """A page read for meaning.

    ``folded`` is the whole page folded and repaired, words apart by one space; ``sentences`` and ``lines`` are ranges
    in it. ``quote`` leads from any range back to the page.
    """

    __slots__ = ("_first", "_last", "_starts", "_unquoted", "folded", "lines", "page", "sentences")

    def __init__(self, page: Page) -> None:
        self.page = page
        self._unquoted: str | None = None
        self._starts: list[int] = []
        self._first: list[int] = []
        self._last: list[int] = []
        tokens = _tokens(page)
        position = 0
        for text, first, last in tokens:
            self._starts.append(position)
            self._first.append(first)
            self._last.append(last)
            position += len(text) + 1
        self.folded = " ".join(text for text, _, _ in tokens)
        self.lines = tuple(self._lines())
        self.sentences = tuple(self._sentences())

    def char_of_word(self, word: int) -> int:
        """Where in ``folded`` the first token at or after word ``word`` starts."""
        index = bisect_left(self._last, word)
        return self._starts[index] if index < len(self._starts) else len(self.folded)

    def word_range(self, start: int, end: int) -> tuple[int, int]:
        """The words (first, last) that the characters ``start`` to ``end`` of ``folded`` come from."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = max(bisect_right(self._starts, max(end - 1, start)) - 1, first)
        return self._first[first], self._last[last]

    def quote(self, start: int, end: int) -> Quote:
        """The page's own words for the characters ``start`` to ``end`` of ``folded``."""
        first, last = self.word_range(start, end)
        words = self.page.words[first : last + 1]
        by_line: dict[int, list[Box]] = {}
        for word in words:
            by_line.setdefault(word.line, []).append(word.box)
        return Quote(
            text=" ".join(word.text for word in words),
            boxes=tuple(enclosing(boxes) for boxes in by_line.values()),
            confidence=sum(word.confidence for word in words) / len(words),
        )

    @property
    def unquoted(self) -> str:
        """``folded`` without what stands between quotation marks: the writer's own words."""
        if self._unquoted is not None:
            return self._unquoted
        quoted = self._quoted_words()
        tokens = zip(self.folded.split(" "), self._first, strict=False)
        self._unquoted = " ".join(token for token, first in tokens if first not in quoted)
        return self._unquoted

    def _quoted_words(self) -> set[int]:
        """The words between quotation marks, marks included; an unclosed mark quotes nothing."""
        quoted: set[int] = set()
        opened: int | None = None
        for index, word in enumerate(self.page.words):
            if opened is None and any(mark in word.text for mark in "«“"):
                opened = index
            if opened is not None and any(mark in word.text for mark in "»”"):
                quoted.update(range(opened, index + 1))
                opened = None
        return quoted

    def raw(self, start: int, end: int) -> str:
        """Like :meth:`quote`, the text only."""
        if not self._starts:
            return ""
        first, last = self.word_range(start, end)
        return " ".join(word.text for word in self.page.words[first : last + 1])

    def sentence_at(self, position: int) -> Sentence:
        """The sentence that the character at ``position`` stands in (the page must have one)."""
        return next((s for s in self.sentences if position < s.end), self.sentences[-1])

    def _lines(self) -> list[ReadLine]:
        lines: list[ReadLine] = []
        index = 0
        for words in self.page.lines():
            start, end = self.char_of_word(index), self.char_of_word(index + len(words))
            box = enclosing([word.box for word in words])
            lines.append(ReadLine(words=words, start=start, end=_before_space(self.folded, start, end), box=box))
            index += len(words)
        return lines

    def _sentences(self) -> list[Sentence]:
        right = max((line.box.x1 for line in self.lines), default=1.0)
        pitch = _pitch(self.lines)
        found: list[Sentence] = []
        start = 0
        index = 0
        for number, line in enumerate(self.lines):
            following = self.lines[number + 1] if number + 1 < len(self.lines) else None
            for place, word in enumerate(line.words):
                index += 1
                last_of_line = word is line.words[-1]
                if (
                    _ends_sentence(word)
                    or (last_of_line and _breaks_after(line, following, right, pitch))
                    or _boxed(line.words[place + 1 : place + 2 + _ITEM_WORDS])
                ):
                    after = self.char_of_word(index)
                    end = after if after == len(self.folded) else after - 1
                    if end > start:
                        found.append(Sentence(start=start, end=end, asks="?" in word.text))
                        start = after
        if start < len(self.folded):
            found.append(Sentence(start=start, end=len(self.folded), asks=False))
        return found


def _boxed(words: Sequence[Word]) -> bool:
    """Whether the words begin with a box and a sentence that is ticked or not: « Résultat ☐ L'incident est résolu »."""
    return (
        len(words) > _ITEM_WORDS
        and _BOX.match(words[0].text) is not None
        and words[1].text[:1].isupper()
        and not any(_BOX.match(word.text) for word in words[1 : 1 + _ITEM_WORDS])
    )


def _ends_sentence(word: Word) -> bool:
    return bool(_ENDS.search(word.text)) and not _ABBREVIATION.match(word.text)


def _pitch(lines: Sequence[ReadLine]) -> float:
    """From one line to the next within a paragraph, as a share of the page's height; 0 of one line."""
    pitches = sorted(two.box.y1 - one.box.y1 for one, two in pairwise(lines) if two.box.y1 > one.box.y1)
    return pitches[len(pitches) // 4] if pitches else 0.0


def _breaks_after(line: ReadLine, following: ReadLine | None, right: float, pitch: float) -> bool:
    """Whether a line without a full stop ends a sentence all the same: headings, addresses, list items."""
    if following is None:
        return True
    last, head = line.words[-1], following.words[0].text
    if last.text[-1:] in _HYPHENS and len(last.text) > 2:
        return False
    if _BULLET.match(head) or _boxed(following.words) or _stands_alone(line, following):
        return True
    gap = following.box.y0 - line.box.y1
    height = max(line.box.height, following.box.height)
    if gap < _WIDE * height and (_GOES_ON.match(last.text) or _FOLLOWS_ON.match(head)):
        return False  # « l'impossibilité pour / Prosper ADJOVI / né le… / de déposer », as certificates are laid out
    return gap > 1.2 * height or _another_paragraph(line, following, right, pitch)


def _another_paragraph(line: ReadLine, following: ReadLine, right: float, pitch: float) -> bool:
    """Whether a line ends a title or a paragraph by its letters, its length or the space under it."""
    begins, goes_on = following.words[0].text[:1].isupper(), line.words[-1].text[-1:] in ",:"
    apart = following.box.y1 - line.box.y1 > _PARTED * pitch > 0
    if begins and not goes_on and (apart or _in_capitals(line) > _in_capitals(following)):
        return True
    ends_short = line.box.x1 < _SHORT * right and not goes_on
    return ends_short and (begins or _BOX.match(line.words[0].text) is not None)


def _in_capitals(line: ReadLine) -> bool:
    """Whether a line is a title in capitals."""
    letters = [c for c in line.text if c.isalpha()]
    return len(line.words) >= 2 and len(letters) >= 8 and all(c.isupper() for c in letters)


def _stands_alone(line: ReadLine, following: ReadLine) -> bool:
    """Whether the first line greets, or the second greets or is a field of its own (« Objet : … »)."""
    text, after = line.text, following.text
    if _GREETING.match(text) and text.endswith((",", ".")) and after[:1].isupper():
        return True
    return (_GREETING.match(after) is not None and after.endswith(",")) or _FIELD.match(after) is not None


def _before_space(folded: str, start: int, end: int) -> int:
    """``end`` without the space that stands before the next token."""
    return max(end if end == len(folded) else end - 1, start)


def _tokens(page: Page) -> list[tuple[str, int, int]]:
    """(folded token, first word, last word) in reading order."""
    noisy = page.source is TextSource.OCR
    tokens: list[tuple[str, int, int]] = []
    words = page.words
    index = 0
    while index < len(words):
        joined, last = _joined(words, index)
        tokens.extend((repaired(text, noisy=noisy), index, last if n == len(joined) else index)
                      for n, text in enumerate(joined, start=1))  # fmt: skip
        index = last + 1
    return tokens


def _joined(words: tuple[Word, ...], index: int) -> tuple[list[str], int]:
    """The tokens of a word, and the last word they come from: more than one where a word is hyphenated over a line's
    end, or a title's letters are spaced."""
    word = words[index]
    own = [part for token in fold(word.text).split() for part in unbarred(token)]
    if own and index + 1 < len(words) and _hyphenated(word, words[index + 1]):
        tail = fold(words[index + 1].text).split()
        if tail:
            return [*own[:-1], own[-1] + tail[0], *tail[1:]], index + 1
    last = index
    while (
        last < len(words)
        and len(words[last].text) == 1
        and words[last].text.isalpha()
        and words[last].line == word.line
    ):
        last += 1
    if last - index >= 5:
        return [fold("".join(w.text for w in words[index:last]))], last - 1
    return own, index


def _hyphenated(word: Word, after: Word) -> bool:
    text, head = word.text, after.text[:1]
    if len(text) < 3 or text[-1] not in _HYPHENS or after.line == word.line or not head.isalpha():
        return False
    return head.islower() == text[-2].islower()

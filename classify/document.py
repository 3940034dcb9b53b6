"""A document: the pages of one pièce, read for meaning, before what it says is judged."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from classify.folding import fold, plain
from classify.text import Quote, ReadPage, Sentence
from dossier.bundle import BundlePage, Origin
from dossier.mail import MessageHead

_FROM = re.compile(r"^(?:>\s*)*(?:de|from|expediteur|emetteur|envoye par)\s?:")
_NAME_ADDRESS = re.compile(r"^[^<:]{2,60}<[^>]+@[^>]+>")
_TO = re.compile(r"^(?:a|to)\s?:")
_HEAD_ALONE = re.compile(r"^(?:de|from|expediteur|a|to|cc)\s?:\s*$")
_OTHER_HEAD = re.compile(r"^(?:>\s*)*(?:a|to|cc|objet|sujet|subject|date|envoye|envoye le|sent|destinataire)\s?:")
_FORWARD = re.compile(
    r"^[\s>\-_=*]*(?:message (?:transfere|d ?'? ?origine|initial|original)|forwarded message|original message"
    r"|debut du message (?:transfere|reexpedie)|courriel transfere)|^(?:>\s*)*le .{6,60} a ecrit\s?:"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class MailBlock:
    """One message on a page that prints one or several: who it says it is from, and the folded text's range."""

    sender: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Document:
    """The pages of one pièce. ``index`` counts from 0 among the pièces."""

    index: int
    type: str
    pages: tuple[BundlePage, ...]
    read: tuple[ReadPage, ...]

    @property
    def first(self) -> BundlePage:
        return self.pages[0]

    @property
    def head(self) -> MessageHead | None:
        """The head of the message that this document is the text of, else None."""
        return self.first.message if self.first.origin is Origin.MESSAGE else None

    @property
    def cited_part(self) -> bool:
        """Whether it is a part of a message that its sender only quotes or forwards."""
        return self.first.origin is Origin.MESSAGE and self.first.part > 0

    @cached_property
    def folded(self) -> str:
        return " ".join(page.folded for page in self.read)

    @cached_property
    def confidence(self) -> float:
        return sum(page.page.confidence for page in self.read) / len(self.read)

    def sentences(self) -> Iterator[tuple[int, Sentence]]:
        """Every sentence with its page's index in the document."""
        for index, page in enumerate(self.read):
            for sentence in page.sentences:
                yield index, sentence

    @cached_property
    def mail_blocks(self) -> tuple[tuple[int, MailBlock], ...]:
        """The messages that the pages print, in order: (page index, block). Empty for a letter."""
        return tuple((index, block) for index, page in enumerate(self.read) for block in mail_blocks(page))

    def block_at(self, page: int, position: int) -> int:
        """Which printed message a place belongs to, from 0; 0 too where none is printed."""
        number = -1
        for block_page, block in self.mail_blocks:
            if (block_page, block.start) <= (page, position):
                number += 1
        return max(number, 0)

    def quote(self, page: int, start: int, end: int) -> Quote:
        return self.read[page].quote(start, end)


def mail_blocks(page: ReadPage) -> list[MailBlock]:
    """The messages printed on a page: a line « De : » with other header lines near it begins one, or, as webmails
    print them, a name with its address above « À : »."""
    lines = [plain(line.text) for line in page.lines]
    starts: list[tuple[int, str]] = []
    for index, line in enumerate(lines):
        sender = _sender_at(lines, index)
        if sender is not None:
            head = index
            while head > 0 and _OTHER_HEAD.match(lines[head - 1]):
                head -= 1
            if not starts or page.lines[head].start > starts[-1][0] + 60:
                starts.append((page.lines[head].start, sender))
        elif _FORWARD.search(line) and not any(_FROM.match(other) for other in lines[index + 1 : index + 6]):
            starts.append((page.lines[index].start, fold(line) if "ecrit" in line else ""))
    ends = [*(start for start, _ in starts[1:]), len(page.folded)]
    return [MailBlock(sender=s, start=a, end=b) for (a, s), b in zip(starts, ends, strict=False)]


def _sender_at(lines: Sequence[str], index: int) -> str | None:
    """The sender that a header line names, None for any other line."""
    line = lines[index]
    near = [*lines[max(index - 5, 0) : index], *lines[index + 1 : index + 8]]
    headed = any(_OTHER_HEAD.match(other) for other in near)
    if _FROM.match(line):
        value = line.split(":", 1)[1].strip()
        if not value and index + 1 < len(lines):
            value = lines[index + 1]
        return value if "@" in value or (headed and value) else None
    if _NAME_ADDRESS.match(line) and any(_TO.match(other) for other in lines[index + 1 : index + 4]):
        previous = lines[index - 1] if index else ""
        return None if _HEAD_ALONE.match(previous) else line
    return None

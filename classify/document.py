"""A document: the pages of one pièce, read for meaning, before what it says is judged."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from classify.folding import fold, plain
from classify.patterns import phrases
from classify.text import Quote, ReadPage, Sentence
from dossier.bundle import BundlePage, Origin
from dossier.mail import MessageHead

_FROM = re.compile(
    r"^(?:>\s*)*(?:(?:message |courriel |mail )?(?:de|from)|expediteur|emetteur|auteur|(?:envoye|emis) par)\s?:"
)
_BARE_FROM = re.compile(r"^(?:de|from) (?P<sender>(?:\S+ ){0,6}?\S*@\S+)$")  # labels in a column, without colons
_BARE_HEAD = re.compile(r"^(?:a|to) \S*@|^(?:date|objet|sujet|subject|envoye) \S")
_NAME_ADDRESS = re.compile(r"^[^<:]{2,60}<[^>]+@[^>]+>")
_TO = re.compile(r"^(?:a|to|pour)\s?:|^(?:a|to|pour) ?(?:moi|me)\b|^(?:a|to|pour) \S+@")
_A_TIME = re.compile(r"\b\d{1,2} ?[h:] ?\d{2}\b")
_HEAD_ALONE = re.compile(r"^(?:de|from|expediteur|a|to|cc)\s?:\s*$")
_FROM_ALONE = re.compile(r"^(?:de|from|expediteur|emetteur)$")  # labels over their values, without colons
_OTHER_ALONE = re.compile(r"^(?:a|to|date|objet|sujet|subject|envoye|sent|destinataires?)$")
_OTHER_HEAD = re.compile(
    r"^(?:>\s*)*(?:a|to|cc|pour|objet|sujet|subject|date|(?:envoye|emis|recu)(?: le\b.{0,40})?|sent"
    r"|destinataires?)\s?:"
)
_FORWARD = re.compile(
    r"^[\s>\-_=*]*(?:message (?:transfere|d ?'? ?origine|initial|original)|forwarded message|original message"
    r"|debut du message (?:transfere|reexpedie)|courriel transfere)|^(?:>\s*)*le .{6,60} a ecrit\s?:"
)
_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_DAY_AND_TIME = re.compile(
    r"^(?:le )?(?:(?:lun|mar|mer|jeu|ven|sam|dim)\w*\.? )?(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
    r"|\d{1,2}(?:er)? [a-z]{3,9}\.? \d{4})[, ]{1,2}(?:a )?\d{1,2}\s?[h:]\s?\d{2}$"
)
_THREAD_HEAD = re.compile(
    r"^(?:>\s*)*(?P<who>[^\d:;!?]{2,50}?)??\s*[-–—|,:(]*\s*(?:le |du )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi"
    rf"|dimanche)?\s*(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|\d{{1,2}}(?:er)? (?:{_MONTHS}) \d{{4}})"
    r"[\s,–—-]*(?:a )?\s*\d{1,2}\s?[h:]\s?\d{2}(?::\d{2})?\s*\)?(?: a ecrit)?\s*:?$"
)
# A form on a service's site with its answer below: « Votre message du 23/09/2026 : », « Réponse de la préfecture… : ».
_ASKED = re.compile(r"^(?:votre|ma) (?:message|question|demande|reclamation)(?: du \S+(?: \S+){0,4}?)?\s?:")
_ANSWERED = re.compile(
    r"^(?:notre )?reponse (?:de |du |apportee par )(?:: )?(?:la |le |l ?')?"
    r"(?P<who>(?:sous-?prefecture|prefecture|centre de contact|ccc|service|assistance|support|bureau)\b[^:.]{0,70}?)"
    r"(?:,? le \d.*)?\s*:?$"
)
# « Vous, le 12/10/2026 », « Centre de contact citoyens, le 03/11/2026 »: an exchange without times.
_TURN = re.compile(
    r"^(?P<who>vous|moi|usager|[^\d:;!?,]{2,50}?)\s*[,–—|-]\s*(?:le |du )?(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
    rf"|\d{{1,2}}(?:er)? (?:{_MONTHS}) \d{{4}})\s*:?$"
)
_NOT_A_WRITER = re.compile(
    r"\b(?:rendez|rdv|date|recue?|editee?|fait|imprime\w*|convocation|horaire|valable|arrivee?)\b"
)
_ASKERS = frozenset({"vous", "moi", "usager"})
_HISTORY = re.compile(r"(?<!\S)(?:historique|au dessus de cette ligne|fil de discussion|vos echanges)(?!\S)")
_A_HEAD = 60  # characters: longer is a sentence with an hour in it
_SHORT_HEAD = 40  # characters: less above the first message of a history is a title


@dataclass(frozen=True, kw_only=True, slots=True)
class MailBlock:
    """One message on a page that prints one or several: who it says it is from, and the folded text's range.

    ``thread``: it stands in the history of a ticket, under a line of a name and a time. ``opening``: what stands above
    such a history without a head of its own.
    """

    sender: str
    start: int
    end: int
    thread: bool = False
    opening: bool = False


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
        return tuple(
            (index, block) for index, page in enumerate(self.read) for block in mail_blocks(page, first=index == 0)
        )

    def block_at(self, page: int, position: int) -> int:
        """Which printed message a place belongs to, from 0; 0 too where none is printed."""
        number = -1
        for block_page, block in self.mail_blocks:
            if (block_page, block.start) <= (page, position):
                number += 1
        return max(number, 0)

    def quote(self, page: int, start: int, end: int) -> Quote:
        return self.read[page].quote(start, end)


def mail_blocks(page: ReadPage, *, first: bool = True) -> list[MailBlock]:
    """The messages printed on a page: a line « De : » with other header lines near it begins one, or, as webmails
    print them, a name with its address above « À : », or a name and a time in the history of a ticket."""
    lines = [plain(line.text) for line in page.lines]
    heads = sorted([*_headed(page, lines), *thread_heads(page, lines)])
    starts: list[tuple[int, str, bool]] = []
    for head in heads:
        if not starts or head[0] > starts[-1][0] + (0 if head[2] else 60):
            starts.append(head)
    blocks = [
        MailBlock(sender=sender, start=start, end=end, thread=thread)
        for (start, sender, thread), end in zip(starts, [*(s[0] for s in starts[1:]), len(page.folded)], strict=False)
    ]
    if first and blocks and blocks[0].thread and blocks[0].start > _SHORT_HEAD:
        return [MailBlock(sender="", start=0, end=blocks[0].start, opening=True), *blocks]
    return blocks


def _headed(page: ReadPage, lines: Sequence[str]) -> Iterator[tuple[int, str, bool]]:
    for index, line in enumerate(lines):
        sender = _sender_at(lines, index)
        if sender is not None:
            head = index
            while head > 0 and _OTHER_HEAD.match(lines[head - 1]):
                head -= 1
            yield page.lines[head].start, sender, False
        elif _FORWARD.search(line) and not any(_FROM.match(other) for other in lines[index + 1 : index + 6]):
            yield page.lines[index].start, fold(line) if "ecrit" in line else "", False


def thread_heads(page: ReadPage, lines: Sequence[str]) -> list[tuple[int, str, bool]]:
    """(start, who wrote, True) of each message in a ticket's history: a line that is a name and a time, or a time
    under a name; or of a question and its answer on a service's site. One such line alone may be an appointment: it
    counts only where the page says that it is a history, or where it names the contact centre, which sees nobody.
    """
    found, turns = [], []
    for index, line in enumerate(lines):
        if (answered := _ANSWERED.match(line)) or _ASKED.match(line):
            found.append((page.lines[index].start, answered["who"] if answered else "vous", True))
            continue
        turn = _TURN.match(line)
        if turn is not None and (turn["who"] in _ASKERS or phrases("ccc_name").fullmatch(fold(turn["who"]))):
            turns.append((page.lines[index].start, turn["who"], True))
            continue
        match = _THREAD_HEAD.match(line)
        if match is None or "@" in line or _OTHER_HEAD.match(line):
            continue
        who, start = (match.group("who") or "").strip(" -–—|,:"), index
        if not who and index and lines[index - 1].rstrip().endswith(("-", "–", "—", "|")):
            who, start = lines[index - 1].strip(" -–—|,:"), index - 1
        if who and not _NOT_A_WRITER.search(who):
            found.append((page.lines[start].start, who, True))
    found += turns if len(turns) > 1 else []
    by_centre = any(phrases("ccc_name").fullmatch(fold(who)) for _, who, _ in found)
    return found if len(found) >= 2 or by_centre or _HISTORY.search(page.folded) else []


def _sender_at(lines: Sequence[str], index: int) -> str | None:
    """The sender that a header line names, None for any other line."""
    line = lines[index]
    if _FROM.match(line):
        value = line.split(":", 1)[1].strip()
        if not value and index + 1 < len(lines):
            value = lines[index + 1]
        near = [*lines[max(index - 5, 0) : index], *lines[index + 1 : index + 8]]
        return value if "@" in value or (value and any(_OTHER_HEAD.match(other) for other in near)) else None
    if _FROM_ALONE.match(line) and any(_OTHER_ALONE.match(other) for other in lines[index + 2 : index + 6]):
        return lines[index + 1]
    if _timed_next(lines[index + 1 : index + 3]) and not _OTHER_HEAD.match(line) and "@" not in line:
        return line
    if (bare := _BARE_FROM.match(line)) and any(_BARE_HEAD.match(other) for other in lines[index + 1 : index + 4]):
        return bare["sender"]
    if _NAME_ADDRESS.match(line) and _addressed_next(lines[index + 1 : index + 4]):
        previous = lines[index - 1] if index else ""
        return None if _HEAD_ALONE.match(previous) or _FROM_ALONE.match(previous) else line
    return None


def _timed_next(lines: Sequence[str]) -> bool:
    """Whether a line of a day and a time follows, and « À : » under it: above them webmails print a name."""
    return len(lines) == 2 and _DAY_AND_TIME.match(lines[0]) is not None and _TO.match(lines[1]) is not None


def _addressed_next(lines: Sequence[str]) -> bool:
    """Whether « À : », « à moi » or a time follows before another name with its address: the first on a webmail's
    print is the reader's."""
    for line in lines:
        if _TO.match(line) or (_A_TIME.search(line) and len(line) < _A_HEAD):
            return True
        if _NAME_ADDRESS.match(line):
            return False
    return False

"""What a document says that may count: an impossibility of filing online, an invitation to file otherwise."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from classify.document import Document
from classify.guards import Guard, guards_of
from classify.patterns import phrases
from classify.text import ReadPage, Sentence


class Act(StrEnum):
    IMPOSSIBILITY = "impossibility"
    HOPELESS = "hopeless"
    INVITATION = "invitation"


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """One sentence that claims something. ``page`` counts from 0 in the document; the range is of folded text.

    ``express``: the sentence binds its writer (« attestons », « vaut attestation »). ``named_channel``: it says that
    it is about filing online. ``second_person``: it speaks to somebody about theirs.
    """

    act: Act
    page: int
    sentence: Sentence
    start: int
    end: int
    guards: frozenset[Guard]
    express: bool
    named_channel: bool
    second_person: bool
    block: int


def claims_of(document: Document) -> list[Claim]:
    """Every claim of the document, in reading order."""
    online = phrases("en_ligne").search(document.folded) is not None
    return [claim for page, sentence in document.sentences() for claim in _claims_in(document, page, sentence, online)]


def _claims_in(document: Document, page: int, sentence: Sentence, online: bool) -> Iterator[Claim]:
    """``online``: whether the document speaks of filing online anywhere."""
    read = document.read[page]
    if (found := _impossibility(read, sentence, online)) is not None:
        yield claim_of(document, Act.IMPOSSIBILITY, page, sentence, found)
    elif match := phrases("sans_issue").search(read.folded, sentence.start, sentence.end):
        yield claim_of(document, Act.HOPELESS, page, sentence, (match.start(), match.end(), False))
    if (span := _invitation(read, sentence)) is not None:
        yield claim_of(document, Act.INVITATION, page, sentence, (*span, True))


def claim_of(
    document: Document, act: Act, page: int, sentence: Sentence, found: tuple[int, int, bool] | None = None
) -> Claim:
    """The claim that a sentence makes. ``found``: where in the page's folded text, and whether it names the online
    way; the whole sentence where that is not known."""
    start, end, channel = found or (sentence.start, sentence.end, False)
    text = document.read[page].folded
    return Claim(
        act=act,
        page=page,
        sentence=sentence,
        start=start,
        end=end,
        guards=guards_of(document, page, sentence, start, end),
        express=phrases("express").search(text, sentence.start, sentence.end) is not None,
        named_channel=channel,
        second_person=re.search(r"(?<!\S)(?:vous|votre|vos)(?!\S)", text[sentence.start : sentence.end]) is not None,
        block=document.block_at(page, sentence.start),
    )


def _impossibility(read: ReadPage, sentence: Sentence, online: bool) -> tuple[int, int, bool] | None:
    """(start, end, channel named) of the impossibility in a sentence, after the verb that attests if there is one."""
    verb = phrases("lie").search(read.folded, sentence.start, sentence.end)
    begins = [verb.start(), sentence.start] if verb else [sentence.start]
    for begin in begins:
        if match := phrases("impossibilite").search(read.folded, begin, sentence.end):
            return (begin if begin != sentence.start else match.start()), match.end(), True
        if online and (match := phrases("impossibilite_sans_canal").search(read.folded, begin, sentence.end)):
            return (begin if begin != sentence.start else match.start()), match.end(), False
    return None


def _invitation(read: ReadPage, sentence: Sentence) -> tuple[int, int] | None:
    text = read.folded
    invite = phrases("invite").search(text, sentence.start, sentence.end)
    if invite is None:
        return None
    substitution = phrases("substitution").search(text, sentence.start, sentence.end)
    offline = phrases("hors_ligne").search(text, sentence.start, sentence.end)
    files = phrases("deposer_dossier").search(text, sentence.start, sentence.end)
    if substitution or (offline and files):
        last = max(m.end() for m in (invite, substitution, offline, files) if m)
        return min(m.start() for m in (invite, substitution or invite) if m), last
    return None

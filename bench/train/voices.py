"""The labelled letters of ``specimens/phrases``: what the sentence model and the letter model are learnt from."""

import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from classify.claims import claims_of
from classify.document import Document
from classify.issuer import IssuerKind
from classify.rules import Ruling, ruling_of
from classify.speech import Said, Speech
from classify.text import ReadPage
from dossier.bundle import BundlePage, Origin
from dossier.page import Page, PageRef, TextSource
from dossier.word import Box, Word

FOLDER = Path(__file__).resolve().parents[2] / "specimens" / "phrases"
# Writers that the file names and the program knows by another name.
_KINDS = {"mairie": IssuerKind.TIERS, "pan": IssuerKind.PREFECTURE, "other": IssuerKind.UNKNOWN}
_COLUMNS, _LINE, _GAP = 95, 0.0185, 0.02  # letters a line; heights of a line and of the gap after a sentence


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One labelled letter. ``worth`` is ``proves``, ``doubtful`` or ``near``."""

    voice: str
    kind: IssuerKind
    worth: str
    lines: tuple[tuple[Speech, str], ...]

    @property
    def of_a_service(self) -> bool:
        return self.kind in {IssuerKind.CCC, IssuerKind.PREFECTURE}

    @cached_property
    def said(self) -> tuple[Said, ...]:
        return tuple(Said.of(text) for _, text in self.lines)

    @cached_property
    def ruling(self) -> Ruling:
        """What the phrase lists make of it, laid out on a page."""
        page = _page([text for _, text in self.lines])
        source = BundlePage(ref=PageRef(0, 1), page=page, origin=Origin.SCAN, file_name="", file_start=True)
        document = Document(index=0, type="courrier", pages=(source,), read=(ReadPage(page),))
        return ruling_of(document, self.kind, claims_of(document))


def letters(*, whole: bool = False) -> list[Letter]:
    """Every letter of every voice, in the order of the files' names. ``whole``: those of ``entiers`` too, from which
    only the reader of whole letters learns."""
    paths = [*FOLDER.glob("*.toml"), *(FOLDER.glob("entiers/*.toml") if whole else ())]
    return [letter for path in sorted(paths, key=lambda path: path.name) for letter in _letters_in(path)]


def left_out() -> frozenset[str]:
    """The voices that the reader of whole letters learns nothing from: every fifth."""
    return frozenset(sorted({letter.voice for letter in letters(whole=True)})[2::5])


def _letters_in(path: Path) -> Iterator[Letter]:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    for entry in content["letter"]:
        issuer = entry["issuer"]
        yield Letter(
            voice=content["voice"],
            kind=_KINDS.get(issuer) or IssuerKind(issuer),
            worth=entry["worth"],
            lines=tuple((Speech(label), text) for label, text in entry["lines"]),
        )


def _page(sentences: list[str]) -> Page:
    words: list[Word] = []
    top, line = 0.05, 0
    for block, sentence in enumerate(sentences):
        for row in textwrap.wrap(sentence, _COLUMNS) or [""]:
            left = 0.1
            for text in row.split():
                right = left + 0.8 * len(text) / _COLUMNS
                words.append(Word(text=text, box=Box(left, top, right, top + 0.013), confidence=1.0, line=line,
                                  block=block))  # fmt: skip
                left = right + 0.8 / _COLUMNS
            top, line = top + _LINE, line + 1
        top += _GAP
    return Page(number=1, width_pt=595, height_pt=842, words=tuple(words), source=TextSource.TEXT_LAYER)

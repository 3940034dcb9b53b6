"""Labelled fields on a page: « Nom : DIALLO », a value under its label, a row of labels over a row of values."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, pairwise
from statistics import median

from classify.patterns import data_table
from classify.text import ReadLine, ReadPage
from dossier.word import Word

_SILENT = frozenset({"autre", "reste"})
_AFTER = re.compile(r"^[\s:./)\-–|_…·=→>]*(?:\([^()]{0,40}\))?[\s:.\-–|_…·=→>]*")
_COMB = re.compile(r"(?<!\S)\S(?: \S){2,}(?!\S)")
_ASIDE = re.compile(r"\((?=[^()]{5,}\))[^()]*\)")
_SLASH = re.compile(r" ?/ ?")
_COMB_LETTERS = 3
_TOOTH = 1.6  # of the usual distance between a comb's letters: from here on a tooth is left empty
_WIDE = "   "
_NEAR = 0.02  # of the page's width: a value may begin that much before its label
_BELOW = 2.6  # line heights: what is further down belongs to something else
_NAMED_ALONE = frozenset(
    {"nom", "prenoms", "nom_prenoms", "nationalite", "adresse", "date_naissance", "numero_etranger"}
)


def _labels() -> str:
    """One named group for each list of ``data/libelles.toml``, in its order."""
    groups = []
    for name, listed in data_table("libelles.toml").items():
        assert isinstance(listed, list)
        groups.append(rf"(?P<{name}>(?<![\w'])(?:{'|'.join(listed)})(?![\w']))")
    return "|".join(groups)


_LABEL = re.compile(_labels())


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A labelled value as printed. ``line`` counts the page's lines from 0; ``left`` is where the label begins, in
    fractions of the page's width; ``confidence`` is the mean of its words', 0..1."""

    name: str
    value: str
    line: int
    left: float = 0.0
    confidence: float = 1.0


class _BaseLetters(dict[int, str]):
    """Each character's base letter in lower case, found once."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFKD", chr(code))[0].lower()[:1] or " "
        self[code] = base
        return base


_BASE = _BaseLetters()


def aligned(text: str) -> str:
    """Lower case without accents, each letter at its own place (so that offsets lead back to ``text``)."""
    return text.translate(_BASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Label:
    """A label on a line, and the half-open range of its characters in the line's spaced text."""

    name: str
    start: int
    end: int


class SpacedLine:
    """A line's text with three spaces where the page leaves a wide gap (a column, an empty field), and where each word
    stands."""

    def __init__(self, line: ReadLine) -> None:
        parts: list[str] = []
        self._starts: list[tuple[int, float]] = []
        length = 0
        combed = _combed(line.words)
        for index, word in enumerate(line.words):
            if index:
                gap = word.box.x0 - line.words[index - 1].box.x1
                wide = combed.get(index, gap > 1.8 * max(line.box.height, 0.008))
                parts.append(_WIDE if wide else " ")
                length += len(parts[-1])
            self._starts.append((length, word.box.x0))
            parts.append(unicodedata.normalize("NFC", word.text))
            length += len(parts[-1])
        self.text = "".join(parts)
        self.line = line

    @cached_property
    def plain(self) -> str:
        return aligned(self.text)

    @cached_property
    def labels(self) -> list["_Label"]:
        """The labels on the line; what stands between brackets explains one, and « Nom / Surname » is one."""
        searched = _ASIDE.sub(lambda m: " " * len(m.group(0)), self.plain)
        found: list[_Label] = []
        for match in _LABEL.finditer(searched):
            if found and _SLASH.fullmatch(searched, found[-1].end, match.start()):
                found[-1] = replace(found[-1], end=match.end())
            elif _is_label(searched, match):
                found.append(_Label(name=match.lastgroup or "", start=match.start(), end=match.end()))
        return found

    def left_of(self, offset: int) -> float:
        """Where the word at ``offset`` of the text begins."""
        return max((x for start, x in self._starts if start <= offset), default=self.line.box.x0)

    def between(self, left: float, right: float) -> str:
        """The text of the words that begin between two places."""
        kept = [(start, x) for start, x in self._starts if left <= x < right]
        if not kept:
            return ""
        ends = [start for start, _ in self._starts if start > kept[-1][0]]
        return self.text[kept[0][0] : ends[0] if ends else len(self.text)].strip()


def _combed(words: Sequence[Word]) -> dict[int, bool]:
    """For each letter of a comb (« W E E R A ») but its first, by its place: whether an empty tooth stands before it.
    Teeth are as far apart as letters' middles, however narrow an « I » is."""
    found: dict[int, bool] = {}
    for single, run in groupby(range(len(words)), key=lambda n: len(words[n].text) == 1):
        places = list(run)
        if not single or len(places) < _COMB_LETTERS:
            continue
        middles = [(words[n].box.x0 + words[n].box.x1) / 2 for n in places]
        pitches = [after - before for before, after in pairwise(middles)]
        found |= {n: pitch > _TOOTH * median(pitches) for n, pitch in zip(places[1:], pitches, strict=True)}
    return found


def spaced_text(line: ReadLine) -> str:
    return SpacedLine(line).text


def fields_on(page: ReadPage) -> list[Field]:
    """Every labelled field of a page, in reading order; a value that stands under its label is taken too."""
    lines = [SpacedLine(line) for line in page.lines]
    found: list[Field] = []
    for number, line in enumerate(lines):
        for label, following in zip(line.labels, [*line.labels[1:], None], strict=False):
            if label.name in _SILENT:
                continue
            end = following.start if following else len(line.text)
            value = _uncombed(_AFTER.sub("", line.text[label.end : end]).strip(" ,;/|_.:-"))
            left = line.left_of(label.start)
            if not any(c.isalnum() for c in value):
                right = line.left_of(following.start) if following else 1.0
                value = _under(lines, number, left, right)
            if value:
                found.append(
                    Field(
                        name=label.name, value=value, line=number, left=left, confidence=_sureness(lines, number, value)
                    )
                )
    return found


def _sureness(lines: Sequence[SpacedLine], number: int, value: str) -> float:
    """How surely the words of a value were read, on the label's line or those under it."""
    wanted = set(value.split())
    words = [w for line in lines[number : number + 3] for w in line.line.words if w.text.strip(" ,;/|_.:-") in wanted]
    return sum(w.confidence for w in words) / len(words) if words else 0.5


def labels_on(page: ReadPage) -> frozenset[str]:
    """The names of all labels on a page, also of those whose value stands empty or cannot be read."""
    return frozenset(label.name for line in page.lines for label in SpacedLine(line).labels) - _SILENT


def _uncombed(value: str) -> str:
    """A value written one letter a box (« S I S S O K O ») as words; wide gaps divide words."""
    if value and all(len(part) == 1 for part in value.split()):
        return " ".join(part.replace(" ", "") for part in re.split(r"\s{3,}", value))
    return _COMB.sub(lambda m: m.group(0).replace(" ", ""), value)


def _under(lines: Sequence[SpacedLine], number: int, left: float, right: float) -> str:
    """What stands in the label's column on the line under it, where it is a value and not the next label."""
    here = lines[number].line.box
    for below in lines[number + 1 : number + 3]:
        if below.line.box.y0 - here.y1 > _BELOW * max(here.height, below.line.box.height):
            return ""
        value = below.between(left - _NEAR, right - _NEAR if right < 1.0 else 1.0)
        if not value:
            continue
        first = re.split(r"\s{3,}", value)[0]
        if ":" in first or _LABEL.match(aligned(first)):
            return ""
        return _uncombed(value if right < 1.0 else first).strip(" |_")
    return ""


def _is_label(plain: str, match: re.Match[str]) -> bool:
    """A label begins its line or column, or a colon follows it."""
    before, after = plain[: match.start()], plain[match.end() :]
    name = match.lastgroup
    if name in {"date_naissance", "numero_etranger", "autre", "reste"} and re.match(r"\s*(?:\(\w+\))?\s*[:\d]", after):
        return True
    if name == "telephone" and re.match(r"\s*[:+(]?\s*(?:\+33|0)", after):
        return True
    starts = not before.strip(" -•*0123456789.)(/|") or before.endswith(_WIDE) or before.rstrip()[-1:] in {"/", "|"}
    if re.match(r"\s*(?:\(\w+\))?\s*(?:/[^:]{2,25})?:", after) is not None:
        return True
    if not starts or name in _SILENT:
        return starts
    if re.match(r"\s*$|\s{3,}|\s*[|/._…]", after) is not None:
        return True
    return name in _NAMED_ALONE and re.match(r"\s+\S", after) is not None and len(plain) < 60

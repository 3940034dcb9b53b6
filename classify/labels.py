"""Labelled fields on a page: « Nom : DIALLO », a value under its label, a row of labels over a row of values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from classify.spaced_line import LABEL, SILENT, SpacedLine, aligned
from classify.text import ReadPage

_AFTER = re.compile(r"^[\s:./)\-–|_…·=→>]*(?:\([^()]{0,40}\))?[\s:.\-–|_…·=→>]*")
_COMB = re.compile(r"(?<!\S)\S(?: \S){2,}(?!\S)")
_NEAR = 0.02  # of the page's width: a value may begin that much before its label
_BELOW = 2.6  # line heights: what is further down belongs to something else


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A labelled value as printed. ``line`` counts the page's lines from 0; ``left`` is where the label begins, in
    fractions of the page's width; ``confidence`` is the mean of its words', 0..1."""

    name: str
    value: str
    line: int
    left: float = 0.0
    confidence: float = 1.0


def fields_on(page: ReadPage) -> list[Field]:
    """Every labelled field of a page, in reading order; a value that stands under its label is taken too."""
    lines = [line.spaced for line in page.lines]
    found: list[Field] = []
    for number, line in enumerate(lines):
        for label, following in zip(line.labels, [*line.labels[1:], None], strict=False):
            if label.name in SILENT:
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
    words = [w for line in lines[number : number + 3] for w in line.words if w.text.strip(" ,;/|_.:-") in wanted]
    return sum(w.confidence for w in words) / len(words) if words else 0.5


def labels_on(page: ReadPage) -> frozenset[str]:
    """The names of all labels on a page, also of those whose value stands empty or cannot be read."""
    return frozenset(label.name for line in page.lines for label in line.spaced.labels) - SILENT


def _uncombed(value: str) -> str:
    """A value written one letter a box (« S I S S O K O ») as words; wide gaps divide words."""
    if value and all(len(part) == 1 for part in value.split()):
        return " ".join(part.replace(" ", "") for part in re.split(r"\s{3,}", value))
    return _COMB.sub(lambda m: m.group(0).replace(" ", ""), value)


def _under(lines: Sequence[SpacedLine], number: int, left: float, right: float) -> str:
    """What stands in the label's column on the line under it, where it is a value and not the next label."""
    here = lines[number].box
    for below in lines[number + 1 : number + 3]:
        if below.box.y0 - here.y1 > _BELOW * max(here.height, below.box.height):
            return ""
        value = below.between(left - _NEAR, right - _NEAR if right < 1.0 else 1.0)
        if not value:
            continue
        first = re.split(r"\s{3,}", value)[0]
        if ":" in first or LABEL.match(aligned(first)):
            return ""
        return _uncombed(value if right < 1.0 else first).strip(" |_")
    return ""

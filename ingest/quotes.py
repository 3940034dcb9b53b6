"""Tells the sender's own words from what the message quotes or forwards inline."""

import re
from dataclasses import dataclass, field

from ingest.html_text import QUOTE_END, QUOTE_START
from ingest.mail_words import LABELS, RULERS

MAX_PARTS = 60
_FIELD = re.compile(
    r"^[\s*|_]*(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in LABELS.items())
    + r")[\s\u00a0*_]*[:：][\s*]*(?P<rest>.*)$",
    re.I,
)
_RULER = re.compile(rf"^[\s>]*[-_=*]{{2,}}\s*(?:{RULERS})\s*[-_=*]{{2,}}\s*$", re.I)
_BARE_RULER = re.compile(
    r"^\s*(?:(?:début\s+du\s+)?message\s+(?:transféré|réexpédié|d['’]origine|original|initial)|begin\s+forwarded\s+message|"
    r"forwarded\s+message|original\s+message|message\s+du\s+\d.*|anfang\s+der\s+weitergeleiteten\s+nachricht)\s*:?\s*$",
    re.I,
)
_ONE_LINE = (  # the labels of an Outlook header whose line ends got lost
    re.compile(r"\s*(?:de|from)\s*:", re.I),
    re.compile(r"\b(?:envoyé|sent|date)\s*:", re.I),
    re.compile(r"\b(?:à|to|pour)\s*:", re.I),
    re.compile(r"\b(?:objet|subject|sujet)\s*:", re.I),
)
_OPENER = re.compile(r"\s*(?:le|on|am|el|il|em|op)\b.{0,20}\d", re.I)
_WROTE = r"(?<![\w'’])(?:a\s+écrit|a\s+ecrit|écrivait|wrote|schrieb|escribió|ha\s+scritto|escreveu)"
_ATTRIBUTION = re.compile(rf"^\s*(?P<lead>.*\S)?\s*{_WROTE}\b[^:\n]{{0,60}}:\s*$", re.I)
_PRONOUN = re.compile(r"\b(?:me|m|nous|vous|lui|leur|on|il|elle)$", re.I)
_WHEN = re.compile(r"\d{1,2}\s*[:hH.]\s*\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\b(?:19|20)\d{2}\b")
_GT = re.compile(r"^((?:\s{0,3}>)+)\s?")


@dataclass(slots=True)
class _Line:
    text: str
    level: int


@dataclass(slots=True)
class _Parts:
    """Parts under construction, and the nesting at the current line as (part, quote level) pairs."""

    texts: list[list[str]] = field(default_factory=lambda: [[]])
    open: list[tuple[int, int]] = field(default_factory=lambda: [(0, 0)])
    loose: dict[int, int] = field(default_factory=dict)

    def start(self, level: int) -> None:
        if len(self.texts) < MAX_PARTS:
            self.texts.append([])
        self.open.append((len(self.texts) - 1, level))

    def add(self, line: _Line) -> None:
        while len(self.open) > 1 and line.level < self.open[-1][1]:
            self.open.pop()
        part, level = self.open[-1]
        if line.level > level:
            self._quote_without_attribution(part, line.level)
        self.texts[self.open[-1][0]].append(line.text)

    def _quote_without_attribution(self, inside: int, level: int) -> None:
        """All quotations that one part has without saying whose they are make one part."""
        if inside in self.loose:
            self.open.append((self.loose[inside], level))
            self.texts[self.loose[inside]].append("")
        else:
            self.start(level)
            self.loose[inside] = self.open[-1][0]


def split_quotes(text: str) -> tuple[str, ...]:
    """The parts of a message's text: at 0 what its sender wrote (possibly empty), then each quoted or forwarded part.

    A part starts where a mail program says so (a ruler, a header block, an attribution line) or where lines are set as
    a quotation. Own words between or below quotations belong to part 0; without any sign of where a forwarded text
    ends, it reaches to the end.
    """
    lines = _levelled(text)
    parts = _Parts()
    number = 0
    while number < len(lines):
        taken = _boundary(lines, number)
        if taken:
            while number + taken < len(lines) and not lines[number + taken].text.strip():
                taken += 1
            following = _next_said(lines, number + taken) or lines[number]
            level = _level_of_part(lines[number], following)
            while len(parts.open) > 1 and level < parts.open[-1][1]:
                parts.open.pop()
            parts.start(level)
            parts.texts[parts.open[-1][0]].extend(line.text for line in lines[number : number + taken])
        else:
            parts.add(lines[number])
        number += taken or 1
    cleaned = [_trimmed(part) for part in parts.texts]
    return (cleaned[0], *(part for part in cleaned[1:] if part))


def _next_said(lines: list[_Line], number: int) -> _Line | None:
    """The first line from ``number`` on that says something."""
    return next((lines[at] for at in range(number, len(lines)) if lines[at].text.strip()), None)


def _level_of_part(introduction: _Line, following: _Line) -> int:
    """What an introduction speaks of is at its own level, or quoted right below it."""
    return following.level if following.level == introduction.level + 1 else introduction.level or following.level


def _levelled(text: str) -> list[_Line]:
    """Each line without its quote signs, and how deep it is quoted; a blank line is as deep as its neighbours."""
    depth = 0
    lines: list[_Line] = []
    for line in text.split("\n"):
        raw = line
        if QUOTE_START in raw or QUOTE_END in raw:
            depth = max(0, depth + raw.count(QUOTE_START) - raw.count(QUOTE_END))
            raw = raw.replace(QUOTE_START, "").replace(QUOTE_END, "")
            if not raw.strip():
                continue
        signs = _GT.match(raw)
        quoted = signs.group(1).count(">") if signs else 0
        lines.append(_Line(raw[signs.end() :] if signs else raw, depth + quoted))
    _settle_blanks(lines)
    return lines


def _settle_blanks(lines: list[_Line]) -> None:
    following = 0
    below: list[int] = [0] * len(lines)
    for number in range(len(lines) - 1, -1, -1):
        if lines[number].text.strip():
            following = lines[number].level
        below[number] = following
    above = 0
    for line, under in zip(lines, below, strict=True):
        if line.text.strip():
            above = line.level
        else:
            line.level = min(above, under)


def _boundary(lines: list[_Line], number: int) -> int:
    """How many lines, from ``number`` on, introduce a quoted part; 0 when none does."""
    text = lines[number].text
    if not text.strip():
        return 0
    if _header_in_one_line(text[:1000]):
        return 1
    if _RULER.match(text) or _BARE_RULER.match(text):
        block = _header_block(lines, number + 1, wanted=1)
        if block or _RULER.match(text):
            return 1 + block
        return 0
    return _header_block(lines, number, wanted=3) or _attribution(lines, number)


def _header_in_one_line(text: str) -> bool:
    start, *others = _ONE_LINE
    found = start.match(text)
    for label in others:
        found = label.search(text, found.end() + 2) if found else None
    return found is not None


def _header_block(lines: list[_Line], number: int, wanted: int) -> int:
    """How many lines the header block at ``number`` has: a sender first, then at least ``wanted`` labels in all."""
    labels: list[str] = []
    end = number
    for at in range(number, min(number + 24, len(lines))):
        text = lines[at].text
        kind = _label(text)
        if kind == "from" and "from" in labels:
            break  # the next message's header
        if kind:
            labels.append(kind)
            end = at + 1
        elif text.strip() and not (labels and end == at and _goes_on(text)):
            break
        elif text.strip():
            end = at + 1
    dated = {"date", "subject"} & set(labels)
    first = labels[:1] == ["from"] or (wanted == 1 and "from" in labels)
    starts = first or (labels[:2] == ["date", "from"] and len(set(labels)) > wanted)
    return end - number if starts and dated and len(set(labels)) >= wanted else 0


def _label(text: str) -> str | None:
    match = _FIELD.match(text)
    return next((name for name in LABELS if match and match[name]), None)


def _goes_on(text: str) -> bool:
    """Whether a line right under a label belongs to it: addresses that were wrapped."""
    return "@" in text or text.lstrip().startswith("<") or text.rstrip().endswith(";")


def _attribution(lines: list[_Line], number: int) -> int:
    """« Le 3 mars 2025 à 10:12, X <x@y> a écrit : », perhaps over three lines. « Il m'a écrit : » is a person's own."""
    joined = ""
    for taken in range(1, 4):
        if number + taken > len(lines) or not lines[number + taken - 1].text.strip():
            return 0
        joined = f"{joined} {lines[number + taken - 1].text.strip()}".strip()
        if len(joined) > 400:
            return 0
        match = _ATTRIBUTION.match(joined)
        if match:
            lead = match["lead"] or ""
            following = _next_said(lines, number + taken)
            deeper = following is not None and following.level > lines[number].level
            told = "@" in lead or (
                bool(_WHEN.search(lead)) and bool(re.match(r"(?:le|on|am|el|il|em|op)\b", lead, re.I))
            )
            if taken > 1 and not _OPENER.match(lines[number].text) and _opened_below(lines, number, taken):
                return 0  # the line above belongs to what was said before
            return taken if (deeper or told) and not _PRONOUN.search(lead) else 0
        if joined.endswith((".", "!", "?")):
            return 0
    return 0


def _opened_below(lines: list[_Line], number: int, taken: int) -> bool:
    return any(_OPENER.match(line.text) for line in lines[number + 1 : number + taken])


def _trimmed(part: list[str]) -> str:
    text = "\n".join(line.rstrip() for line in part)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")

"""Whether two neighbouring pages of one file are one document: signs seen on both, each with a weight, added up.

The weights are logits: +1 makes it 2.7 times likelier that the second page goes on with the first. They were set by
hand and checked against bundles whose cuts are known (docs/bench/types.md says how well they do); what depends on the
type of the document is in :mod:`classify.split`.
"""

import re
from collections.abc import Mapping

from rapidfuzz.fuzz import ratio

from classify.cues import is_titled
from classify.page_view import PageView
from classify.patterns import phrases
from classify.persons import same_surname, words_of
from classify.text import ReadPage
from classify.wholeness import numbered
from dossier.bundle import Origin

_CLOSING = re.compile(r"(?:salutations|cordialement|sentiments|consideration|signature|bien a vous|par delegation)")
_SALUTATION = re.compile(r"(?<!\S)(?:madame monsieur|monsieur le|madame la|bonjour|objet)(?!\S)")
_GREETED = re.compile(r"^(?:Madame|Monsieur|Mesdames|Messieurs|Ma[iî]tre|Bonjour|Ch[eè]re?)\b[^.;:]{0,40},$")
_PROSE = 6  # words of a line: fewer are a head
_ADDRESSED = re.compile(
    r"(?<!\S)(?:m|mme|monsieur|madame) \S+.*?(?<!\S)objet .*?(?<!\S)(?:monsieur|madame|maitre)(?!\S)"
)
_NUMBERED = re.compile(r"^\s*(?:article |point )?(\d{1,2})\s?[.)°-]\s+[A-ZÀ-Ý]", re.IGNORECASE)
_ALONE = re.compile(r"^\W*(?:p(?:age)?\.?\s*)?(\d{1,2})\W*$", re.IGNORECASE)
_YEAR = re.compile(r"20\d\d")
_NAMED = re.compile(r"\bpage (\d{1,2})\W*$", re.IGNORECASE)  # « dossier T-51190 — page 2 »
_DATED = re.compile(r"(?<!\S)le (\d{1,2} (?:\d{2}|[a-z]{3,9}) 20\d\d)(?!\S)")
_MONTH = re.compile(
    r"(?<!\S)(janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre) (20\d\d)(?!\S)"
    r"|(?:periode|paie|paye|mois)(?: \S+){0,3}? (?:01 )?(\d\d) (20\d\d)(?!\S)"
)
_TRANSLATION = re.compile(
    r"(?<!\S)(?:traduct(?:eur|rice)s?|traduit[es]* d[eu]|interprete assermente|sworn translat\w+|certified translation"
    r"|translated from|traduction (?:de|du|d|certifiee|assermentee|conforme|officielle|libre))(?!\S)"
)
_STAMPS = re.compile(
    r"(?<!\S)(?:arrival|arrivee|departure|depart|entry|entree|exit|sortie|immigration|frontieres?|admitted|visas?"
    r"|border|police|aeroport|airport|control|controle|cdg|ory|\d{2} (?:\d{2}|[a-z]{3}) (?:19|20)\d\d)(?!\S)"
)
_STAMP_WORDS = 45
_FULL = 0.8  # where the last line of a page that is written to its foot stands
_SHORT = 0.55
_OTHER_SIZE, _OTHER_FORMAT = 0.02, 0.15  # sheets taken by a telephone differ by some hundredths
_DOUBTED = 0.6  # confidence of a page that the engine itself hardly believes

WEIGHTS: Mapping[str, float] = {
    "usual": -0.3,  # what is said by being neighbours in one file, and by nothing else
    "first of its pages": -4.0,
    "next of its pages": 8.0,
    "other of its pages": 3.5,
    "a later page": 2.0,
    "number missing, more to come": 1.5,
    "number missing, all were there": -2.0,
    "other person": -4.0,
    "sentence runs on": 2.5,
    "word runs on": 3.0,
    "numbering runs on": 3.0,
    "closes the letter": 3.5,
    "closed before": -1.2,
    "greets": -1.6,
    "letterhead": -0.8,
    "a letter begins": -2.5,
    "same first line": 0.6,
    "same first lines": -1.5,
    "other date": -1.2,
    "other month": -4.0,
    "titled": -1.0,
    "untitled after a title": 1.2,
    "ends early": -0.6,
    "written to its foot": 0.4,
    "other format": -1.6,
    "other size": -0.3,
    "other source": -1.5,
    "other letters": -0.5,
    "same message": 6.0,
    "two zones": -4.0,
    "a zone after none": -0.5,
    "nothing read": 1.6,
    "both barely read": 1.5,
}


def join_logit(before: PageView, after: PageView) -> float:
    """The logarithm of the odds that ``after`` goes on with the document of ``before``, types aside."""
    return sum(WEIGHTS[name] for name in signs(before, after))


def signs(before: PageView, after: PageView) -> set[str]:
    """The signs that stand on these two pages, keys of :data:`WEIGHTS`."""
    found = {"usual"} | _by_number(before.read, after.read) | _by_layout(before, after)
    if _other_person(before, after):
        found.add("other person")
    if before.mrz and after.mrz:
        found.add("two zones")
    elif after.mrz:
        found.add("a zone after none")
    if other_month(before.read, after.read):
        found.add("other month")
    if before.read.lines and after.read.lines:
        found |= _by_text(before.read, after.read)
    elif before.read.lines and not after.codes and after.source.page.picture < 0.002:
        found.add("nothing read")
    return found


def translates(before: ReadPage, after: ReadPage) -> bool:
    """Whether ``after`` is a sworn translation and ``before`` is none: the original, where both are of one type."""
    return _TRANSLATION.search(after.folded) is not None and _TRANSLATION.search(before.folded) is None


def bears_stamps(page: PageView) -> bool:
    """Whether a page bears few words, of border stamps, or none that can be read: an inner page of a passport."""
    words = len(page.read.folded.split())
    return words == 0 or (words <= _STAMP_WORDS and len(set(_STAMPS.findall(page.read.folded))) >= 2)


def _by_number(before: ReadPage, after: ReadPage) -> set[str]:
    numbers, previous = numbered(after), numbered(before)
    if numbers is None:
        if previous is None:
            return _by_bare_number(before, after)
        return {"number missing, more to come" if previous[0] < previous[1] else "number missing, all were there"}
    if previous is not None and previous[1] == numbers[1] and previous[0] != numbers[0]:
        return {"next of its pages" if previous[0] + 1 == numbers[0] else "other of its pages"}
    return {"first of its pages" if numbers[0] == 1 else "a later page"}


def _by_bare_number(before: ReadPage, after: ReadPage) -> set[str]:
    if after.lines and (named := _NAMED.search(after.lines[0].text)) and int(named.group(1)) >= 2:
        return {"next of its pages"} if _same_reference(before, after) else {"a later page"}
    number = _ALONE.match(after.lines[-1].text) if after.lines else None
    previous = _ALONE.match(before.lines[-1].text) if before.lines else None
    if number is None or int(number.group(1)) < 2:
        return set()
    expected = previous is not None and int(previous.group(1)) + 1 == int(number.group(1))
    return {"next of its pages"} if expected else {"a later page"} if int(number.group(1)) == 2 else set()


def _same_reference(before: ReadPage, after: ReadPage) -> bool:
    """Whether the second page's first line bears a number of the first page: of the file that both are of."""
    first = after.lines[0]
    words = after.folded[first.start : first.end].split()
    numbers = {word for word in words if sum(map(str.isdigit, word)) >= 4 and not _YEAR.fullmatch(word)}
    return not numbers.isdisjoint(before.folded.split())


def _by_text(before: ReadPage, after: ReadPage) -> set[str]:
    found = set()
    last, first = before.lines[-1].text.rstrip(), after.lines[0].text
    ended = last.endswith((".", "!", "?", ":", ";"))
    if last.endswith("-") and first[:1].islower() and len(last.split()) > 3:
        found.add("word runs on")
    elif first[:1].islower() and not ended and len(first.split()) > 2 and len(last.split()) > 2:
        found.add("sentence runs on")
    if _numbered_on(before, after):
        found.add("numbering runs on")
    if _CLOSING.search(before.folded[-160:]):
        found.add("closed before")
    if _begins_a_letter(before) and _ends_one(after):
        found.add("closes the letter")
    if _SALUTATION.search(after.folded[:400]):
        found.add("greets")
    if phrases("prefecture", "ccc_name").search(after.folded[:160]):
        found.add("letterhead")
    if {"greets", "letterhead"} <= found and _ADDRESSED.search(after.folded[:700]):
        found.add("a letter begins")
    found |= _same_head(before, after)
    if is_titled(after):
        found.add("titled")
    elif is_titled(before):
        found.add("untitled after a title")
    days, others = _DATED.search(before.folded), _DATED.search(after.folded)
    if days and others and days.group(1) != others.group(1) and "greets" in found:
        found.add("other date")
    if after.page.confidence < _DOUBTED and before.page.confidence < _DOUBTED + 0.15:
        found.add("both barely read")  # handwriting, most often
    return found


def _begins_a_letter(page: ReadPage) -> bool:
    """Whether it greets somebody and does not take leave."""
    return any(_GREETED.match(line.text) for line in page.lines) and not _CLOSING.search(page.folded)


def _ends_one(page: ReadPage) -> bool:
    """Whether it takes leave of somebody whom it does not greet, and begins in the middle of the matter."""
    greeted = any(_GREETED.match(line.text) for line in page.lines)
    return len(page.lines[0].words) >= _PROSE and not greeted and _CLOSING.search(page.folded) is not None


def _same_head(before: ReadPage, after: ReadPage) -> set[str]:
    """One line that both begin with is a running head; two or more are the head of two documents of one kind."""
    alike = 0
    for one, two in zip(before.lines[:4], after.lines[:4], strict=False):
        if len(one.text) <= 4 or ratio(one.text, two.text) < 85:
            break
        alike += 1
    if alike == 0:
        first = before.lines[0].text
        head = " ".join(line.text for line in after.lines[:6])
        alike = 1 if len(first) > 8 and ratio(first, head[: len(first)]) > 85 else 0
    return {"same first lines"} if alike >= 2 else {"same first line"} if alike else set()


def other_month(before: ReadPage, after: ReadPage) -> bool:
    """Whether the second page names a month as its own, and not the first page's."""
    first, second = _months(before), _months(after)
    return bool(second) and bool(first) and first[0] != second[0] and before.folded[:60] == after.folded[:60]


def _months(page: ReadPage) -> list[tuple[str, ...]]:
    return [tuple(group for group in match if group) for match in _MONTH.findall(page.folded)]


def _numbered_on(before: ReadPage, after: ReadPage) -> bool:
    """Whether the second page begins with the number that follows the first one's last (« 3. … », then « 4. … »)."""
    numbers = [int(m.group(1)) for line in before.lines if (m := _NUMBERED.match(line.text))]
    first = next((m for line in after.lines[:2] if (m := _NUMBERED.match(line.text))), None)
    return first is not None and len(numbers) >= 2 and int(first.group(1)) == max(numbers) + 1 > 2


def _by_layout(before: PageView, after: PageView) -> set[str]:
    one, two = before.source.page, after.source.page
    found = set()
    stretch = max(_apart(one.width_pt, two.width_pt), _apart(one.height_pt, two.height_pt))
    if stretch > _OTHER_SIZE:
        found.add("other format" if stretch > _OTHER_FORMAT else "other size")
    if one.source is not two.source and one.words and two.words:
        found.add("other source")
    if before.source.origin is Origin.MESSAGE is after.source.origin and before.source.part == after.source.part:
        found.add("same message")
    if abs(_text_height(before) - _text_height(after)) > 0.5 * _text_height(before) > 0:
        found.add("other letters")
    foot = max((line.box.y1 for line in before.read.lines), default=0.0)
    if 0 < foot < _SHORT:
        found.add("ends early")
    elif foot > _FULL and numbered(before.read) is None:
        found.add("written to its foot")
    return found


def _apart(one: float, two: float) -> float:
    return max(one, two) / max(min(one, two), 1.0) - 1


def _text_height(view: PageView) -> float:
    heights = sorted(line.box.height for line in view.read.lines)
    return heights[len(heights) // 2] if heights else 0.0


def _other_person(before: PageView, after: PageView) -> bool:
    """Whether both pages name somebody in a field of the same label, and not the same."""
    first = next((f.value for f in before.fields if f.name == "nom"), None)
    second = next((f.value for f in after.fields if f.name == "nom"), None)
    if not first or not second:
        return False
    return not same_surname(words_of(second), first) and not same_surname(words_of(first), second)

"""A line of a page as it is spaced, and the labels of fields on it (« Nom : », « Date de naissance »)."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, pairwise
from statistics import median

from classify.patterns import data_table
from dossier.word import Box, Word

SILENT = frozenset({"autre", "reste"})
"""Labels whose values nobody asks for: they only end the field before them."""

_ASIDE = re.compile(r"\((?=[^()]{5,}\))[^()]*\)")
_SLASH = re.compile(r" ?/ ?")
_COMB_LETTERS = 3
_TOOTH = 1.6  # of the usual distance between a comb's letters: from here on a tooth is left empty
_WIDE = "   "
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


LABEL = re.compile(_labels())


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
class Label:
    """A label on a line, and the half-open range of its characters in the line's spaced text."""

    name: str
    start: int
    end: int


class SpacedLine:
    """A line's text with three spaces where the page leaves a wide gap (a column, an empty field), and where each word
    stands."""

    def __init__(self, words: Sequence[Word], box: Box) -> None:
        parts: list[str] = []
        self._starts: list[tuple[int, float]] = []
        length = 0
        combed = _combed(words)
        for index, word in enumerate(words):
            if index:
                gap = word.box.x0 - words[index - 1].box.x1
                wide = combed.get(index, gap > 1.8 * max(box.height, 0.008))
                parts.append(_WIDE if wide else " ")
                length += len(parts[-1])
            self._starts.append((length, word.box.x0))
            parts.append(unicodedata.normalize("NFC", word.text))
            length += len(parts[-1])
        self.text = "".join(parts)
        self.words, self.box = words, box

    @cached_property
    def plain(self) -> str:
        return aligned(self.text)

    @cached_property
    def labels(self) -> list[Label]:
        """The labels on the line; what stands between brackets explains one, and « Nom / Surname » is one."""
        searched = _ASIDE.sub(lambda m: " " * len(m.group(0)), self.plain)
        found: list[Label] = []
        for match in LABEL.finditer(searched):
            if found and _SLASH.fullmatch(searched, found[-1].end, match.start()):
                found[-1] = replace(found[-1], end=match.end())
            elif _is_label(searched, match):
                found.append(Label(name=match.lastgroup or "", start=match.start(), end=match.end()))
        return found

    def left_of(self, offset: int) -> float:
        """Where the word at ``offset`` of the text begins."""
        return max((x for start, x in self._starts if start <= offset), default=self.box.x0)

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
    if not starts or name in SILENT:
        return starts
    if re.match(r"\s*$|\s{3,}|\s*[|/._…]", after) is not None:
        return True
    return name in _NAMED_ALONE and re.match(r"\s+\S", after) is not None and len(plain) < 60

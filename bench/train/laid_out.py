"""Text laid out as a page, as reading a page would give it; and as bad print and bad scans make it read."""

from random import Random

from dossier.page import Page, TextSource
from dossier.word import Box, Word

_LETTER = 0.0095  # of the page's width
_LINE = 0.0185  # of its height
LINES = 48  # a page of text

_SLIPS = {
    "e": "ce", "é": "eè6", "è": "eé", "ê": "eé", "à": "aä", "a": "ao", "o": "0ae", "l": "1I|i", "i": "l1ï",
    "I": "l1|",
    "m": ("rn", "in"), "n": "ru", "u": "ulno", "r": "tn", "t": "lfr", "c": "eo", "s": "5a", "S": "5", "B": "8",
    "O": "0Q",
    "0": "O", "1": "l", "5": "S", "'": ("", " "), "d": ("cl", "a"), "h": "bn", "f": "t", "g": "q9", "v": "yu", "N": "M",
    "E": "FÉ", "A": "4", "T": "I", "’": ("'", ""), ",": ".", ".": ("", ","),
}  # fmt: skip
_DUST = (".", "'", "|", "_", "-", "~", "i", ",", "«", "°", "©", ";:", "\\")


def page_of(text: str, *, source: TextSource = TextSource.OCR, confidence: float = 0.95, picture: float = 0.0,
            size_pt: tuple[float, float] = (595.0, 842.0)) -> Page:  # fmt: skip
    """A page with these lines; two spaces or more leave a gap of their own, an empty line a paragraph's."""
    words: list[Word] = []
    top, block, line = 0.06, 0, 0
    letter = min(_LETTER, 0.86 / max((len(raw) for raw in text.splitlines()), default=1))
    for raw in text.splitlines():
        if not raw.strip():
            top, block = top + 0.5 * _LINE, block + 1
            continue
        left = 0.08
        for part in raw.split(" "):
            if part:
                box = Box(left, top, left + letter * len(part), top + 0.75 * _LINE)
                words.append(Word(text=part, box=box, confidence=confidence, line=line, block=block))
            left += letter * (len(part) + 1)
        top, line = min(top + _LINE, 0.98), line + 1
    return Page(number=1, width_pt=size_pt[0], height_pt=size_pt[1], words=tuple(words), picture=picture,
                source=source if words else TextSource.NONE)  # fmt: skip


def worn(text: str, rng: Random, slips: float) -> str:
    """The text as a bad scan reads: a share of about ``slips`` of the letters misread, words torn and run together,
    dust taken for letters, at times a line or the foot of the page lost."""
    lines = [line for line in text.splitlines() if rng.random() > slips]
    if rng.random() < slips:
        lines = lines[: max(3, int(len(lines) * rng.uniform(0.4, 0.9)))]
    return "\n".join(misread(line, rng, slips) for line in lines)


def misread(line: str, rng: Random, slips: float) -> str:
    """A line with a share of about ``slips`` of its letters misread, words torn and run together, dust between them."""
    out = []
    for letter in line:
        lot = rng.random()
        if lot < slips and letter in _SLIPS:
            out.append(rng.choice(_SLIPS[letter]))
        elif lot < 1.15 * slips and letter != " ":
            continue
        elif lot > 1 - 0.12 * slips:
            out.append(" ")
        elif letter == " " and lot > 1 - 0.7 * slips:
            out.append(rng.choice(["", f" {rng.choice(_DUST)} "]))
        else:
            out.append(letter)
    return "".join(out)

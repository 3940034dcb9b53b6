"""Which département's préfecture writes, where its head does not say it in one line."""

import re
from collections.abc import Sequence

from classify import territory
from classify.folding import fold, plain
from classify.text import ReadPage

_WRITTEN_AT = re.compile(r"^\W*(?:fait )?(?:a )?([a-z][a-z' -]{2,40}?)\s?,? le \d{1,2}(?:er)?[ /.]")
_TWO_SEATS = frozenset({"saint denis"})  # of the Seine-Saint-Denis, and of La Réunion
_PREFET = re.compile(r"^(?:sous )?prefet(?:e|s|ecture)?(?!\S)")
_OF = re.compile(r"^(?:de la|de l|des|du|de|d) ")
_SITE = re.compile(r"(?<![\w.-])((?:[\w-]+\.)*[\w-]+\.gouv\.fr)(?![\w-])")
_HEAD_LINES, _FOOT_LINES = 8, 4


def codes_of_letter(pages: Sequence[ReadPage]) -> tuple[str, ...] | None:
    """The codes that the préfecture of a letter serves, by the second line of the State's mark, beside which the
    office's name may stand; by the foot; by the town where it is dated. None where nothing tells."""
    return _below_prefet(pages[0]) or _in_foot(pages[-1]) or _dated_at(pages[0])


def _below_prefet(page: ReadPage) -> tuple[str, ...] | None:
    """« PRÉFET   Direction des migrations » over « DE L'HÉRAULT   Bureau du séjour »."""
    lines = [page.folded[line.start : line.end] for line in page.lines[:_HEAD_LINES]]
    for number, line in enumerate(lines):
        below = next((n for n in (number + 1, number + 2) if n < len(lines) and _OF.match(lines[n])), None)
        if _PREFET.match(line) and below is not None:
            office = territory.office_in(f"prefet {' '.join(lines[below : below + 2])}")
            return office[1] if office else None
    return None


def _in_foot(page: ReadPage) -> tuple[str, ...] | None:
    """The office or the State's site that the last lines name."""
    for line in page.lines[-_FOOT_LINES:]:
        if (office := territory.office_in(page.folded[line.start : line.end])) is not None:
            return office[1]
        for site in _SITE.findall(plain(line.text)):
            if (code := territory.departement_of_address(f"@{site}")) is not None:
                return (code,)
    return None


def _dated_at(page: ReadPage) -> tuple[str, ...] | None:
    """« Marseille, le 9… »."""
    towns = (match.group(1) for line in page.lines if (match := _WRITTEN_AT.match(plain(line.text))))
    seats = (territory.departement_of_seat(town) for town in map(fold, towns) if town not in _TWO_SEATS)
    code = next(filter(None, seats), None)
    return (code,) if code not in {None, "75"} else None  # two préfectures sit in Paris

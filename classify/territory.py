"""Territory from ``data/territoire.toml``: postal code → département, and which département an office serves."""

import re
from collections.abc import Mapping
from functools import cache

from classify.folding import fold
from classify.patterns import data_table

_HEAD = r"(?:sous )?prefectures?|(?:sous )?prefete?s?"
_ARTICLES = ("de la ", "de l ", "des ", "du ", "de ", "d ")


def _table(name: str) -> Mapping[str, object]:
    table = data_table("territoire.toml")[name]
    assert isinstance(table, dict)
    return table


@cache
def _departements() -> Mapping[str, tuple[str, ...]]:
    """Code → (name with its article, cities), folded."""
    return {code: tuple(fold(str(name)) for name in names) for code, names in _listed().items()}


def _listed() -> Mapping[str, list[str]]:
    return {code: list(names) for code, names in _table("departements").items() if isinstance(names, list)}


def known(code: str | None) -> bool:
    return code in _departements()


def departement_of_postal_code(postal_code: str) -> str | None:
    """The département's code (``33``, ``2A``, ``971``, ``977``), or None for five digits that are no postal code."""
    if not re.fullmatch(r"\d{5}", postal_code):
        return None
    special = _table("codes_postaux")
    for length in (5, 3):
        if (code := special.get(postal_code[:length])) is not None:
            return str(code)
    prefix = postal_code[:3] if postal_code[:2] in {"97", "98"} else postal_code[:2]
    return prefix if prefix in _departements() else None


def name_of(code: str) -> str:
    """How people call the préfecture of a département: ``préfecture de la Gironde``, ``préfecture de police``."""
    names = _listed().get(code)
    if not names:
        return f"préfecture du département {code}"
    words = names[0].replace("de l ", "de l'").replace("d Eure", "d'Eure").replace("d Ille", "d'Ille")
    return f"préfecture {words}"


@cache
def _office_pattern() -> re.Pattern[str]:
    named = {}
    for code, (name, *cities) in _departements().items():
        bare = _bare(name)
        named[bare] = code
        for city in cities:
            named.setdefault(city, code)
    # a name broken at its hyphen loses it: « BOUCHES- / DU-RHÔNE » reads « bouchesdu rhone »
    alternatives = "|".join(sorted((re.escape(n).replace(r"\ ", " ?") for n in named), key=len, reverse=True))
    return re.compile(rf"(?<!\S)(?:{_HEAD})(?: \S+){{0,2}}? (?:de la |de l |des |du |de |d |a )?({alternatives})(?!\S)")


def _bare(name: str) -> str:
    return next((name[len(article) :] for article in _ARTICLES if name.startswith(article)), name)


@cache
def _by_name() -> Mapping[str, str]:
    """Codes by the names of départements and of their seats, without spaces."""
    named: dict[str, str] = {}
    for code, (name, *_) in _departements().items():
        named[_bare(name).replace(" ", "")] = code
    for code, (_, *cities) in _departements().items():
        for city in cities:
            named.setdefault(city.replace(" ", ""), code)
    return named


def departement_of_seat(town: str) -> str | None:
    """The département that has this town (one folded word) for a seat of a préfecture or sous-préfecture."""
    return next((code for code, (_, *cities) in _departements().items() if town in cities), None)


@cache
def _special_offices() -> tuple[tuple[str, tuple[str, ...], bool], ...]:
    """(phrase, codes served, competent), the longest first."""
    good = [(p, tuple(str(c).split(",")), True) for p, c in _table("autres_noms").items()]
    bad = [(p, (), False) for p in _table("incompetent")]
    return tuple(sorted([*good, *bad], key=lambda row: -len(row[0])))


def office_in(folded: str, start: int = 0, end: int | None = None) -> tuple[int, tuple[str, ...]] | None:
    """The first office of the State named in ``folded``: where, and the codes of the départements it serves.

    No codes: an office that is not competent for séjour though it sounds like it (préfecture de Paris). None: no
    office, or one without a place.
    """
    end = len(folded) if end is None else end
    found: list[tuple[int, int, tuple[str, ...]]] = []
    for phrase, codes, _ in _special_offices():
        at = folded.find(phrase, start, end)
        if at >= 0:
            found.append((at, -len(phrase), codes))
    named = _by_name()
    found.extend(
        (match.start(), match.start() - match.end(), (named[match.group(1).replace(" ", "")],))
        for match in _office_pattern().finditer(folded, start, end)
    )
    if not found:
        return None
    at, _, codes = min(found)
    return at, codes


@cache
def _by_domain() -> Mapping[str, str]:
    return {_bare(name).replace(" ", "-"): code for code, (name, *_) in _departements().items() if code != "75"}


def departement_of_address(address: str) -> str | None:
    """The département whose State services write from an e-mail address (``…@gironde.gouv.fr``), else None."""
    match = re.search(r"@(?:[\w-]+\.)*([\w-]+)\.(?:pref\.)?gouv\.fr$", address.lower().strip("<>. "))
    return _by_domain().get(match.group(1)) if match else None

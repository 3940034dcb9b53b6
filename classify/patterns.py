"""Phrases of ``data/phrases.toml`` as regular expressions over folded text (see :mod:`classify.text`).

A phrase is written as people would say it, without accents: ``{deposer}`` stands for any phrase of that list, ``~6``
for at most six words of any kind, and ``(?:…)``, ``\\w*`` are those of :mod:`re`. Adding a wording is adding a line.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

_GAP = re.compile(r" ~(\d+) ")
_REFERENCE = re.compile(r"\{([a-z_]+)\}")


@cache
def data_table(name: str) -> Mapping[str, object]:
    """One TOML file of ``classify/data``."""
    return tomllib.loads((files("classify") / "data" / name).read_text(encoding="utf-8"))


@cache
def alternatives(table: str, name: str) -> str:
    """One list of a TOML file of ``classify/data`` as a group of alternatives."""
    listed = data_table(table)[name]
    assert isinstance(listed, list)
    return f"(?:{'|'.join(str(each) for each in listed)})"


@cache
def phrase_list(name: str) -> tuple[str, ...]:
    """The phrases of one list, as written in the file."""
    listed = data_table("phrases.toml")[name]
    assert isinstance(listed, list)
    return tuple(str(phrase) for phrase in listed)


def _expanded(phrase: str) -> str:
    return _REFERENCE.sub(lambda m: f"(?:{'|'.join(_expanded(p) for p in phrase_list(m.group(1)))})", phrase)


def compiled(phrases: Sequence[str]) -> re.Pattern[str]:
    """One expression that matches any of ``phrases`` on whole words."""
    body = "|".join(_GAP.sub(r"(?: \\S+){0,\1}? ", _expanded(phrase)) for phrase in phrases)
    return re.compile(rf"(?<!\S)(?:{body})(?!\S)")


@cache
def phrases(*names: str) -> re.Pattern[str]:
    """An expression that matches any phrase of the named lists."""
    return compiled([phrase for name in names for phrase in phrase_list(name)])


@cache
def phrase_words() -> frozenset[str]:
    """Every plain word that the phrases spell out whole: what the repair of OCR slips may aim at."""
    words: set[str] = set()
    for name, listed in data_table("phrases.toml").items():
        if isinstance(listed, list) and name != "repair_only":
            for phrase in phrase_list(name):
                words.update(re.findall(r"(?<![\w\\{])[a-z]{5,}(?![\w\\}])(?!\\|\?|\*)", phrase))
    return frozenset(words | set(phrase_list("repair_only")))

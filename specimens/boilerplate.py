"""Words that fill real papers and decide nothing: notices at the bottom of letters, clauses of contracts and laws."""

import tomllib
from functools import cache
from pathlib import Path
from random import Random

from markupsafe import Markup


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((Path(__file__).parent / "data" / "boilerplate.toml").read_text(encoding="utf-8"))


def notices(rng: Random, kind: str) -> Markup:
    """None, one or several notices of such a writer (``prefecture``, ``ccc``…), as paragraphs in small print."""
    known = _tables()["bas"].get(kind.removeprefix("sous_").removeprefix("autre_"), [])
    chosen = rng.sample(known, k=min(len(known), rng.choice([0, 0, 1, 1, 2, 3])))
    return Markup("").join(Markup('<p class="petit gris">{}</p>').format(text) for text in chosen)


def clauses(rng: Random, kind: str, count: int, first: int = 1) -> Markup:
    """``count`` numbered clauses of a ``bail``, ``travail``, ``loi`` or ``jugement``; KeyError on another kind."""
    known = _tables()["clauses"][kind]
    drawn = rng.sample(known, k=min(len(known), count))
    numbered = enumerate(drawn, start=first)
    if kind == "jugement":
        return Markup("").join(Markup("<p>{}. {}</p>").format(number, text) for number, text in numbered)
    return Markup("").join(Markup("<p><b>Article {}.</b> {}</p>").format(number, text) for number, text in numbered)

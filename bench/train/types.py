"""The model of types (:mod:`classify.page_model`): learnt from wordings, pages as text and labelled letters."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

from bench.train.corrections import corrected_pages
from bench.train.fit import Example, Fit, fit
from bench.train.laid_out import LINES, page_of, worn
from classify.linear import LinearModel
from classify.page_model import RECIPE, page_input
from classify.text import ReadPage
from dossier.page import TextSource
from specimens.draw import page_html
from specimens.pages_of_text import PageForm, filled, page_forms
from specimens.rng import source
from specimens.scene import draw_scene
from specimens.template import Template, templates

LETTERS = Path(__file__).resolve().parent.parent.parent / "specimens" / "phrases"
HOW = Fit(recipe=RECIPE, strength=30.0, min_groups=3, most=24_000, iterations=100)
_BREAK = re.compile(r'<hr class="saut">')
_STYLE = re.compile(r"<style.*?</style>|<head.*?</head>", re.DOTALL)
_MARK = "\f"


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedText:
    """The text of a page of known type. ``origin`` is the wording, form or voice it comes from."""

    text: str
    type: str
    origin: str
    handwritten: bool = False


def train(corrections: Path | None = None) -> LinearModel:
    """Learnt from the specimens and, where the folder of a store is given, from what its agents corrected."""
    return fit([*examples(), *(corrected(corrections) if corrections else ())], HOW)


def corrected(store: Path) -> list[Example]:
    """One example a page that an agent gave another type, as it was read."""
    return [
        Example(given=page_input(ReadPage(page_of(text))), label=type_, group=dossier)
        for text, type_, dossier in corrected_pages(store)
    ]


def examples() -> list[Example]:
    """Every page clean or worn, each by its own lot; the same ones each time."""
    return [
        Example(given=page_input(read_text(typed, number)), label=typed.type, group=typed.origin)
        for number, typed in enumerate(typed_texts())
    ]


def read_text(typed: TypedText, number: int) -> ReadPage:
    """The page as reading it would give it: born digital, scanned, or scanned badly."""
    rng = source("types", typed.origin, number)
    slips = rng.choice([0.05, 0.15, 0.3, 0.45] if typed.handwritten else [0.0, 0.0, 0.01, 0.03, 0.06, 0.1])
    text = worn(typed.text, rng, slips) if slips else typed.text
    kind = TextSource.OCR if slips or rng.random() < 0.5 else TextSource.TEXT_LAYER
    return ReadPage(page_of(text, source=kind, confidence=max(0.97 - 2.5 * slips - 0.1 * rng.random(), 0.2)))


def typed_texts() -> Iterator[TypedText]:
    """All pages to learn from."""
    for form in page_forms():
        yield from _of_form(form)
    for template in templates():
        yield from _of_wording(template)
    yield from _of_letters()


def _of_form(form: PageForm) -> Iterator[TypedText]:
    for number in range(8):
        text = filled(form, source(form.id, number))
        yield TypedText(text=text, type=form.type, origin=f"pages/{form.id}", handwritten=form.handwritten)


def _of_wording(template: Template) -> Iterator[TypedText]:
    for number in range(3):
        seed = f"types/{number}"
        layout, html = page_html(template, draw_scene(seed + template.id), source(seed, template.id))
        for text in pages_of_html(html):
            yield TypedText(text=text, type=template.type, origin=template.id, handwritten=layout == "manuscrit")


@cache
def _plain_text() -> ParserConfig:
    return ParserConfig(css=CSS_PROFILES["strict"])


def pages_of_html(html: str) -> list[str]:
    """The words of a drawn document, line by line, cut where it breaks the page or where a page is full."""
    marked = _BREAK.sub(f"<p>{_MARK}</p>", _STYLE.sub("", html))
    texts = get_text(marked, _plain_text()).split(_MARK)
    lines = [[line.strip() for line in text.splitlines() if line.strip()] for text in texts]
    wrapped = [[part for line in page for part in _wrapped(line)] for page in lines]
    cut = [page[start : start + LINES] for page in wrapped for start in range(0, max(len(page), 1), LINES)]
    return ["\n".join(page) for page in cut if page or len(cut) == 1]


def _wrapped(line: str, width: int = 95) -> Iterator[str]:
    taken: list[str] = []
    for word in line.split():
        if taken and sum(len(w) + 1 for w in taken) + len(word) > width:
            yield " ".join(taken)
            taken = []
        taken.append(word)
    if taken:
        yield " ".join(taken)


def _of_letters() -> Iterator[TypedText]:
    for path in sorted(LETTERS.glob("*.toml")):
        for number, letter in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["letter"]):
            text = "\n".join(sentence for _, sentence in letter["lines"])
            wrapped = "\n".join(part for line in text.splitlines() for part in _wrapped(line))
            yield TypedText(text=wrapped, type=letter["type"], origin=f"phrases/{path.stem}/{number % 2}")

"""From a wording and a scene to a PDF: ``python -m specimens.draw TYPE/HAND-N --out FILE.pdf [--seed S]``."""

import argparse
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import jinja2
from markupsafe import Markup
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from specimens.context import FILTERS, context
from specimens.prose import to_html
from specimens.rng import source
from specimens.scene import Scene, draw_scene
from specimens.template import Template, by_id

_LAYOUTS = Path(__file__).parent / "layouts"


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A born-digital document. ``pages`` counts its A4 (or other) pages."""

    template: Template
    layout: str
    pdf: bytes
    pages: int


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_LAYOUTS),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _compiled(text: str) -> jinja2.Template:
    return _environment().from_string(text)


def layouts() -> tuple[str, ...]:
    """Names of the layouts."""
    return tuple(sorted(path.stem for path in _LAYOUTS.glob("*.html") if path.stem not in {"base", "macros"}))


class Head(dict[str, Markup]):
    """The texts of a wording's head; what it does not say is empty."""

    def __missing__(self, key: str) -> Markup:
        return Markup("")


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A wording in words, without a layout: ``body`` HTML, ``head`` the rendered texts of its head."""

    body: str
    head: Head
    values: dict[str, Any]


def write(template: Template, scene: Scene, rng: Random) -> Written:
    """What the wording says in this scene."""
    values = context(scene, rng, template.emetteur)
    body = to_html(_compiled(template.body).render(values))
    head = Head((key, _html(_compiled(text).render(values))) for key, text in template.head.items())
    return Written(body=body, head=head, values=values)


def _html(text: str) -> Markup:
    """HTML that was rendered with autoescape from our own files: not to be escaped again."""
    return Markup(text)  # noqa: S704 - what it holds is ours


def page_html(template: Template, scene: Scene, rng: Random, *, layout: str = "", extra: str = "") -> tuple[str, str]:
    """The layout taken and the HTML of the document; ``extra`` is HTML put after the body."""
    written = write(template, scene, rng)
    name = layout or rng.choice(template.layouts)
    kind = template.destinataire
    vers = written.values["demandeur"] if kind == "demandeur" else (scene.issuer(kind) if kind else None)
    html = _environment().get_template(f"{name}.html").render(
        {"emetteur": None}
        | written.values
        | {"body": _html(written.body + extra), "head": written.head, "vers": vers, "type": template.type}
    )  # fmt: skip
    return name, html


def draw(template: Template, scene: Scene, *, seed: str, layout: str = "", extra: str = "") -> Drawn:
    """The document as a PDF, the same bytes for the same arguments."""
    name, html = page_html(template, scene, source(seed, template.id), layout=layout, extra=extra)
    document = HTML(string=html).render(font_config=_fonts())
    identifier = source(seed, template.id, "id").randbytes(16)
    pdf = document.write_pdf(pdf_identifier=identifier)
    return Drawn(template=template, layout=name, pdf=pdf, pages=len(document.pages))


def main() -> None:
    parser = argparse.ArgumentParser(description="Draws one wording.")
    parser.add_argument("template")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--layout", default="")
    parser.add_argument("--departement", default="")
    arguments = parser.parse_args()
    scene = draw_scene(arguments.seed, departement=arguments.departement)
    drawn = draw(by_id(arguments.template), replace(scene), seed=arguments.seed, layout=arguments.layout)
    arguments.out.write_bytes(drawn.pdf)


if __name__ == "__main__":
    main()

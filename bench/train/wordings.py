"""Letters of the services in whole layouts, letterhead and all, from ``specimens/wordings``.

What they are worth is known, what each sentence does is not: the sentence model labels them itself, within what the
letter's worth allows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bench.train.laid_out import page_of
from bench.train.types import pages_of_html
from classify.claims import claims_of
from classify.document import Document
from classify.issuer import IssuerKind
from classify.rules import Ruling, ruling_of
from classify.speech import Heard, Said, Speech
from classify.standing import said_in
from classify.text import ReadPage
from dossier.bundle import BundlePage, Origin
from dossier.page import PageRef
from specimens.draw import page_html
from specimens.rng import source
from specimens.scene import draw_scene
from specimens.template import Template, templates

READ_HANDS = frozenset("abc")  # the others are kept to judge
_FIRM = frozenset({Speech.ATTESTE, Speech.CONSTATE, Speech.INSTRUMENT, Speech.INVITE})
_TYPES = {
    "attestation_ccc": (IssuerKind.CCC, "proves"),
    "reponse_ccc": (IssuerKind.CCC, "near"),
    "invitation_prefecture": (IssuerKind.PREFECTURE, "proves"),
    "courrier_prefecture": (IssuerKind.PREFECTURE, "near"),
    "convocation": (IssuerKind.PREFECTURE, "near"),
}


@dataclass(frozen=True, kw_only=True)
class LaidOutLetter:
    """One letter as reading its pages would give it. ``worth`` as in the labelled letters."""

    origin: str
    kind: IssuerKind
    worth: str
    document: Document

    @cached_property
    def said(self) -> tuple[Said, ...]:
        return tuple(said for _, _, said in said_in(self.document))

    @cached_property
    def ruling(self) -> Ruling:
        return ruling_of(self.document, self.kind, claims_of(self.document))

    def labels(self, heard: Sequence[Heard]) -> list[Speech]:
        """For each sentence the likeliest label that the worth of the letter allows."""
        allowed = [speech for speech in Speech if self.worth == "proves" or speech not in _FIRM]
        return [max(allowed, key=lambda speech: h[speech]) for h in heard]


def laid_out_letters() -> list[LaidOutLetter]:
    """Two drawings of every letter of the hands that may be read."""
    return [
        letter
        for type_ in _TYPES
        for template in templates(type_)
        if template.hand in READ_HANDS
        for letter in _drawings(template)
    ]


def _drawings(template: Template) -> Iterator[LaidOutLetter]:
    kind, worth = _TYPES[template.type]
    for number in range(2):
        seed = f"sentences/{number}"
        _, html = page_html(template, draw_scene(seed + template.id), source(seed, template.id))
        pages = [page_of(text) for text in pages_of_html(html)]
        sources = tuple(
            BundlePage(ref=PageRef(0, n), page=page, origin=Origin.SCAN, file_name="", file_start=n == 1)
            for n, page in enumerate(pages, start=1)
        )
        document = Document(index=0, type=template.type, pages=sources, read=tuple(ReadPage(page) for page in pages))
        yield LaidOutLetter(origin=template.id, kind=kind, worth=worth, document=document)

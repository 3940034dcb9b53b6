"""Whatever pages a pli has, each page of each original stands exactly once, in a pièce or among the skipped."""

from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossier.bundle import Origin
from dossier.ids import pli_id
from dossier.mail import DateSource
from dossier.page import Barcode, Page, PageRef, TextSource
from dossier.word import Box, Word
from ingest.formats import Format
from ingest.pages import PagedFile
from ingest.separator_codes import separator_code
from ingest.unfold import UnfoldedFile
from tests.workers.filings import NOW
from workers.bundles import envelope_of, understand
from workers.lots import OpenedPli
from workers.originals import OpenedOriginal
from workers.reception import Reception, Tools

SHA = "ab" * 32
TEXTS = (
    "",
    "Courrier Madame Monsieur je vous adresse mon dossier",
    "Le centre de contact citoyens atteste de l'impossibilité de déposer votre demande en ligne",
    "P<FRACAMARA<<AWA<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
    "BULLETIN DE PAIE novembre 2026 net à payer 1 534,22",
    "page 2/3",
    "\u202eabc 𝔘𝔫𝔦 �",
)


def _page(number: int, text: str, blank: bool, unread: bool, separator: bool) -> Page:
    box = Box(0.1, 0.1, 0.2, 0.12)
    words = tuple(Word(text=w, box=box, confidence=0.9, line=i // 6, block=0) for i, w in enumerate(text.split()))
    code = Barcode(symbology="QRCode", content=separator_code(1).encode(), box=box)
    return Page(
        number=number,
        width_pt=595,
        height_pt=842,
        words=() if blank or unread else words,
        source=TextSource.OCR,
        blank=blank,
        unread=unread,
        barcodes=(code,) if separator else (),
    )


_pages = st.lists(st.tuples(st.sampled_from(TEXTS), st.booleans(), st.booleans(), st.booleans()), max_size=6).map(
    lambda drawn: tuple(_page(number, *page) for number, page in enumerate(drawn, start=1))
)


@st.composite
def _plis(draw: st.DrawFn) -> OpenedPli:
    groups = draw(st.lists(_pages, min_size=1, max_size=4))
    originals: list[OpenedOriginal] = []
    pages: list[tuple[Page, ...]] = []
    for index, group in enumerate(groups):
        same_as = draw(st.one_of(st.none(), st.sampled_from(range(index)))) if index else None
        held = pages[same_as] if same_as is not None else group
        origin = draw(st.sampled_from([Origin.SCAN, Origin.ATTACHMENT, Origin.MESSAGE]))
        originals.append(_original(index, len(held), same_as, origin, decoration=draw(st.booleans())))
        pages.append(held)
    return OpenedPli(id=pli_id(SHA), originals=tuple(originals), pages=tuple(pages))


def _original(index: int, count: int, same_as: int | None, origin: Origin, *, decoration: bool) -> OpenedOriginal:
    file = UnfoldedFile(
        name=f"{index}.pdf",
        path=Path(f"/nonexistent/{index}.pdf"),
        format=Format.PDF,
        media_type="application/pdf",
        sha256=SHA,
        size_bytes=1,
        origin=origin,
        head=None,
        depth=0,
        decoration=decoration,
        container=False,
        fault=None,
    )
    paged = PagedFile(pdf=file.path, pages=count, parts=tuple(number // 2 for number in range(count)))
    return OpenedOriginal(file=file, paged=paged, fault=None, same_as=same_as)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pli=_plis())
def test_every_page_stands_exactly_once(tools: Tools, pli: OpenedPli) -> None:
    reception = Reception(
        id=pli.id,
        path=Path("/nonexistent"),
        name="x.pdf",
        sha256=SHA,
        received_at=NOW,
        received_at_source=DateSource.FILE,
        arrivals=(),
    )
    findings = understand(pli, envelope_of(reception, pli), tools)
    stood = Counter([page.ref for piece in findings.pieces for page in piece.pages])
    stood.update(skipped.ref for skipped in findings.skipped)
    expected = [PageRef(index, page.number) for index, pages in enumerate(pli.pages) for page in pages]
    assert stood == Counter(expected)
    assert [piece.rank for piece in findings.pieces] == list(range(1, len(findings.pieces) + 1))

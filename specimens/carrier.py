"""How an envelope's documents become a file by post: sheets through a scanner, or a born-digital PDF."""

from dataclasses import dataclass
from io import BytesIO
from random import Random

import numpy as np
from PIL import Image

from dossier.piece import Skip
from specimens import bundle, raster, scan
from specimens.compose import Document, Envelope
from specimens.degrade import PROFILES, Profile
from specimens.scan import Capture
from specimens.truth import SpecimenFile, TruthPage, TruthPiece, TruthSkip


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """A file and where each page of it belongs. ``carrier`` says how it was captured."""

    file: SpecimenFile
    pieces: tuple[TruthPiece, ...]
    skipped: tuple[TruthSkip, ...]
    carrier: str
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Habits:
    """How a mailroom scans: both sides, sheets laid in askew, one file format or another."""

    profile: Profile
    duplex: bool
    turned: float
    tiff: bool


def piece_of(document: Document, pages: tuple[TruthPage, ...]) -> TruthPiece:
    template = document.drawn.template
    return TruthPiece(
        type=template.type, also=template.also, template=template.id, layout=document.drawn.layout, pages=pages
    )


def in_order(envelope: Envelope) -> tuple[Document, ...]:
    return ((envelope.letter,) if envelope.letter else ()) + envelope.documents


def born(envelope: Envelope, name: str) -> Carried:
    """One PDF of all documents, as somebody prints them to a file."""
    pieces, parts, page = [], [], 0
    for document in in_order(envelope):
        numbers = range(page + 1, page + document.drawn.pages + 1)
        pieces.append(piece_of(document, tuple(TruthPage(original=f"{name}.pdf", page=n) for n in numbers)))
        parts.append(document.drawn.pdf)
        page += document.drawn.pages
    data = bundle.joined(parts, title=name)
    return Carried(file=SpecimenFile(name=f"{name}.pdf", data=data), pieces=tuple(pieces), skipped=(), carrier="born")


def habits(rng: Random, *, clean: bool = False, profile: str = "") -> Habits:
    """By lot: mostly grey, colour or black and white; now and then a fax or telephone photographs."""
    weights = {"gris": 30, "couleur": 25, "noir_et_blanc": 25, "photo": 10, "mauvaise_copie": 5, "fax_fin": 3, "fax": 2}
    drawn = profile or ("gris" if clean else rng.choices(list(weights), list(weights.values()))[0])
    sheets = drawn not in {"photo", "fax", "fax_fin"}
    return Habits(
        profile=PROFILES[drawn],
        duplex=not clean and sheets and rng.random() < 0.2,
        turned=0.0 if clean else rng.choice([0.0, 0.0, 0.1, 0.25]),
        tiff=sheets and PROFILES[drawn].mode == "bitonal" and rng.random() < 0.5,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Captured:
    """The sides of an envelope's sheets, and where each belongs."""

    sides: tuple[Capture, ...]
    pieces: tuple[TruthPiece, ...]
    skipped: tuple[TruthSkip, ...]

    def carried(self, file: SpecimenFile, how: str) -> Carried:
        return Carried(file=file, pieces=self.pieces, skipped=self.skipped, carrier=how)


def captured(envelope: Envelope, file: str, rng: Random, ways: Habits, *, first: int = 1) -> Captured:
    """All documents through the scanner; pages are numbered from ``first`` in ``file``."""
    sides: list[Capture] = []
    pieces: list[TruthPiece] = []
    skipped: list[TruthSkip] = []
    for document in in_order(envelope):
        taken = _taken(document, rng, ways)
        pages = []
        for number, side in enumerate(taken, start=first + len(sides)):
            page = TruthPage(original=file, page=number, rotation=side.rotation)
            if side.blank:
                skipped.append(TruthSkip(page=page, why=Skip.BLANK))
            else:
                pages.append(page)
        sides += taken
        pieces.append(piece_of(document, tuple(pages)))
    return Captured(sides=tuple(sides), pieces=tuple(pieces), skipped=tuple(skipped))


def scanned(envelope: Envelope, name: str, rng: Random, ways: Habits) -> Carried:
    """All documents through the scanner: a PDF, or a TIFF of several pages."""
    file = f"{name}.{'tif' if ways.tiff else 'pdf'}"
    inside = captured(envelope, file, rng, ways)
    data = scan.to_tiff(inside.sides) if ways.tiff else scan.to_pdf(inside.sides)
    return inside.carried(SpecimenFile(name=file, data=data), ways.profile.name)


def _taken(document: Document, rng: Random, ways: Habits) -> list[Capture]:
    how, pdf = document.want.how, document.drawn.pdf
    if how == "illegible":
        return scan.capture(_unreadable(pdf, rng), ways.profile, rng)
    if how == "cut":
        return scan.capture(_upper_part(pdf), ways.profile, rng)
    return scan.capture(pdf, ways.profile, rng, turned=ways.turned, duplex=ways.duplex)


def _upper_part(pdf: bytes) -> bytes:
    """The first page without what stands under its first lines: the sheet lay folded on the glass."""
    picture = next(iter(raster.pages(pdf, dpi=200, grey=True)))
    dark = np.flatnonzero((picture < 128).any(axis=1))
    edge = int(dark[0] + (dark[-1] - dark[0]) * 0.42) if dark.size else picture.shape[0] // 2
    picture = picture.copy()
    picture[edge:] = 215
    return _as_pdf(picture)


def _unreadable(pdf: bytes, rng: Random) -> bytes:
    """Copied so often that hardly a word is left."""
    picture = next(iter(raster.pages(pdf, dpi=200, grey=True)))
    small = Image.fromarray(picture).resize((picture.shape[1] // 5, picture.shape[0] // 5), Image.Resampling.BOX)
    pale = np.asarray(small.resize((picture.shape[1], picture.shape[0]), Image.Resampling.BILINEAR))
    return _as_pdf((200 + pale.astype(np.float32) * 0.18 + rng.uniform(-4, 4)).clip(0, 255).astype(np.uint8))


def _as_pdf(picture: raster.Picture) -> bytes:
    out = BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=60, dpi=(200, 200))
    return scan.to_pdf([Capture(data=out.getvalue())])

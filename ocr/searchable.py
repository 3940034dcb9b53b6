"""The searchable PDF of a pièce: the original pages as they are, turned upright, with the words laid under scans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name, Object

from dossier.errors import DocumentError
from dossier.word import Word
from ocr.clean_copy import clean_page, clean_things, keep_layers
from ocr.document import PageFrame
from ocr.foreign_text import take_out_invisible_text
from ocr.invisible_text import FONT_NAME, add_font, text_content
from ocr.kept_originals import BROKEN, open_originals
from ocr.pdf_a import declare, obstacles_of
from ocr.pdf_things import dictionaries_of
from ocr.piece_metadata import describe

_DEFAULT_BOX = (0.0, 0.0, 612.0, 792.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class PieceSource:
    """One page of a pièce: page ``number`` (from 1) of ``pdf``.

    ``rotation``: degrees clockwise to add to /Rotate. ``words`` stand on the upright page; they are laid under it,
    invisibly, when ``add_text`` says so (pages read by OCR).
    """

    pdf: Path
    number: int
    rotation: int
    words: tuple[Word, ...]
    add_text: bool


def build_piece(sources: Sequence[PieceSource], out: Path, *, title: str, created: datetime) -> None:
    """Write the pages of ``sources``, in order, as one searchable PDF: the same bytes for the same input.

    Page contents and images are copied, never encoded again; only somebody else's invisible text makes way where
    ``add_text`` lays other text. Form fields and annotations become part of the page, signature fields among them;
    scripts, actions, links, outlines and embedded files are left behind. Language fr-FR, dates ``created``. It calls
    itself PDF/A-2b where :func:`ocr.pdf_a.obstacles_of` finds none.
    Raises DocumentError ``pdf_protege``, ``pdf_illisible`` or ``page_illisible``.
    """
    with pikepdf.new() as piece, open_originals(dict.fromkeys(source.pdf for source in sources)) as originals:
        layered: set[Path] = set()
        for source in sources:
            if source.pdf not in layered:
                layered.add(source.pdf)
                _keep_layers(piece, originals[source.pdf].pdf)
            _copy_page(piece, originals[source.pdf].pdf, source)
        piece.remove_unreferenced_resources()
        things = list(dictionaries_of(piece))
        clean_things(things)
        pdf_a = _may_be_pdf_a(piece, things, vouched=all(original.vouched for original in originals.values()))
        _lay_texts(piece, sources)
        if pdf_a:
            declare(piece)
        signed = any(original.signed for original in originals.values())
        describe(piece, title, created, signed=signed, pdf_a=pdf_a)
        with out.open("wb") as file:
            piece.save(
                file,
                deterministic_id=True,
                fix_metadata_version=False,  # ours name none
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
            )


def _keep_layers(piece: pikepdf.Pdf, original: pikepdf.Pdf) -> None:
    try:
        keep_layers(piece, original)
    except BROKEN as error:
        raise DocumentError("pdf_illisible", "Ce PDF est abîmé et ne peut pas être ouvert.") from error


def _copy_page(piece: pikepdf.Pdf, original: pikepdf.Pdf, source: PieceSource) -> None:
    try:
        page = original.pages[source.number - 1]
        clean_page(page)
        piece.pages.append(page)
        copy = piece.pages[-1]
        if source.add_text and source.words:
            take_out_invisible_text(piece, copy)
        copy.obj.Rotate = (_rotate(copy) + source.rotation) % 360
    except BROKEN as error:
        raise DocumentError("page_illisible", f"La page {source.number} de ce PDF est abîmée.") from error


def _may_be_pdf_a(piece: pikepdf.Pdf, things: Sequence[Object], *, vouched: bool) -> bool:
    try:
        return not obstacles_of(piece, things, vouched=vouched)
    except BROKEN:  # what cannot be examined claims nothing
        return False


def _lay_texts(piece: pikepdf.Pdf, sources: Sequence[PieceSource]) -> None:
    font: Object | None = None
    for page, source in zip(piece.pages, sources, strict=True):
        if source.add_text and source.words:
            font = font or add_font(piece)
            _lay_text(page, source, font)


def _lay_text(page: pikepdf.Page, source: PieceSource, font: Object) -> None:
    """Before the page's own content, where no matrix of its own can move the text."""
    if "/Resources" not in page.obj:
        page.obj.Resources = Dictionary()
    # copies: a resource dictionary may be shared with pages that stay as they are
    resources = Dictionary(dict(page.obj.Resources.items()))
    fonts = Dictionary(dict(resources.get("/Font", Dictionary()).items()))
    fonts[Name(FONT_NAME)] = font
    resources.Font = fonts
    page.obj.Resources = resources
    page.contents_add(text_content(source.words, frame_of_copy(page)), prepend=True)


def frame_of_copy(page: pikepdf.Page) -> PageFrame:
    """The page's CropBox within its MediaBox, and its /Rotate, as every reader takes them."""
    media = _box(page, "/MediaBox") or _DEFAULT_BOX
    crop = _box(page, "/CropBox") or media
    seen = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    left, bottom, right, top = seen if seen[0] < seen[2] and seen[1] < seen[3] else media
    return PageFrame(left=left, bottom=bottom, right=right, top=top, rotate=_rotate(page))


def _box(page: pikepdf.Page, key: str) -> tuple[float, float, float, float] | None:
    try:
        x0, y0, x1, y1 = (float(value) for value in page.obj[key])
    except (KeyError, TypeError, ValueError):
        return None
    if x0 == x1 or y0 == y1:
        return None
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _rotate(page: pikepdf.Page) -> int:
    try:
        return int(int(page.obj.get("/Rotate", 0)) / 90) * 90 % 360  # towards zero, as readers do
    except (TypeError, ValueError):
        return 0

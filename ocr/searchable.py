"""The searchable PDF of a pièce: the original pages as they are, turned upright, with the words laid under scans."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name

from dossier.errors import DocumentError
from dossier.word import Word
from ocr.clean_copy import clean_page, flattened_forms, keep_layers
from ocr.document import PageFrame
from ocr.foreign_text import without_invisible_text
from ocr.invisible_text import FONT_NAME, add_font, text_content

_PRODUCER = "Pli"
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
    ``add_text`` lays other text. Form fields and annotations become part of the page;
    scripts, actions, links, outlines and embedded files are left behind. Language fr-FR, dates ``created``.
    Raises DocumentError ``pdf_protege``, ``pdf_illisible`` or ``page_illisible``.
    """
    with pikepdf.new() as piece, ExitStack() as opened:
        originals: dict[Path, pikepdf.Pdf] = {}
        font: pikepdf.Object | None = None
        for source in sources:
            if source.pdf not in originals:
                originals[source.pdf] = opened.enter_context(_open_original(source.pdf))
                keep_layers(piece, originals[source.pdf])
            page = _copied(piece, originals[source.pdf], source)
            if source.add_text and source.words:
                font = font or add_font(piece)
                _lay_text(piece, page, source, font)
            page.obj.Rotate = (_rotate(page) + source.rotation) % 360
        _describe(piece, title, created)
        piece.remove_unreferenced_resources()
        piece.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )


def _open_original(path: Path) -> pikepdf.Pdf:
    try:
        pdf = pikepdf.open(path)
        flattened_forms(pdf)
    except pikepdf.PasswordError as error:
        raise DocumentError("pdf_protege", "Ce PDF est protégé par un mot de passe.") from error
    except pikepdf.PdfError as error:
        raise DocumentError("pdf_illisible", "Ce PDF est abîmé et ne peut pas être ouvert.") from error
    return pdf


def _copied(piece: pikepdf.Pdf, original: pikepdf.Pdf, source: PieceSource) -> pikepdf.Page:
    try:
        page = original.pages[source.number - 1]
        clean_page(page)
        piece.pages.append(page)
    except (pikepdf.PdfError, IndexError, ValueError) as error:
        raise DocumentError("page_illisible", f"La page {source.number} de ce PDF est abîmée.") from error
    return piece.pages[-1]


def _lay_text(piece: pikepdf.Pdf, page: pikepdf.Page, source: PieceSource, font: pikepdf.Object) -> None:
    """Before the page's own content, where no matrix of its own can move the text."""
    content = without_invisible_text(page)
    if content is not None:
        page.obj.Contents = piece.make_stream(content)
    if "/Resources" not in page.obj:
        page.obj.Resources = Dictionary()
    # copies: a resource dictionary may be shared with pages that stay as they are
    resources = Dictionary(dict(page.obj.Resources.items()))
    fonts = Dictionary(dict(resources.get("/Font", Dictionary()).items()))
    fonts[Name(FONT_NAME)] = font
    resources.Font = fonts
    page.obj.Resources = resources
    page.contents_add(text_content(source.words, frame_of_copy(page), source.rotation), prepend=True)


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
        return int(page.obj.get("/Rotate", 0)) // 90 * 90 % 360
    except (TypeError, ValueError):
        return 0


def _describe(piece: pikepdf.Pdf, title: str, created: datetime) -> None:
    piece.Root.Lang = pikepdf.String("fr-FR")
    piece.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with piece.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        metadata["dc:language"] = ["fr-FR"]
        metadata["pdf:Producer"] = _PRODUCER
        metadata["xmp:CreateDate"] = created.isoformat(timespec="seconds")
        metadata["xmp:ModifyDate"] = created.isoformat(timespec="seconds")
    moment = pikepdf.models.metadata.encode_pdf_date(created)
    piece.docinfo[Name.Title] = pikepdf.String(title)
    piece.docinfo[Name.Producer] = pikepdf.String(_PRODUCER)
    piece.docinfo[Name.CreationDate] = pikepdf.String(moment)
    piece.docinfo[Name.ModDate] = pikepdf.String(moment)

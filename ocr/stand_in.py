"""What stands in a pièce for pages that cannot be copied: their pictures, or a page that says where they are."""

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Dictionary, Name

from dossier.errors import DocumentError
from ocr.document import PageFrame, forget_open_pdf, open_page, open_pdf
from ocr.invisible_text import FONT_NAME, add_font, text_content
from ocr.piece_metadata import describe
from ocr.searchable import PieceSource

_DPI = 150
_LONGEST_PX = 3500  # an A3 sheet at 200 dpi
_QUALITY = 80
_A4_PT = (595, 842)
_LEAST_PT, _MOST_PT = 3.0, 14_400.0  # of a page: what readers show (ISO 32000-1, annex C)
_NOTICE = (
    "Cette page n'a pas pu être reproduite ici.",
    "Ouvrez le fichier d'origine, conservé tel quel : page {number}.",
)


class _Picture(NamedTuple):
    """A page as it is shown: a JPEG, and its size in points."""

    jpeg: bytes
    width_px: int
    height_px: int
    width_pt: float
    height_pt: float


def build_stand_in(
    sources: Sequence[PieceSource], out: Path, *, title: str, created: datetime, drawn: bool = True
) -> None:
    """Write a PDF with a page for each of ``sources``, in order, as :func:`ocr.searchable.build_piece` does where it
    can: the picture of the page, upright, at 150 dpi, its words under it. A page that cannot be drawn becomes one that
    says so in French and names the page of the original; all of them do unless ``drawn``.
    """
    with pikepdf.new() as piece:
        font = add_font(piece)
        for source in sources:
            picture = _picture_of(source) if drawn else None
            if picture is None:
                _add_notice(piece, source.number)
            else:
                _add_picture(piece, picture, source, font)
        describe(piece, title, created, signed=False, pdf_a=False)
        piece.remove_unreferenced_resources()
        piece.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    forget_open_pdf()


def _picture_of(source: PieceSource) -> _Picture | None:
    """The page as a reader shows it; None where it cannot be drawn."""
    try:
        page = open_page(open_pdf(source.pdf), source.number)
        try:
            return _drawn(page, source.rotation)
        finally:
            page.close()
    except (DocumentError, pdfium.PdfiumError, ValueError):
        return None


def _drawn(page: pdfium.PdfPage, rotation: int) -> _Picture:
    width, height = (min(max(length, _LEAST_PT), _MOST_PT) for length in page.get_size())
    scale = min(_DPI / 72, _LONGEST_PX / max(width, height))
    picture = page.render(scale=scale, rotation=rotation % 360, may_draw_forms=False).to_pil().convert("RGB")
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=_QUALITY)
    shown = (height, width) if rotation % 180 else (width, height)
    return _Picture(packed.getvalue(), picture.width, picture.height, *shown)


def _add_picture(piece: pikepdf.Pdf, picture: _Picture, source: PieceSource, font: pikepdf.Object) -> None:
    page = piece.add_blank_page(page_size=(picture.width_pt, picture.height_pt))
    image = piece.make_stream(
        picture.jpeg,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=picture.width_px,
        Height=picture.height_px,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    frame = PageFrame(left=0, bottom=0, right=picture.width_pt, top=picture.height_pt, rotate=0)
    page.obj.Resources = Dictionary(XObject=Dictionary(Im=image), Font=Dictionary({FONT_NAME: font}))
    shown = f"q {picture.width_pt:.2f} 0 0 {picture.height_pt:.2f} 0 0 cm /Im Do Q".encode("ascii")
    page.obj.Contents = piece.make_stream(text_content(source.words, frame) + shown)


def _add_notice(piece: pikepdf.Pdf, number: int) -> None:
    page = piece.add_blank_page(page_size=_A4_PT)
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    page.obj.Resources = Dictionary(Font=Dictionary(F=helvetica))
    lines = (line.format(number=number).encode("cp1252") for line in _NOTICE)
    shown = b" ".join(b"(" + line.replace(b"(", rb"\(").replace(b")", rb"\)") + b") Tj T*" for line in lines)
    page.obj.Contents = piece.make_stream(b"BT /F 14 Tf 24 TL 60 740 Td " + shown + b" ET")

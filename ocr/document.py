"""An open PDF: pdfium for reading and rendering, pikepdf for the few things that pdfium does not say."""

import atexit
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from dossier.errors import DocumentError
from dossier.word import Box

_POINTS_AN_INCH = 72.0


@dataclass(frozen=True, kw_only=True, slots=True)
class PageFrame:
    """What of a page is seen, and how it is turned.

    ``left``, ``bottom``, ``right``, ``top``: the CropBox (within the MediaBox) in user space, origin bottom left.
    ``rotate``: /Rotate in degrees clockwise. ``user_unit``: points per unit of user space.
    """

    left: float
    bottom: float
    right: float
    top: float
    rotate: int
    user_unit: float = 1.0

    @property
    def width_pt(self) -> float:
        """Width of the page as it is shown, in points."""
        width, height = self._units()
        return (height if self.rotate % 180 else width) * self.user_unit

    @property
    def height_pt(self) -> float:
        """Height of the page as it is shown, in points."""
        width, height = self._units()
        return (width if self.rotate % 180 else height) * self.user_unit

    def _units(self) -> tuple[float, float]:
        return self.right - self.left, self.top - self.bottom

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of user space in fractions of the page as it is shown. It may reach beyond 0..1."""
        width, height = self._units()
        x0, x1 = (left - self.left) / width, (right - self.left) / width
        y0, y1 = (self.top - top) / height, (self.top - bottom) / height
        return turned_box(Box(x0, y0, x1, y1), self.rotate)


def turned_box(box: Box, degrees: int) -> Box:
    """Where ``box`` stands once its page is turned ``degrees`` clockwise (a multiple of 90)."""
    for _ in range(degrees // 90 % 4):
        box = Box(1 - box.y1, box.x0, 1 - box.y0, box.x1)
    return box


@dataclass(kw_only=True)
class OpenPdf:
    """A PDF open in both libraries; pikepdf only when it is asked for, and None where it cannot open the file."""

    path: Path
    pdfium: pdfium.PdfDocument
    _pike: pikepdf.Pdf | None = field(default=None, init=False)
    _pike_tried: bool = field(default=False, init=False)

    @property
    def pages(self) -> int:
        return len(self.pdfium)

    def pike(self) -> pikepdf.Pdf | None:
        if not self._pike_tried:
            self._pike_tried = True
            try:
                self._pike = pikepdf.open(self.path)
            except (pikepdf.PdfError, pikepdf.PasswordError):
                self._pike = None
        return self._pike

    def pike_page(self, number: int) -> pikepdf.Page | None:
        """Page ``number`` (from 1) for pikepdf; None where the two libraries do not see the same pages."""
        pike = self.pike()
        if pike is None or len(pike.pages) != self.pages:
            return None
        return pike.pages[number - 1]

    def close(self) -> None:
        self.pdfium.close()
        if self._pike is not None:
            self._pike.close()


_last: list[tuple[tuple[str, int, int], OpenPdf]] = []


def open_pdf(path: Path) -> OpenPdf:
    """The PDF at ``path``; the last one stays open, so that the pages of a bundle open it once.

    Raises DocumentError ``pdf_protege`` or ``pdf_illisible``.
    """
    state = path.stat()
    key = (str(path.resolve()), state.st_mtime_ns, state.st_size)
    if _last and _last[0][0] == key:
        return _last[0][1]
    forget_open_pdf()
    try:
        opened = OpenPdf(path=path, pdfium=pdfium.PdfDocument(path))
        opened.pdfium.init_forms()  # gives form fields without an appearance theirs
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD:
            raise DocumentError("pdf_protege", "Ce PDF est protégé par un mot de passe.") from error
        raise DocumentError("pdf_illisible", "Ce PDF est abîmé et ne peut pas être ouvert.") from error
    if opened.pages == 0:
        opened.close()
        raise DocumentError("pdf_illisible", "Ce PDF ne contient aucune page.")
    _last.append((key, opened))
    return opened


def forget_open_pdf() -> None:
    """Close the document kept open from the last call."""
    while _last:
        _last.pop()[1].close()


atexit.register(forget_open_pdf)  # before pdfium goes, which complains of what is open then


def open_page(document: OpenPdf, number: int) -> pdfium.PdfPage:
    """Page ``number`` (from 1), what its annotations and form fields show merged into it. Close it after use.

    Raises DocumentError ``page_illisible``.
    """
    try:
        page = document.pdfium[number - 1]
        if pdfium_c.FPDFPage_GetAnnotCount(page) > 0:
            _hide_what_no_screen_shows(page)
            flattened = pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY)
            if flattened == pdfium_c.FLATTEN_SUCCESS:  # what a page handle knew before no longer holds
                page.close()
                page = document.pdfium[number - 1]
    except (pdfium.PdfiumError, IndexError) as error:
        raise DocumentError("page_illisible", f"La page {number} de ce PDF est abîmée et ne peut être lue.") from error
    return page


def _hide_what_no_screen_shows(page: pdfium.PdfPage) -> None:
    """Annotations with the NoView flag (ISO 32000-1, table 165), which pdfium would merge into the page."""
    for index in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        flags = pdfium_c.FPDFAnnot_GetFlags(annotation)
        if flags & pdfium_c.FPDF_ANNOT_FLAG_NOVIEW:
            pdfium_c.FPDFAnnot_SetFlags(annotation, flags | pdfium_c.FPDF_ANNOT_FLAG_HIDDEN)
        pdfium_c.FPDFPage_CloseAnnot(annotation)


def frame_of(document: OpenPdf, page: pdfium.PdfPage, number: int) -> PageFrame:
    """The frame of an open page. Raises DocumentError ``page_illisible`` for a page without surface."""
    left, bottom, right, top = page.get_bbox()
    if right - left < 1e-3 or top - bottom < 1e-3:
        raise DocumentError("page_illisible", f"La page {number} de ce PDF n'a pas de surface.")
    rotate = int(page.get_rotation()) % 360
    # pdfium ignores /UserUnit; only pages of an unlikely size are worth asking pikepdf
    longest = max(right - left, top - bottom)
    unit = _user_unit(document, number) if longest < 4 * _POINTS_AN_INCH or longest > 4000 else 1.0
    return PageFrame(left=left, bottom=bottom, right=right, top=top, rotate=rotate, user_unit=unit)


def _user_unit(document: OpenPdf, number: int) -> float:
    page = document.pike_page(number)
    try:
        unit = float(page.obj.get("/UserUnit", 1)) if page is not None else 1.0
    except (TypeError, ValueError):
        return 1.0
    return unit if unit > 0 else 1.0

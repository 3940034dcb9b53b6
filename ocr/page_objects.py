"""What a page draws: its texts, images and drawings, those inside form XObjects included."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_DEEPEST_FORM = 12
_INVISIBLE_MODES = (pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP)


class Matrix(NamedTuple):
    """A PDF matrix: x' = a x + c y + e, y' = b x + d y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def then(self, outer: "Matrix") -> "Matrix":
        return Matrix(
            self.a * outer.a + self.b * outer.c,
            self.a * outer.b + self.b * outer.d,
            self.c * outer.a + self.d * outer.c,
            self.c * outer.b + self.d * outer.d,
            self.e * outer.a + self.f * outer.c + outer.e,
            self.e * outer.b + self.f * outer.d + outer.f,
        )

    def square(self) -> tuple[float, float, float, float]:
        """left, bottom, right, top of where the unit square lands: an image's place in user space."""
        xs = (self.e, self.e + self.a, self.e + self.c, self.e + self.a + self.c)
        ys = (self.f, self.f + self.b, self.f + self.d, self.f + self.b + self.d)
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedImage:
    """An image object: pdfium's handle, the matrix from the unit square to user space, its own size in pixels."""

    handle: Any
    matrix: Matrix
    width_px: int
    height_px: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedPath:
    """A drawn path: pdfium's handle, and the matrix to user space of the form that it is drawn in."""

    handle: Any
    form: Matrix

    def matrix(self) -> Matrix:
        """From the path's own coordinates to user space."""
        return _matrix(self.handle).then(self.form)


@dataclass(kw_only=True, slots=True)
class PageObjects:
    """The objects of one page. ``strokes`` counts the segments of drawn paths; ``invisible`` the texts of mode 3;
    ``others`` what is none of the rest: what stands in forms that are too deep.
    """

    texts: list[Any] = field(default_factory=list)
    images: list[PlacedImage] = field(default_factory=list)
    paths: list[PlacedPath] = field(default_factory=list)
    strokes: int = 0
    shadings: int = 0
    invisible: int = 0
    others: int = 0

    @property
    def are_texts(self) -> bool:
        """Whether the page bears nothing but texts."""
        return not (self.images or self.paths or self.shadings or self.others)


def objects_of(page: pdfium.PdfPage) -> PageObjects:
    """All objects of an open page."""
    found = PageObjects()
    count = pdfium_c.FPDFPage_CountObjects(page)
    _collect(found, (pdfium_c.FPDFPage_GetObject(page, i) for i in range(count)), Matrix(), 0)
    return found


def _collect(found: PageObjects, handles: Iterator[Any], outer: Matrix, depth: int) -> None:
    for handle in handles:
        kind = pdfium_c.FPDFPageObj_GetType(handle)
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            found.texts.append(handle)
            found.invisible += pdfium_c.FPDFTextObj_GetTextRenderMode(handle) in _INVISIBLE_MODES
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            found.images.append(_placed(handle, outer))
        elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            found.paths.append(PlacedPath(handle=handle, form=outer))
            found.strokes += max(pdfium_c.FPDFPath_CountSegments(handle), 0)
        elif kind == pdfium_c.FPDF_PAGEOBJ_SHADING:
            found.shadings += 1
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
            count = max(pdfium_c.FPDFFormObj_CountObjects(handle), 0)
            inner = (pdfium_c.FPDFFormObj_GetObject(handle, i) for i in range(count))
            _collect(found, inner, _matrix(handle).then(outer), depth + 1)
        else:
            found.others += 1


def _matrix(handle: Any) -> Matrix:
    m = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(handle, ctypes.byref(m)):
        return Matrix()
    return Matrix(m.a, m.b, m.c, m.d, m.e, m.f)


def _placed(handle: Any, outer: Matrix) -> PlacedImage:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium_c.FPDFImageObj_GetImagePixelSize(handle, ctypes.byref(width), ctypes.byref(height))
    return PlacedImage(handle=handle, matrix=_matrix(handle).then(outer), width_px=width.value, height_px=height.value)


@contextmanager
def without_text(objects: PageObjects) -> Iterator[None]:
    """While it lasts, the page is drawn without its texts."""
    for handle in objects.texts:
        pdfium_c.FPDFPageObj_SetIsActive(handle, False)
    try:
        yield
    finally:
        for handle in objects.texts:
            pdfium_c.FPDFPageObj_SetIsActive(handle, True)

"""A page as a grey picture, as it is shown (CropBox, /Rotate), at the resolution that pays for OCR."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium

from dossier.errors import DocumentError
from dossier.word import Box
from ocr.document import OpenPdf, PageFrame
from ocr.embedded_image import embedded_picture
from ocr.engine import Grey
from ocr.page_objects import PageObjects, without_text
from ocr.resize import resized
from ocr.tones import is_dotted
from ocr.treatments import ALL, Treatment

_A4_LONG_INCHES = 11.69
_A3_LONG_INCHES = 16.54
_LONGEST_RENDERED_PX = 6000
_EDGE_PX = 2  # around a part that is drawn alone, for what is scaled later
# Under this a scan's letters are too small for the engine and are enlarged.
_COARSE_DPI = 150
_LEAST_PAGE_INCHES = 4.0
# A scan a little finer than wanted is left as it is: it is scaled once more, to the size of its letters.
_WORTH_REDUCING = 1.3


@dataclass(frozen=True, kw_only=True, slots=True)
class Raster:
    """A page as it is shown. ``dpi`` is what to tell the engine: true, or what the size of letters suggests.

    ``dotted``: it came in black and white only.
    """

    image: Grey
    dpi: int
    dotted: bool = False

    def reduced(self, dpi: float) -> "Raster":
        """The same picture at ``dpi``, never larger: enough to look at, a fifth of the pixels."""
        scale = dpi / self.dpi
        return self if scale >= 1 else Raster(image=resized(self.image, scale), dpi=round(dpi))


def check_size(frame: PageFrame, objects: PageObjects, page_pixels: int) -> None:
    """Raises DocumentError ``page_trop_grande`` before anything as large is allocated."""
    largest = max((image.width_px * image.height_px for image in objects.images), default=0)
    if largest > page_pixels:
        raise DocumentError(
            "page_trop_grande",
            f"Une image de cette page compte {largest / 1e6:.0f} millions de points, plus que la limite de "
            f"{page_pixels / 1e6:.0f} millions.",
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class PageSource:
    """An open page and what is known of it. ``dpi``: the resolution that pays for OCR."""

    document: OpenPdf
    page: pdfium.PdfPage
    number: int
    frame: PageFrame
    objects: PageObjects
    dpi: int
    treatments: frozenset[Treatment] = ALL


def page_raster(source: PageSource) -> Raster:
    """The page in grey: the scan itself where one image fills the page, otherwise rendered by pdfium.

    :func:`check_size` comes first.
    """
    objects = source.objects
    scan = _scan(source) if len(objects.texts) == objects.invisible else None
    image = render(source.page, _render_scale(source)) if scan is None else scan
    return useful_size(image, source.frame, source.dpi)


def raster_beside_text(source: PageSource, areas: Sequence[Box]) -> Raster:
    """The page without its texts, as :func:`page_raster` gives it, but perhaps drawn only within ``areas`` (fractions
    of the page as it is shown) and white elsewhere: a fifth of the time."""
    image = _scan(source)
    if image is None:
        with without_text(source.objects):
            image = render_parts(source.page, _render_scale(source), areas)
    return useful_size(image, source.frame, source.dpi)


def _scan(source: PageSource) -> Grey | None:
    return embedded_picture(source.document, source.number, source.frame, source.objects)


def _render_scale(source: PageSource) -> float:
    return render_dpi(source.frame, source.objects, source.dpi) / 72 * source.frame.user_unit


def render(page: pdfium.PdfPage, scale: float, crop: Sequence[float] = (0, 0, 0, 0)) -> Grey:
    """The open page in grey, ``scale`` pixels a unit of user space, less ``crop`` (such units from the left, bottom,
    right and top)."""
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False, crop=crop)
    image: Grey = np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width)
    bitmap.close()
    return image


def render_parts(page: pdfium.PdfPage, scale: float, areas: Sequence[Box]) -> Grey:
    """What :func:`render` gives of ``areas`` (fractions of the page as it is shown), white elsewhere."""
    width, height = math.ceil(page.get_width() * scale), math.ceil(page.get_height() * scale)
    image = np.full((height, width), 255, np.uint8)
    for area in areas:
        left, top = max(int(area.x0 * width) - _EDGE_PX, 0), max(int(area.y0 * height) - _EDGE_PX, 0)
        right = min(math.ceil(area.x1 * width) + _EDGE_PX, width)
        bottom = min(math.ceil(area.y1 * height) + _EDGE_PX, height)
        if left < right and top < bottom:
            # pypdfium2 takes the next whole pixel: half a pixel less gives the one that is meant
            away = [(pixels - 0.5) / scale for pixels in (left, height - bottom, width - right, top)]
            image[top:bottom, left:right] = render(page, scale, away)
    return image


def render_dpi(frame: PageFrame, objects: PageObjects, dpi: int) -> float:
    """Pixels an inch to render at: ``dpi``, more for a tiny page, less for a poster or a coarse photograph."""
    longest_inches = max(frame.width_pt, frame.height_pt) / 72
    finest = max((_image_dpi(image.width_px, image.height_px, image.matrix) for image in objects.images), default=0.0)
    wanted = float(dpi)
    if longest_inches < _LEAST_PAGE_INCHES:  # a picture whose pixels were taken for points, or a card
        wanted = max(wanted, min(finest / frame.user_unit, 4.0 * dpi))
    elif longest_inches > _A3_LONG_INCHES * 1.1 and objects.images and not objects.paths:
        wanted = min(wanted, max(finest / frame.user_unit, 30.0))
    return min(wanted, _LONGEST_RENDERED_PX / longest_inches)


def _image_dpi(width_px: int, height_px: int, matrix: tuple[float, ...]) -> float:
    a, b, c, d = matrix[:4]
    across, down = float(np.hypot(a, b)), float(np.hypot(c, d))
    return max(width_px / max(across, 1e-3), height_px / max(down, 1e-3)) * 72


def useful_size(image: Grey, frame: PageFrame, dpi: int) -> Raster:
    """``image`` with square pixels at about ``dpi``, never much enlarged.

    Faxes (204 x 98 dpi) are made square. A page of an unlikely size (a photograph, a screenshot: one point a pixel)
    is taken for an A4 sheet.
    """
    dotted = is_dotted(image)
    height, width = image.shape
    across, down = width / frame.width_pt * 72, height / frame.height_pt * 72
    finest = max(across, down)
    longest_inches = max(frame.width_pt, frame.height_pt) / 72
    plausible = _LEAST_PAGE_INCHES <= longest_inches <= _A3_LONG_INCHES * 1.1 and finest >= _COARSE_DPI
    if plausible:
        goal = float(dpi) if finest > dpi * _WORTH_REDUCING else finest
        return Raster(image=resized(image, goal / across, goal / down), dpi=round(goal), dotted=dotted)
    square = finest / across, finest / down
    longest = max(width * square[0], height * square[1])
    factor = _doubtful_factor(longest, dpi)
    told = min(max(round(longest * factor / _A4_LONG_INCHES), 70), dpi)
    shown = resized(image, square[0] * factor, square[1] * factor)
    return Raster(image=shown, dpi=max(told, 96), dotted=dotted)


def _doubtful_factor(longest_px: float, dpi: int) -> float:
    """How much to scale a picture whose resolution is not known: to an A4 sheet at ``dpi``, at most doubled."""
    sheet = _A4_LONG_INCHES * dpi
    if longest_px > sheet * 1.15:
        return sheet / longest_px
    return min(2.0, sheet / longest_px) if longest_px < sheet * 0.6 else 1.0

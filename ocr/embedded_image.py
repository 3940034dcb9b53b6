"""The scan itself: where one image fills the page it is taken as it is, which costs a fifth of rendering the page."""

import ctypes
import io
from collections.abc import Iterator

import cv2
import numpy as np
import pikepdf
import pypdfium2.raw as pdfium_c
from PIL import Image

from ocr.document import OpenPdf, PageFrame
from ocr.engine import Grey
from ocr.page_objects import Matrix, PageObjects, PlacedImage

_STRAIGHT = 0.002
_LEAST_COVER = 0.85
_DEEPEST_RESOURCES = 4
_PLAIN_SPACES = ("/DeviceGray", "/DeviceRGB", "/CalGray", "/CalRGB")


def embedded_picture(document: OpenPdf, number: int, frame: PageFrame, objects: PageObjects) -> Grey | None:
    """The page's only image in grey, cut and turned as the page shows it.

    None where the page draws anything else, the image does not cover nearly all of it, is not placed straight, or
    needs more than its own samples to be shown (masks, CMYK, palettes…): then the page has to be rendered.
    """
    if len(objects.images) != 1 or objects.paths or objects.shadings:
        return None
    placed = objects.images[0]
    if not _is_straight(placed.matrix) or _cover(placed.matrix, frame) < _LEAST_COVER:
        return None
    data = _raw(placed)
    if not data or not _is_plain(document, number, placed, len(data)):
        return None
    samples = _jpeg(data, placed) if _filters(placed) == ["DCTDecode"] else _bitmap(placed)
    return None if samples is None else _as_shown(samples, placed.matrix, frame)


def _is_straight(m: Matrix) -> bool:
    along, across = abs(m.a) + abs(m.d), abs(m.b) + abs(m.c)
    return min(along, across) <= _STRAIGHT * max(along, across)


def _cover(matrix: Matrix, frame: PageFrame) -> float:
    left, bottom, right, top = matrix.square()
    width = min(right, frame.right) - max(left, frame.left)
    height = min(top, frame.top) - max(bottom, frame.bottom)
    page = (frame.right - frame.left) * (frame.top - frame.bottom)
    return max(width, 0) * max(height, 0) / page


def _filters(placed: PlacedImage) -> list[str]:
    names = []
    for i in range(pdfium_c.FPDFImageObj_GetImageFilterCount(placed.handle)):
        buffer = ctypes.create_string_buffer(64)
        pdfium_c.FPDFImageObj_GetImageFilter(placed.handle, i, buffer, len(buffer))
        names.append(buffer.value.decode("latin-1"))
    return names


def _raw(placed: PlacedImage) -> bytes:
    size = pdfium_c.FPDFImageObj_GetImageDataRaw(placed.handle, None, 0)
    buffer = (ctypes.c_ubyte * size)()
    pdfium_c.FPDFImageObj_GetImageDataRaw(placed.handle, buffer, size)
    return bytes(buffer)


def _is_plain(document: OpenPdf, number: int, placed: PlacedImage, size_bytes: int) -> bool:
    """Whether the image's samples alone say what is shown: no mask, no decode array, grey or RGB."""
    page = document.pike_page(number)
    if page is None:
        return False
    try:
        alike = [image for image in _images(page.obj.get("/Resources"), 0) if _is_alike(image, placed, size_bytes)]
        return bool(alike) and all(_samples_suffice(image) for image in alike)
    except (pikepdf.PdfError, TypeError, ValueError, AttributeError):
        return False


def _images(resources: pikepdf.Object | None, depth: int) -> Iterator[pikepdf.Object]:
    if resources is None or depth > _DEEPEST_RESOURCES:
        return
    for xobject in dict(resources.get("/XObject", {})).values():
        if xobject.get("/Subtype") == pikepdf.Name.Image:
            yield xobject
        elif xobject.get("/Subtype") == pikepdf.Name.Form:
            yield from _images(xobject.get("/Resources"), depth + 1)


def _is_alike(image: pikepdf.Object, placed: PlacedImage, size_bytes: int) -> bool:
    same_size = (int(image.Width), int(image.Height)) == (placed.width_px, placed.height_px)
    return same_size and int(image.get("/Length", size_bytes)) == size_bytes


def _samples_suffice(image: pikepdf.Object) -> bool:
    if any(key in image for key in ("/SMask", "/Mask", "/Decode", "/SMaskInData")) or image.get("/ImageMask"):
        return False
    space = image.get("/ColorSpace")
    if isinstance(space, pikepdf.Array) and len(space) == 2 and space[0] == pikepdf.Name.ICCBased:
        return int(space[1].N) in (1, 3)
    name = space[0] if isinstance(space, pikepdf.Array) else space
    return str(name) in _PLAIN_SPACES


def _jpeg(data: bytes, placed: PlacedImage) -> Grey | None:
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as head:  # reads the header only
        if head.size != (placed.width_px, placed.height_px) or head.mode not in {"L", "RGB"}:
            return None
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION)
    return None if decoded is None else np.asarray(decoded, dtype=np.uint8)


def _bitmap(placed: PlacedImage) -> Grey | None:
    """The image as pdfium decodes it (CCITT, JBIG2, Flate, JPEG 2000…)."""
    bitmap = pdfium_c.FPDFImageObj_GetBitmap(placed.handle)
    if not bitmap:
        return None
    try:
        return _grey(bitmap)
    finally:
        pdfium_c.FPDFBitmap_Destroy(bitmap)


def _grey(bitmap: ctypes.c_void_p) -> Grey | None:
    channels = {
        pdfium_c.FPDFBitmap_Gray: 1,
        pdfium_c.FPDFBitmap_BGR: 3,
        pdfium_c.FPDFBitmap_BGRx: 4,
    }.get(pdfium_c.FPDFBitmap_GetFormat(bitmap))
    if channels is None:
        return None
    width, height = pdfium_c.FPDFBitmap_GetWidth(bitmap), pdfium_c.FPDFBitmap_GetHeight(bitmap)
    stride = pdfium_c.FPDFBitmap_GetStride(bitmap)
    address = pdfium_c.FPDFBitmap_GetBuffer(bitmap)
    flat = np.ctypeslib.as_array(ctypes.cast(address, ctypes.POINTER(ctypes.c_ubyte)), shape=(height, stride))
    samples = flat[:, : width * channels].reshape(height, width, channels)
    if channels == 1:
        return np.array(samples[:, :, 0])
    return np.asarray(cv2.cvtColor(samples[:, :, :3], cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _as_shown(samples: Grey, m: Matrix, frame: PageFrame) -> Grey:
    """Samples placed by ``m``, cut or padded with white to the frame, turned by /Rotate."""
    if abs(m.b) + abs(m.c) > abs(m.a) + abs(m.d):  # x of the image runs along y of the page
        samples = samples.T
        samples = samples[:, ::-1] if m.c > 0 else samples
        samples = samples[::-1, :] if m.b > 0 else samples
    else:
        samples = samples[:, ::-1] if m.a < 0 else samples
        samples = samples[::-1, :] if m.d < 0 else samples
    cut = _cut(samples, m.square(), frame)
    return np.ascontiguousarray(np.rot90(cut, -frame.rotate // 90))


def _cut(samples: Grey, square: tuple[float, float, float, float], frame: PageFrame) -> Grey:
    left, bottom, right, top = square
    height, width = samples.shape
    x_scale, y_scale = width / (right - left), height / (top - bottom)
    x0, x1 = round((frame.left - left) * x_scale), round((frame.right - left) * x_scale)
    y0, y1 = round((top - frame.top) * y_scale), round((top - frame.bottom) * y_scale)
    inside = samples[max(y0, 0) : min(y1, height), max(x0, 0) : min(x1, width)]
    pad = (max(-y0, 0), max(y1 - height, 0), max(-x0, 0), max(x1 - width, 0))
    if not any(pad):
        return inside
    return np.pad(inside, (pad[:2], pad[2:]), constant_values=255)

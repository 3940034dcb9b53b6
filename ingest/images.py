"""Pictures to PDF pages, without loss: the compressed data are taken over where PDF can hold them."""

import io
import logging
import warnings
from dataclasses import dataclass
from pathlib import Path

import img2pdf
import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from dossier.errors import DocumentError
from dossier.settings import Limits
from ingest.formats import Format

logging.getLogger("img2pdf").setLevel(logging.ERROR)  # it warns of each see-through picture, which it handles
_A4_PT = (595.276, 841.89)
_PAGE_PT = (200.0, 1300.0)  # long sides from a stamp sheet (7 cm) to A3 (42 cm) and a little: else the dpi is wrong
_DIRECT = frozenset({Format.JPEG, Format.PNG, Format.TIFF})
_DECODE_FAULTS = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError,
                  MemoryError, OverflowError, Image.DecompressionBombError, NotImplementedError)  # fmt: skip
_PAGED = frozenset({Format.TIFF})  # frames of other formats are an animation, of which the first is shown


@dataclass(frozen=True, kw_only=True, slots=True)
class Frames:
    """How many ``pages`` a picture became; ``lost`` are those (from 1) that could not be decoded and stand empty."""

    pages: int
    lost: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    """What the headers say: the frames that are pages, whether more were cut off, whether no picture is mirrored."""

    frames: int
    whole: bool
    upright: bool


def image_to_pdf(path: Path, format_: Format, out: Path, limits: Limits) -> Frames:
    """Writes the picture at ``path`` as a PDF at ``out``, a page a frame.

    A page has the size that the picture's dpi tells when it is one of paper, else it fits A4; EXIF rotation is kept as
    the page's. Raises :class:`DocumentError`: ``image_trop_grande`` before decoding, ``trop_de_pages``,
    ``fichier_illisible``.
    """
    if format_ is Format.HEIC:
        pi_heif.register_heif_opener()  # from then on Pillow opens them
    with warnings.catch_warnings(action="ignore"):
        seen = _examine(path, format_, limits)
        direct = format_ in _DIRECT and seen.upright and seen.whole
        if direct and _write([path.read_bytes()], out, first_only=seen.frames == 1):
            return Frames(pages=seen.frames)
        return _reencoded(path, seen, out)


def _examine(path: Path, format_: Format, limits: Limits) -> _Seen:
    try:
        with Image.open(path) as image:
            _check_size(image, limits)
            frames, whole = _count(image, limits) if format_ in _PAGED else (1, True)
            image.seek(0)
            return _Seen(frames=frames, whole=whole, upright=image.getexif().get(0x0112, 1) in {1, 3, 6, 8})
    except Image.DecompressionBombError as error:  # Pillow's own limit, before anything is decoded
        raise _too_large() from error
    except _DECODE_FAULTS as error:
        raise _unreadable() from error


def _count(image: Image.Image, limits: Limits) -> tuple[int, bool]:
    """(frames that can be reached, whether they are all): a file that was cut off has lost the way to the others."""
    frames = 0
    while True:
        try:
            image.seek(frames)
        except EOFError:
            return frames, True
        except _DECODE_FAULTS:
            if not frames:
                raise
            return frames, False
        _check_size(image, limits)
        frames += 1
        if frames > limits.pages:
            raise DocumentError("trop_de_pages", f"Cette image a plus de {limits.pages} pages : c'est la limite.")


def _check_size(image: Image.Image, limits: Limits) -> None:
    if image.size[0] * image.size[1] > limits.page_pixels:
        raise _too_large()


def _too_large() -> DocumentError:
    return DocumentError(
        "image_trop_grande",
        "Cette image a trop de points pour être lue ; demandez une numérisation à 300 points par pouce.",
    )


def _unreadable() -> DocumentError:
    return DocumentError("fichier_illisible", "Cette image est endommagée et ne peut pas être affichée.")


def _write(images: list[bytes], out: Path, first_only: bool = False) -> bool:
    """Whether img2pdf could take the data over as they are; ``out`` is written only then."""
    try:
        content = img2pdf.convert(
            images,
            layout_fun=_layout,
            rotation=img2pdf.Rotation.ifvalid,
            nodate=True,
            first_frame_only=first_only,
        )
    except Exception:  # noqa: BLE001 - img2pdf raises bare Exception for what it cannot take over; then we re-encode
        return False
    out.write_bytes(content)
    return True


def _layout(width_px: int, height_px: int, dpi: tuple[float, float]) -> tuple[float, float, float, float]:
    """Page and picture size in points: that of the dpi when it is one of paper, else as large as A4 holds it."""
    width, height = width_px * 72 / max(dpi[0], 1), height_px * 72 / max(dpi[1], 1)
    if not _PAGE_PT[0] <= max(width, height) <= _PAGE_PT[1] or min(width, height) < 20:
        ratio = dpi[0] / dpi[1] if 0.2 < dpi[0] / max(dpi[1], 0.01) < 5 else 1.0  # fax pixels are not square
        width, height = float(width_px), height_px * ratio
        short, long = _A4_PT
        box = (long, short) if width > height else (short, long)
        scale = min(box[0] / width, box[1] / height)
        width, height = width * scale, height * scale
    width, height = max(width, 3.0), max(height, 3.0)
    return width, height, width, height


def _reencoded(path: Path, seen: _Seen, out: Path) -> Frames:
    """Each frame as PNG, which loses nothing; see-through parts stand on white.

    A damaged frame is an empty page, and so are together those that were cut off.
    """
    frames = seen.frames + (0 if seen.whole else 1)
    pages: list[bytes] = []
    lost: set[int] = set()
    try:
        with Image.open(path) as image:
            for number in range(frames):
                try:
                    pages.append(_png_frame(image, number))
                except _DECODE_FAULTS:
                    lost.add(number + 1)
                    pages.append(_png(Image.new("L", (827, 1169), 255), (100.0, 100.0)))
    except _DECODE_FAULTS as error:
        raise _unreadable() from error
    if len(lost) == frames or not _write(pages, out):
        raise _unreadable()
    return Frames(pages=frames, lost=frozenset(lost))


def _png_frame(image: Image.Image, number: int) -> bytes:
    image.seek(number)
    upright = ImageOps.exif_transpose(image.copy())
    match image.info.get("dpi"):
        case (x, y):
            return _png(_printable(upright), (float(x), float(y)))
    return _png(_printable(upright), None)


def _png(frame: Image.Image, dpi: tuple[float, float] | None) -> bytes:
    buffer = io.BytesIO()
    frame.save(buffer, "PNG", compress_level=1, **({"dpi": dpi} if dpi else {}))
    return buffer.getvalue()


def _printable(frame: Image.Image) -> Image.Image:
    """``frame`` in a mode that PDF shows: 16-bit greys scaled to 8 (paper has no more), alpha on white."""
    if frame.mode in {"1", "L", "RGB"} and "transparency" not in frame.info:
        return frame
    if frame.mode.startswith("I;16") or frame.mode in {"I", "F"}:
        low, high = frame.getextrema()
        if isinstance(low, tuple) or isinstance(high, tuple):
            return frame.convert("RGB")
        if frame.mode.startswith("I;16"):
            low, high = 0, 65535
        scale = 255 / max(float(high) - float(low), 1e-9)
        return frame.convert("F").point(lambda value: value * scale - low * scale).convert("L")
    if "A" in frame.getbands() or "transparency" in frame.info:
        rgba = frame.convert("RGBA")
        paper = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(paper, rgba).convert("RGB")
    return frame.convert("RGB")

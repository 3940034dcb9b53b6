"""Pictures become pages without loss, of a size that fits paper."""

import io
import random
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, TiffImagePlugin

from dossier.errors import DocumentError
from dossier.settings import Limits
from ingest.formats import Format
from ingest.images import image_to_pdf
from tests.ingest.raw_mail import picture

A4_PT = (595.28, 841.89)


def _convert(content: bytes, format_: Format, tmp_path: Path, limits: Limits | None = None) -> pikepdf.Pdf:
    (tmp_path / "image").write_bytes(content)
    frames = image_to_pdf(tmp_path / "image", format_, tmp_path / "out.pdf", limits or Limits())
    document = pikepdf.open(tmp_path / "out.pdf")
    assert len(document.pages) == frames.pages
    return document


def _size(document: pikepdf.Pdf, page: int = 0) -> tuple[float, float]:
    box = document.pages[page].mediabox
    return float(box[2]), float(box[3])


def _image(document: pikepdf.Pdf) -> pikepdf.Stream:
    [image] = document.pages[0].Resources.XObject.as_dict().values()
    assert isinstance(image, pikepdf.Stream)
    return image


def _pixels(document: pikepdf.Pdf) -> Image.Image:
    return pikepdf.PdfImage(_image(document)).as_pil_image().convert("RGB")


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (picture(1654, 2339, dpi=(200, 200)), (595.4, 842.0)),  # A4 at 200 dpi
        (picture(2480, 3508, "JPEG", dpi=(300, 300)), (595.2, 841.9)),
        (picture(874, 1240, dpi=(150, 150)), (419.5, 595.2)),  # A5
        (picture(2480, 3508, dpi=(1, 1)), (595.2, 841.9)),
        (picture(2480, 3508), (595.2, 841.9)),
        (picture(3024, 4032, "JPEG", dpi=(72, 72)), (595.3, 793.7)),  # a telephone: 4:3, 72 dpi
        (picture(4032, 3024, "JPEG"), (793.7, 595.3)),
        (picture(1080, 2400), (378.9, 841.9)),  # a screenshot
        (picture(50, 50, dpi=(6000, 6000)), (595.3, 595.3)),
    ],
)
def test_pages_have_a_size_of_paper(content: bytes, size: tuple[float, float], tmp_path: Path) -> None:
    format_ = Format.JPEG if content.startswith(b"\xff\xd8") else Format.PNG
    with _convert(content, format_, tmp_path) as document:
        assert _size(document) == pytest.approx(size, abs=1.0)


def test_a_jpeg_is_taken_over_byte_for_byte(tmp_path: Path) -> None:
    content = picture(kind="JPEG")
    with _convert(content, Format.JPEG, tmp_path) as document:
        assert _image(document).read_raw_bytes() == content


@pytest.mark.parametrize(("orientation", "rotate"), [(1, 0), (3, 180), (6, 90), (8, 270)])
def test_the_camera_s_rotation_becomes_the_page_s(orientation: int, rotate: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    with _convert(picture(kind="JPEG", exif=exif.tobytes()), Format.JPEG, tmp_path) as document:
        assert int(document.pages[0].get("/Rotate", 0)) % 360 == rotate


@pytest.mark.parametrize("orientation", [2, 4, 5, 7])
def test_a_mirrored_picture_is_mirrored_back(orientation: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    with _convert(picture(kind="JPEG", exif=exif.tobytes()), Format.JPEG, tmp_path) as document:
        shown = _pixels(document)
    dark = {2: (590, 10), 4: (10, 790), 5: (10, 10), 7: (790, 590)}[orientation]
    assert sum(shown.getpixel(dark)) < 100  # type: ignore[arg-type]  # an RGB picture has a triple


@pytest.mark.parametrize(
    ("kind", "mode", "format_"),
    [
        ("PNG", "1", Format.PNG), ("PNG", "L", Format.PNG), ("PNG", "P", Format.PNG), ("PNG", "RGBA", Format.PNG),
        ("PNG", "LA", Format.PNG), ("PNG", "I;16", Format.PNG), ("TIFF", "1", Format.TIFF), ("TIFF", "L", Format.TIFF),
        ("TIFF", "RGB", Format.TIFF), ("TIFF", "RGBA", Format.TIFF), ("TIFF", "CMYK", Format.TIFF),
        ("TIFF", "I;16", Format.TIFF), ("TIFF", "F", Format.TIFF), ("TIFF", "P", Format.TIFF),
        ("JPEG", "L", Format.JPEG),
        ("JPEG", "CMYK", Format.JPEG), ("GIF", "P", Format.GIF), ("BMP", "RGB", Format.BMP), ("BMP", "1", Format.BMP),
        ("WEBP", "RGB", Format.WEBP), ("WEBP", "RGBA", Format.WEBP),
    ],
)  # fmt: skip
def test_every_kind_of_pixel_becomes_a_page(kind: str, mode: str, format_: Format, tmp_path: Path) -> None:
    image = Image.new("RGB", (300, 400), "white")
    image.paste("black", (0, 0, 100, 100))
    grey16 = Image.frombytes("I;16", (300, 400), b"\xff\xff" * 120_000)
    image = grey16 if mode == "I;16" else image.convert(mode)
    buffer = io.BytesIO()
    image.save(buffer, kind, **({"lossless": True} if kind == "WEBP" else {}))
    with _convert(buffer.getvalue(), format_, tmp_path) as document:
        assert len(document.pages) == 1


@pytest.mark.parametrize("compression", ["raw", "group4", "tiff_lzw", "tiff_deflate", "packbits"])
def test_every_frame_of_a_tiff_is_a_page(compression: str, tmp_path: Path) -> None:
    frames = [Image.new("1", (1728, 2200 + number), 1) for number in range(4)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:], compression=compression, dpi=(204, 196))
    with _convert(buffer.getvalue(), Format.TIFF, tmp_path) as document:
        assert len(document.pages) == 4
        assert _size(document) == pytest.approx((609.9, 808.2), abs=1)


def test_fax_pixels_are_not_square(tmp_path: Path) -> None:
    content = picture(1728, 1100, "TIFF", "1", dpi=(204, 98))
    with _convert(content, Format.TIFF, tmp_path) as document:
        width, height = _size(document)
        assert height / width == pytest.approx((1100 / 98) / (1728 / 204), rel=0.02)


def test_an_animation_is_its_first_frame(tmp_path: Path) -> None:
    frames = [Image.new("P", (300, 400), number) for number in range(3)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    with _convert(buffer.getvalue(), Format.GIF, tmp_path) as document:
        assert len(document.pages) == 1


def test_too_many_pixels_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        _convert(picture(2000, 2000, mode="1"), Format.PNG, tmp_path, Limits(page_pixels=1_000_000))
    assert caught.value.code == "image_trop_grande"


@pytest.mark.parametrize(("kind", "format_"), [("PNG", Format.PNG), ("TIFF", Format.TIFF)])
def test_a_bomb_says_that_it_is_too_large(kind: str, format_: Format, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(buffer, kind, **({"compression": "group4"} if kind == "TIFF" else {}))
    with pytest.raises(DocumentError) as caught:
        _convert(buffer.getvalue(), format_, tmp_path)
    assert caught.value.code == "image_trop_grande"


def _five_frames() -> bytes:
    frames = [Image.frombytes("L", (300, 400), random.Random(number).randbytes(120_000)) for number in range(5)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:], compression="tiff_lzw")
    return buffer.getvalue()


def test_pages_that_a_cut_tiff_still_has_are_shown_and_the_rest_is_known_to_be_lost(tmp_path: Path) -> None:
    content = _five_frames()
    (tmp_path / "image").write_bytes(content[: len(content) * 6 // 10])
    frames = image_to_pdf(tmp_path / "image", Format.TIFF, tmp_path / "out.pdf", Limits())
    assert (frames.pages, frames.lost) == (4, frozenset({4}))


def test_a_damaged_frame_keeps_its_place_as_a_lost_page(tmp_path: Path) -> None:
    (tmp_path / "image").write_bytes(_five_frames())
    with Image.open(tmp_path / "image") as image:
        assert isinstance(image, TiffImagePlugin.TiffImageFile)
        image.seek(2)
        strip = image.tag_v2[273][0]
    content = bytearray(_five_frames())
    content[strip : strip + 2000] = b"\xff" * 2000
    (tmp_path / "image").write_bytes(content)
    frames = image_to_pdf(tmp_path / "image", Format.TIFF, tmp_path / "out.pdf", Limits())
    assert (frames.pages, frames.lost) == (5, frozenset({3}))


def test_too_many_frames_are_refused(tmp_path: Path) -> None:
    frames = [Image.new("1", (100, 100), 1)] * 4
    buffer = io.BytesIO()
    frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:])
    with pytest.raises(DocumentError) as caught:
        _convert(buffer.getvalue(), Format.TIFF, tmp_path, Limits(pages=3))
    assert caught.value.code == "trop_de_pages"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "GIF", "WEBP", "BMP"])
@pytest.mark.parametrize("kept", [12, 30, 60, 200])
def test_a_cut_picture_is_shown_or_told(kind: str, kept: int, tmp_path: Path) -> None:
    noise = Image.effect_noise((300, 400), 50)
    buffer = io.BytesIO()
    noise.save(buffer, kind)
    try:
        with _convert(buffer.getvalue()[:kept], Format(kind.lower()), tmp_path) as document:
            assert len(document.pages) == 1
    except DocumentError as error:
        assert error.code == "fichier_illisible"

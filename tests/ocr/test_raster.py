import io
import zlib
from pathlib import Path

import cv2
import img2pdf
import numpy as np
import pikepdf
import pytest
from pikepdf import Dictionary, Name
from PIL import Image

from dossier.word import Box
from ocr.document import PageFrame, frame_of, open_page, open_pdf
from ocr.embedded_image import embedded_picture
from ocr.engine import Grey
from ocr.page_objects import objects_of
from ocr.raster import PageSource, Raster, page_raster, raster_beside_text, useful_size
from tests.ocr import paper


def source_of(pdf: Path, dpi: int = 240) -> PageSource:
    document = open_pdf(pdf)
    page = open_page(document, 1)
    return PageSource(
        document=document,
        page=page,
        number=1,
        frame=frame_of(document, page, 1),
        objects=objects_of(page),
        dpi=dpi,
    )


def rastered(pdf: Path, dpi: int = 240) -> Raster:
    source = source_of(pdf, dpi)
    try:
        return page_raster(source)
    finally:
        source.page.close()


def is_taken_as_it_is(pdf: Path) -> bool:
    source = source_of(pdf)
    try:
        return embedded_picture(source.document, 1, source.frame, source.objects) is not None
    finally:
        source.page.close()


def marked_sheet() -> Grey:
    """A sheet on which every corner differs: dark top left, half dark top right."""
    sheet = np.full((1000, 700), 255, np.uint8)
    sheet[50:250, 50:250] = 0
    sheet[50:250, 450:650] = 128
    return sheet


def corners(image: Grey) -> list[int]:
    """Mean tone of the four quarters: top left, top right, bottom left, bottom right."""
    half_y, half_x = image.shape[0] // 2, image.shape[1] // 2
    quarters = (image[:half_y, :half_x], image[:half_y, half_x:], image[half_y:, :half_x], image[half_y:, half_x:])
    return [round(float(quarter.mean())) for quarter in quarters]


MATRICES = {
    "upright": b"595 0 0 842 0 0 cm",
    "mirrored": b"-595 0 0 842 595 0 cm",
    "flipped": b"595 0 0 -842 0 842 cm",
    "on its head": b"-595 0 0 -842 595 842 cm",
    "turned left": b"0 842 -595 0 595 0 cm",
    "turned right": b"0 -842 595 0 0 842 cm",
    "transposed": b"0 842 595 0 0 0 cm",
    "other diagonal": b"0 -842 -595 0 595 842 cm",
}


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("placed", list(MATRICES))
def test_the_scan_taken_as_it_is_equals_the_page_rendered(tmp_path: Path, placed: str, rotate: int) -> None:
    pdf = pikepdf.new()
    page = paper.scan_page(pdf, marked_sheet(), dpi=100, rotate=rotate)
    page.obj.MediaBox = paper.array(0, 0, 595, 842)
    page.obj.Contents = pdf.make_stream(b"q " + MATRICES[placed] + b" /Im0 Do Q")
    path = paper.saved(pdf, tmp_path / "a.pdf")
    source = source_of(path)
    taken = embedded_picture(source.document, 1, source.frame, source.objects)
    assert taken is not None
    rendered = np.array(source.page.render(scale=1, grayscale=True).to_numpy())
    source.page.close()
    assert corners(taken) == pytest.approx(corners(rendered.reshape(rendered.shape[:2])), abs=3)


def test_the_scan_is_cut_to_the_cropbox(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    page = paper.scan_page(pdf, marked_sheet(), dpi=72)
    page.obj.CropBox = paper.array(0, 500, 350, 1000)
    raster = rastered(paper.saved(pdf, tmp_path / "a.pdf"))
    assert raster.image.shape[0] / raster.image.shape[1] == pytest.approx(500 / 350, abs=0.01)
    assert corners(raster.image) == pytest.approx(corners(marked_sheet()[:500, :350]), abs=3)


@pytest.mark.parametrize(
    "over", [b"0 0 100 100 re f", b"BT /F1 12 Tf 100 100 Td (Tampon) Tj ET"], ids=["a drawing", "a text"]
)
def test_a_scan_with_something_drawn_over_it_is_rendered(tmp_path: Path, over: bytes) -> None:
    pdf = paper.scan_pdf(tmp_path / "a.pdf", marked_sheet(), dpi=100, over=over)
    raster = rastered(pdf)
    assert (raster.image[-400:, :400] < 100).any()


def ccitt(sheet: Grey) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(sheet).convert("1").save(buffer, "TIFF", compression="group4", dpi=(204, 98))
    return buffer.getvalue()


def png(sheet: Grey, mode: str) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(sheet).convert(mode).save(buffer, "PNG", dpi=(150, 150))
    return buffer.getvalue()


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P"])
def test_every_kind_of_picture_comes_out_grey(tmp_path: Path, mode: str) -> None:
    (tmp_path / "a.pdf").write_bytes(img2pdf.convert(png(marked_sheet(), mode)))
    tones = corners(rastered(tmp_path / "a.pdf").image)
    assert tones == pytest.approx(corners(marked_sheet()), abs=25)


def test_a_sixteen_bit_picture_comes_out_grey(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    data = zlib.compress((marked_sheet().astype(">u2") * 257).tobytes())
    paper.raw_image_page(pdf, data, 700, 1000, ColorSpace=Name.DeviceGray, BitsPerComponent=16, Filter=Name.FlateDecode)
    assert corners(rastered(paper.saved(pdf, tmp_path / "a.pdf")).image) == pytest.approx(
        corners(marked_sheet()), abs=3
    )


def test_cmyk_and_masked_pictures_are_rendered(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    ink = 255 - marked_sheet()
    cmyk = np.zeros((1000, 700, 4), np.uint8)
    cmyk[:, :, 3] = ink
    paper.raw_image_page(
        pdf, zlib.compress(cmyk.tobytes()), 700, 1000,
        ColorSpace=Name.DeviceCMYK, BitsPerComponent=8, Filter=Name.FlateDecode,
    )  # fmt: skip
    path = paper.saved(pdf, tmp_path / "a.pdf")
    assert not is_taken_as_it_is(path)
    tones = corners(rastered(path).image)
    assert tones[0] < 215
    assert tones[0] < tones[1] < tones[2]


def test_a_picture_with_a_mask_shows_only_what_the_mask_lets_through(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    mask = pdf.make_stream(
        zlib.compress(np.zeros((1000, 700), np.uint8).tobytes()), Type=Name.XObject, Subtype=Name.Image, Width=700,
        Height=1000, ColorSpace=Name.DeviceGray, BitsPerComponent=8, Filter=Name.FlateDecode,
    )  # fmt: skip
    paper.raw_image_page(
        pdf, zlib.compress(marked_sheet().tobytes()), 700, 1000,
        ColorSpace=Name.DeviceGray, BitsPerComponent=8, Filter=Name.FlateDecode, SMask=mask,
    )  # fmt: skip
    path = paper.saved(pdf, tmp_path / "a.pdf")
    assert not is_taken_as_it_is(path)
    assert rastered(path).image.min() > 250


def test_an_image_used_as_a_stencil_is_rendered(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    bits = np.packbits(marked_sheet() > 200, axis=1).tobytes()
    paper.raw_image_page(
        pdf, zlib.compress(bits), 700, 1000, ImageMask=True, BitsPerComponent=1, Filter=Name.FlateDecode
    )
    path = paper.saved(pdf, tmp_path / "a.pdf")
    assert not is_taken_as_it_is(path)
    assert corners(rastered(path).image)[0] < 200


def test_a_fax_gets_square_pixels(tmp_path: Path) -> None:
    sheet = cv2.resize(paper.printed(dpi=204), (1686, 1146), interpolation=cv2.INTER_AREA)
    (tmp_path / "a.pdf").write_bytes(img2pdf.convert(ccitt(np.asarray(sheet, dtype=np.uint8))))
    raster = rastered(tmp_path / "a.pdf")
    assert raster.image.shape[0] / raster.image.shape[1] == pytest.approx(842 / 595, abs=0.03)
    assert raster.dpi == pytest.approx(204, abs=3)


FRAME = PageFrame(left=0, bottom=0, right=595, top=842, rotate=0)


@pytest.mark.parametrize(
    ("dpi", "shape", "told"), [(300, (3508, 2479), 300), (600, (2806, 1983), 240), (200, (2339, 1653), 200)]
)
def test_scans_much_finer_than_useful_are_reduced_and_others_left(dpi: int, shape: tuple[int, int], told: int) -> None:
    sheet = np.full((round(842 / 72 * dpi), round(595 / 72 * dpi)), 255, np.uint8)
    raster = useful_size(sheet, FRAME, 240)
    assert raster.image.shape == pytest.approx(shape, abs=3)
    assert raster.dpi == told


def test_a_photograph_of_one_point_a_pixel_is_taken_for_an_a4_sheet() -> None:
    frame = PageFrame(left=0, bottom=0, right=3000, top=4000, rotate=0)
    raster = useful_size(np.full((4000, 3000), 255, np.uint8), frame, 240)
    assert raster.image.shape == pytest.approx((2806, 2104), abs=2)
    assert raster.dpi == 240


def test_a_small_screenshot_is_enlarged() -> None:
    frame = PageFrame(left=0, bottom=0, right=400, top=600, rotate=0)
    assert useful_size(np.full((800, 533), 255, np.uint8), frame, 240).image.shape == (1600, 1067)


def test_user_unit_counts_in_the_size_of_a_page(tmp_path: Path) -> None:
    pdf = paper.new_pdf([b""], size=(119, 168.4))
    pdf.pages[0].obj.UserUnit = 5
    source = source_of(paper.saved(pdf, tmp_path / "a.pdf"))
    source.page.close()
    assert (source.frame.width_pt, source.frame.height_pt) == pytest.approx((595, 842))


def test_a_form_xobject_that_holds_the_scan_is_looked_into(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    page = paper.scan_page(pdf, marked_sheet(), dpi=100)
    box = page.obj.MediaBox
    form = pdf.make_stream(page.obj.Contents.read_bytes(), Type=Name.XObject, Subtype=Name.Form, BBox=box)
    form.Resources = page.obj.Resources
    page.obj.Resources = Dictionary(XObject=Dictionary(Fm0=form))
    page.obj.Contents = pdf.make_stream(b"q /Fm0 Do Q")
    path = paper.saved(pdf, tmp_path / "a.pdf")
    assert is_taken_as_it_is(path)
    assert corners(rastered(path).image) == pytest.approx(corners(marked_sheet()), abs=3)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_parts_of_a_page_are_drawn_as_on_the_whole_and_nothing_beside_them(tmp_path: Path, rotate: int) -> None:
    drawn = b"0.4 g 200.5 330 200 150 re f 0 g 20 20 60.5 33.3 re f 2 w 210 340 m 590 840 l S\n"
    pdf = paper.new_pdf([drawn + paper.stream_of(paper.LETTER)])
    pdf.pages[0].obj.Rotate = rotate
    source = source_of(paper.saved(pdf, tmp_path / "a.pdf"))
    area = Box(0.3, 0.35, 0.67, 0.7)
    whole = raster_beside_text(source, [Box(0.0, 0.0, 1.0, 1.0)]).image
    part = raster_beside_text(source, [area]).image
    source.page.close()
    height, width = whole.shape
    within = np.s_[int(area.y0 * height) : int(area.y1 * height), int(area.x0 * width) : int(area.x1 * width)]
    assert part.shape == whole.shape
    assert cv2.absdiff(part[within], whole[within]).max() <= 1, "a slanted line's edge may be rounded otherwise"
    assert (whole[within] < 200).any()
    assert (part[: height // 4] == 255).all()
    assert not np.array_equal(part, whole)

import io

import pytest
from PIL import Image

from desk.page_image import render_page
from dossier.errors import DocumentError
from tests.desk.made_up import a_pdf


def _size(jpeg: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(jpeg)) as picture:
        assert picture.format == "JPEG"
        return picture.size


@pytest.mark.parametrize(
    ("points", "dpi", "pixels"),
    [((144, 216), 72, (144, 216)), ((144, 216), 36, (72, 108)), ((216, 144), 110, (330, 220))],
)
def test_a_page_is_rendered_at_the_resolution_asked_for(
    points: tuple[int, int], dpi: int, pixels: tuple[int, int]
) -> None:
    assert _size(render_page(a_pdf(width=points[0], height=points[1]), 1, dpi)) == pixels


def test_a_poster_is_no_bomb() -> None:
    width, height = _size(render_page(a_pdf(width=10_000, height=1_000), 1, 600))
    assert (width, height) == (3000, 300)


def test_what_is_on_the_page_is_on_the_picture() -> None:
    with Image.open(io.BytesIO(render_page(a_pdf(colour="#c02020"), 1, 36))) as picture:
        red, green, blue = picture.convert("RGB").getpixel((20, 20))  # type: ignore[misc]  # an RGB pixel has three
    assert (red, green, blue) == pytest.approx((192, 32, 32), abs=6)


@pytest.mark.parametrize(("pdf", "number"), [(b"no pdf", 1), (b"", 1), (a_pdf(2), 3), (a_pdf(2)[:200], 1)])
def test_what_cannot_be_shown_says_so(pdf: bytes, number: int) -> None:
    with pytest.raises(DocumentError, match="page_illisible"):
        render_page(pdf, number, 72)

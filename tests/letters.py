"""Born-digital letters drawn for the tests."""

from collections.abc import Callable

import pytest
from weasyprint import HTML


@pytest.fixture(scope="session")
def letter() -> Callable[..., bytes]:
    """A function that draws a PDF: each argument is the HTML of a page."""

    def draw(*pages: str) -> bytes:
        breaks = '<div style="break-before: page"></div>'
        pdf: bytes = HTML(string=f'<body style="font: 12pt Liberation Serif">{breaks.join(pages)}').write_pdf()
        return pdf

    return draw

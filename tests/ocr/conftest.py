"""Engines are made once: loading their data takes longer than reading a page of the tests."""

from collections.abc import Iterator

import pytest

from ocr.document import forget_open_pdf
from ocr.engine import Engine
from ocr.reader import ReadSettings
from ocr.settings import engine_of


@pytest.fixture(scope="session")
def engine() -> Engine:
    return engine_of(ReadSettings())


@pytest.fixture(autouse=True)
def _no_document_left_open() -> Iterator[None]:
    yield
    forget_open_pdf()

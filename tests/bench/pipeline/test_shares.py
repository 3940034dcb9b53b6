"""The bench's bundles have the pages asked for, and the engine's own time is told from ours."""

from pathlib import Path

import pytest

from bench.pipeline.bundles import repeated, short_scans
from bench.pipeline.shares import shares_of
from ocr.reader import page_count
from tests.ocr import paper


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return short_scans(tmp_path_factory.mktemp("scan") / "scan.pdf", 2)


def test_a_bundle_is_repeated_to_any_length(scan: Path, tmp_path: Path) -> None:
    assert page_count(repeated(scan, tmp_path / "long.pdf", 5)) == 5


def test_a_scan_costs_the_engine_time(scan: Path) -> None:
    shares = shares_of(scan)
    assert shares.pages == 2
    assert shares.engine > 0.02
    assert shares.classify > 0


def test_a_born_digital_page_costs_the_engine_none(tmp_path: Path) -> None:
    letter = paper.saved(paper.new_pdf([paper.stream_of(paper.LETTER)]), tmp_path / "letter.pdf")
    assert shares_of(letter).engine == 0

"""Pages that were read are kept for some days, so that nothing is read twice."""

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from dossier.page import Barcode, Page, TextSource
from dossier.word import Box, Word
from ocr.reader import ReadSettings
from ocr.treatments import ALL, Treatment
from tests.ocr import paper
from workers.batch import Door, receptions
from workers.originals import open_originals
from workers.page_cache import PageCache, page_from_json, page_to_json, read_once
from workers.pages import read_pages
from workers.reception import Tools

PAGE = Page(
    number=2,
    width_pt=595.0,
    height_pt=842.0,
    rotation=90,
    words=(Word(text="été", box=Box(0.1, 0.2, 0.3, 0.4), confidence=0.9, line=0, block=0),),
    barcodes=(Barcode(symbology="DataMatrix", content=b"DC04\x1d\xff", box=Box(0, 0, 0.1, 0.1)),),
    source=TextSource.OCR,
    hidden_words=("caché",),
    engine="tesseract 5",
    seconds=0.5,
)


def test_a_page_comes_back_as_it_was_read() -> None:
    assert page_from_json(page_to_json(PAGE)) == PAGE


def test_a_page_is_read_once(tmp_path: Path) -> None:
    pdf = paper.saved(paper.new_pdf([paper.stream_of(paper.LETTER)]), tmp_path / "a.pdf")
    entry = PageCache(tmp_path / "cache", "1").entry("ab", 1, ReadSettings())
    read = read_once(pdf, 1, ReadSettings(), entry)
    pdf.unlink()
    assert read_once(pdf, 1, ReadSettings(), entry) == read
    assert read.words


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"number": 1}', b"\xff"])
def test_an_entry_that_cannot_be_made_out_is_read_anew(tmp_path: Path, broken: bytes) -> None:
    pdf = paper.saved(paper.new_pdf([paper.stream_of(paper.LETTER)]), tmp_path / "a.pdf")
    entry = PageCache(tmp_path / "cache", "1").entry("ab", 1, ReadSettings())
    entry.parent.mkdir(parents=True)
    entry.write_bytes(broken)
    assert read_once(pdf, 1, ReadSettings(), entry).words
    assert page_from_json(entry.read_bytes()).words


def test_other_settings_or_another_version_read_anew(tmp_path: Path) -> None:
    cache = PageCache(tmp_path, "1")
    ways = [
        ReadSettings(),
        ReadSettings(languages=("fra", "ara")),
        ReadSettings(dpi=200),
        ReadSettings(treatments=ALL - {Treatment.SHEET}),
    ]
    entries = {cache.entry("ab", 1, way) for way in ways} | {PageCache(tmp_path, "2").entry("ab", 1, ways[0])}
    assert len(entries) == len(ways) + 1


def test_what_is_old_or_too_much_goes_oldest_first(tmp_path: Path) -> None:
    cache = PageCache(tmp_path, "1", size_bytes=2500, age_s=1000)
    for age, name in ((5000, "old"), (300, "first"), (200, "second"), (100, "third")):
        entry = cache.entry(name, 1, ReadSettings())
        entry.parent.mkdir(parents=True)
        entry.write_bytes(b"x" * 1000)
        os.utime(entry, (time.time() - age, time.time() - age))
    cache.trim()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["second", "third"]


def test_a_cleared_cache_keeps_nothing(tmp_path: Path) -> None:
    cache = PageCache(tmp_path, "1")
    entry = cache.entry("ab", 1, ReadSettings())
    entry.parent.mkdir(parents=True)
    entry.write_bytes(page_to_json(PAGE))
    cache.clear()
    assert list(tmp_path.iterdir()) == []


def test_a_pli_tried_again_is_not_read_again(tmp_path: Path, tools: Tools) -> None:
    pdf = paper.saved(paper.new_pdf([paper.stream_of(paper.LETTER)] * 3), tmp_path / "a.pdf")
    reception = receptions([pdf], Door())[0]
    cached = replace(tools, page_cache=PageCache(tmp_path / "cache", "1"))
    work = tmp_path / "work"
    work.mkdir()
    opened = open_originals(reception, cached, work)
    first = read_pages(opened, cached)
    pages = sorted((tmp_path / "cache").rglob("*.json"))
    written = [path.stat().st_mtime_ns for path in pages]
    assert len(pages) == 3
    assert read_pages(opened, cached) == first
    assert [path.stat().st_mtime_ns for path in pages] == written

"""Pages that were read, kept for some days on this machine: a pli that is read again pays no OCR again.

After a crash, a retry or a shutdown in the middle of a long scan, only the pages that were not read yet are read. All
workers of a machine share the folder. An entry is written whole or not at all, as soon as its page is read; one that
cannot be made out counts as absent. It holds what mail says: it is bounded in age as well as in size, and gone with
every purge.
"""

import base64
import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from dossier.page import Barcode, Page, TextSource
from dossier.word import Box, Word
from ocr.reader import ReadSettings, read_page

_DAY_S = 86_400.0


class PageCache:
    """A folder of pages. ``size_bytes`` and ``age_s`` bound it; ``version`` is the program's: another reads anew."""

    def __init__(
        self, folder: Path, version: str, *, size_bytes: int = 512 * 1024 * 1024, age_s: float = 3 * _DAY_S
    ) -> None:
        self._folder = folder
        self._version = version
        self._size_bytes = size_bytes
        self._age_s = age_s

    def entry(self, sha256: str, number: int, settings: ReadSettings) -> Path:
        """Where page ``number`` (from 1) of the original ``sha256`` lies once it was read with ``settings``."""
        languages = (settings.languages, settings.foreign)
        how = (self._version, *languages, settings.engine, settings.dpi, sorted(settings.treatments))
        mark = hashlib.sha256(repr(how).encode()).hexdigest()[:16]
        return self._folder / sha256 / f"{mark}-{number:05}.json"

    def clear(self) -> None:
        """Nothing is kept any more: what must be gone is gone here too."""
        for path in self._originals():
            shutil.rmtree(path, ignore_errors=True)

    def trim(self) -> None:
        """Remove what is too old, then the oldest originals until the rest fits."""
        originals = sorted((newest, size, path) for path in self._originals() for newest, size in [_extent(path)])
        left = sum(size for _, size, _ in originals)
        oldest = time.time() - self._age_s
        for newest, size, path in originals:
            if newest >= oldest and left <= self._size_bytes:
                break
            shutil.rmtree(path, ignore_errors=True)  # another worker may be at it too
            left -= size

    def _originals(self) -> list[Path]:
        return [path for path in self._folder.iterdir() if path.is_dir()] if self._folder.is_dir() else []


def read_once(pdf: Path, number: int, settings: ReadSettings, entry: Path) -> Page:
    """The page kept at ``entry``, else page ``number`` of ``pdf``, read and kept. Raises as :func:`read_page`."""
    kept = _kept_page(entry)
    if kept is not None:
        return kept
    page = read_page(pdf, number, settings)
    with contextlib.suppress(OSError):  # a full disk costs the next reader time, not this one the page
        _keep(page, entry)
    return page


def _kept_page(entry: Path) -> Page | None:
    try:
        return page_from_json(entry.read_bytes())
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(page: Page, entry: Path) -> None:
    entry.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=entry.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(page_to_json(page))
        Path(name).replace(entry)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def page_to_json(page: Page) -> bytes:
    fields = asdict(replace(page, words=()))
    fields["words"] = [word._asdict() for word in page.words]
    fields["barcodes"] = [
        {**code, "content": base64.b64encode(code["content"]).decode("ascii")} for code in fields["barcodes"]
    ]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def page_from_json(content: bytes) -> Page:
    """Raises ValueError, KeyError or TypeError for anything but a page."""
    fields: dict[str, Any] = json.loads(content)
    fields["words"] = tuple(Word(**{**word, "box": Box(*word["box"])}) for word in fields["words"])
    fields["barcodes"] = tuple(
        Barcode(**{**code, "box": Box(*code["box"]), "content": base64.b64decode(code["content"], validate=True)})
        for code in fields["barcodes"]
    )
    fields["hidden_words"] = tuple(fields["hidden_words"])
    fields["languages"] = tuple(fields.get("languages", ()))
    fields["source"] = TextSource(fields["source"])
    return Page(**fields)


def _extent(folder: Path) -> tuple[float, int]:
    """When something was last written under ``folder``, and its size in bytes."""
    newest, size = 0.0, 0
    with contextlib.suppress(FileNotFoundError):
        for path in folder.iterdir():
            state = path.stat()
            newest, size = max(newest, state.st_mtime), size + state.st_size
    return newest, size

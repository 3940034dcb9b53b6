"""What tests of the pipeline use: a sandbox for the whole session, a folder as store, small files made here."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dossier.settings import Limits
from ocr.reader import ReadSettings
from storage.directory_store import DirectoryStore
from workers.reception import Tools
from workers.sandbox import Sandbox

NOW = datetime(2026, 11, 21, 9, 4, 11, tzinfo=UTC)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(2, Limits()) as pool:
        yield pool


@pytest.fixture
def tools(sandbox: Sandbox, tmp_path: Path) -> Tools:
    """Everything real, on a store in a temporary folder, for the préfecture de la Gironde."""
    return Tools(
        sandbox=sandbox,
        store=DirectoryStore(tmp_path / "out"),
        reading=ReadSettings(),
        limits=Limits(),
        zone=ZoneInfo("Europe/Paris"),
        version="test",
        prefecture="33",
        now=lambda: NOW,
    )

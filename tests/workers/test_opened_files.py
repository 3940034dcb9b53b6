"""A large file is opened once for all its ranges, and is not left behind."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from dossier.errors import WeatherError
from dossier.page_range import SourceFile
from workers.opened_files import KEPT, OpenedFiles
from workers.originals import OpenedOriginal


def _source(name: str) -> SourceFile:
    return SourceFile(key=f"plis/{name}/a.pdf", name="a.pdf", sha256=name)


class Opener:
    """Writes a file into the folder; fails as often as told."""

    def __init__(self, failures: int = 0) -> None:
        self.folders: list[Path] = []
        self._failures = failures

    def __call__(self, source: SourceFile, folder: Path) -> Sequence[OpenedOriginal]:
        assert list(folder.iterdir()) == []
        (folder / "received").write_bytes(b"%PDF")
        self.folders.append(folder)
        time.sleep(0.02)
        if len(self.folders) <= self._failures:
            raise WeatherError("the store does not answer")
        return ()


def test_threads_share_one_opening_and_nothing_is_left() -> None:
    opener = Opener()
    with OpenedFiles(opener) as files:

        def read() -> None:
            with files.opened(_source("a")):
                assert (opener.folders[0] / "received").exists()

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(opener.folders) == 1
    assert not opener.folders[0].exists()


def test_what_could_not_be_opened_is_opened_anew_in_an_empty_folder() -> None:
    opener = Opener(failures=2)
    with OpenedFiles(opener) as files:
        for _ in range(2):
            with pytest.raises(WeatherError), files.opened(_source("a")):
                pass
        with files.opened(_source("a")):
            pass
    assert not any(folder.exists() for folder in opener.folders)


def test_only_the_last_ones_used_are_kept() -> None:
    opener = Opener()
    with OpenedFiles(opener) as files:
        for number in range(KEPT + 2):
            with files.opened(_source(str(number))):
                pass
        assert [folder.exists() for folder in opener.folders] == [False, False, True, True]


def test_one_that_nobody_uses_goes_by_itself() -> None:
    opener = Opener()
    with OpenedFiles(opener, idle_s=0.05) as files:
        with files.opened(_source("a")):
            time.sleep(0.1)
            assert opener.folders[0].exists(), "somebody uses it"
        deadline = time.monotonic() + 10
        while opener.folders[0].exists():
            assert time.monotonic() < deadline
            time.sleep(0.01)

"""No mail is left on a machine by workers that were killed."""

import multiprocessing
import os
import signal
import tempfile
from multiprocessing.util import get_temp_dir
from pathlib import Path

import pytest

from workers.workplace import workplace


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    get_temp_dir()  # multiprocessing makes its own when it is first asked, and its children use it too
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def _work_and_die() -> None:
    with workplace():
        Path(tempfile.mkdtemp(), "received").write_text("mail")
        os.kill(os.getpid(), signal.SIGKILL)


def test_the_next_worker_removes_what_a_killed_one_left_and_nothing_of_the_living(tmp_path: Path) -> None:
    child = multiprocessing.get_context("spawn").Process(target=_work_and_die)
    child.start()
    child.join()
    assert len(list(tmp_path.rglob("received"))) == 1
    (tmp_path / "other").write_text("not ours")
    with workplace() as own:
        mine = Path(tempfile.mkdtemp(), "received")
        mine.write_text("mail")
        assert mine.is_relative_to(own)
        tempfile.tempdir = str(tmp_path)
        with workplace():
            assert list(tmp_path.rglob("received")) == [mine]
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_afterwards_temporary_files_are_made_where_they_were(tmp_path: Path) -> None:
    with workplace():
        assert tempfile.gettempdir() != str(tmp_path)
    assert (tempfile.gettempdir(), os.environ["TMPDIR"]) == (str(tmp_path), str(tmp_path))


def test_a_pipe_in_the_place_of_a_lock_stops_nobody(tmp_path: Path) -> None:
    """Everybody may make one in /tmp, and to open it is to wait for a writer."""
    strange = tmp_path / "pli-travail-other"
    strange.mkdir()
    os.mkfifo(strange / "lock")
    with workplace() as own:
        assert own.is_dir()

"""The object store as a folder."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dossier.errors import OurError, WeatherError
from storage.directory_store import DirectoryStore
from storage.objects import ObjectStore
from tests.storage.object_store_contract import PDF, ObjectStoreContract


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    return DirectoryStore(tmp_path / "store")


class TestDirectoryStore(ObjectStoreContract):
    """Keeps the contract."""


def test_a_key_is_a_path_under_the_root(store: ObjectStore, tmp_path: Path) -> None:
    store.put_bytes("plis/p-1/a.pdf", b"abc", PDF)
    assert (tmp_path / "store" / "plis" / "p-1" / "a.pdf").read_bytes() == b"abc"


def test_a_link_leads_nowhere_out_of_the_root(store: ObjectStore, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("secret")
    (tmp_path / "store" / "plis").symlink_to(outside)
    with pytest.raises(OurError, match="leads out"):
        store.get_bytes("plis/secret")
    with pytest.raises(OurError, match="leads out"):
        store.put_bytes("plis/a", b"x", PDF)
    assert list(store.keys("")) == []
    assert [path.name for path in outside.iterdir()] == ["secret"]


def test_a_folder_and_an_object_cannot_have_one_name(store: ObjectStore) -> None:
    store.put_bytes("plis/p-1/a.zip", b"x", PDF)
    with pytest.raises(OurError, match="cannot hold"):
        store.put_bytes("plis/p-1/a.zip/b.pdf", b"x", PDF)
    with pytest.raises(OurError, match="cannot hold"):
        store.put_bytes("plis/p-1", b"x", PDF)
    assert list(store.keys("")) == ["plis/p-1/a.zip"]


def test_a_full_disk_is_the_weather_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """A process may write no file over 64 KB: the system refuses as a full disk does."""
    program = f"""
import resource, signal
from pathlib import Path
from dossier.errors import WeatherError
from storage.directory_store import DirectoryStore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = DirectoryStore(Path({str(tmp_path / "store")!r}))
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
try:
    store.put_bytes("plis/p-1/a", bytes(100_000), "x/y")
except WeatherError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "disk failed" in done.stdout
    assert [path for path in (tmp_path / "store").rglob("*") if path.is_file()] == []


def test_a_killed_writer_leaves_whole_objects_only(tmp_path: Path) -> None:
    program = f"""
from itertools import count
from pathlib import Path
from storage.directory_store import DirectoryStore
store = DirectoryStore(Path({str(tmp_path / "store")!r}))
for n in count():
    store.put_bytes(f"plis/p-{{n % 7}}/a", bytes([n % 256]) * 400_000, "x/y")
    print(n, flush=True)
"""
    writer = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    for _ in range(8):
        writer.stdout.readline()
    time.sleep(0.003)
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    store = DirectoryStore(tmp_path / "store")
    objects = [store.get_bytes(key) for key in store.keys("")]
    assert len(objects) == 7
    assert all(len(data) == 400_000 and len(set(data)) == 1 for data in objects)


def test_drafts_of_killed_writers_are_no_keys_and_go_away_after_a_day(tmp_path: Path) -> None:
    drafts = tmp_path / "store" / ".pli-drafts"
    drafts.mkdir(parents=True)
    old, new = drafts / "old", drafts / "new"
    for draft in (old, new):
        draft.write_bytes(b"half")
    os.utime(old, (time.time() - 90_000,) * 2)
    store = DirectoryStore(tmp_path / "store")
    assert list(store.keys("")) == []
    assert [path.name for path in drafts.iterdir()] == ["new"]


def test_a_root_that_cannot_be_written_fails_its_check(tmp_path: Path) -> None:
    root = tmp_path / "store"
    store = DirectoryStore(root)
    root.rmdir()
    root.write_text("a file now")
    with pytest.raises((OurError, WeatherError)):
        store.check()

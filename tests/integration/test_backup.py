"""A backup restored on another data folder goes on where the first one was: what was pending is handed over."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dossier.errors import OurError
from pli.backup import back_up, restore
from pli.embedded.ports import Ports
from pli.runtime import read_runtime
from pli.settings import Settings
from storage.s3_store import S3Store
from tests.integration.running import ROOT, running_consumer, wait_until
from tests.workers.filings import file_something, register_something

pytestmark = pytest.mark.integration


@pytest.fixture
def first(register: str, store: S3Store, store_settings: dict[str, str], tmp_path: Path) -> Iterator[Settings]:
    """An installation with a dossier that waits to be handed over and a pli that waits to be read."""
    for key in list(store.keys("")):
        store.delete(key)
    with pytest.MonkeyPatch.context() as environment:
        for name, value in store_settings.items():
            environment.setenv(name, value)
        yield Settings(data=tmp_path / "first")


def _store_what_is_named(store: S3Store) -> str:
    """Objects under the keys of a filed dossier, whose id is the result."""
    from storage.register.models import Pli

    filed = file_something(1)
    content = b"original"
    store.put_bytes(filed.pli.originals[0].key, content, "application/pdf")
    store.put_bytes(filed.manifest_key, b"{}", "application/json")
    Pli.objects.update(sha256=hashlib.sha256(content).hexdigest())
    return filed.dossier.id


@contextmanager
def _up(data: Path, port: int) -> Iterator[Path]:
    """``pli up`` on a data folder; its log."""
    log = data.with_suffix(".log")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PLI_S3")}
    words = [sys.executable, "-m", "pli.cli", "up", "--data", str(data), "--port", str(port)]
    with log.open("ab") as out:
        process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield log
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def test_a_backup_restored_elsewhere_hands_over_what_was_pending(
    first: Settings, store: S3Store, tmp_path: Path
) -> None:
    dossier = _store_what_is_named(store)
    saved = back_up(first, tmp_path / "backup")
    assert saved.objects == 2
    second = tmp_path / "second"
    words = [sys.executable, "-m", "pli.cli", "restore", str(tmp_path / "backup"), "--data", str(second)]
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PLI_S3", "PLI_DATABASE"))}
    done = subprocess.run(words, cwd=ROOT, env=own, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    port = Ports(tmp_path / "ports.json").port("desk")
    with _up(second, port) as log:
        wait_until(lambda: "Ctrl-C" in log.read_text(), log)
        runtime = read_runtime(second)
        assert runtime is not None
        consumer = tmp_path / "consumer.log"
        with running_consumer(runtime.broker_url, consumer):
            wait_until(lambda: f"{dossier} revision 1" in consumer.read_text(), log)
        restored = S3Store(
            endpoint=runtime.s3_endpoint,
            access_key=runtime.s3_access_key,
            secret_key=runtime.s3_secret_key,
            bucket="pli",
            secure=False,
        )
        assert {key: restored.get_bytes(key) for key in restored.keys("")} == {
            key: store.get_bytes(key) for key in store.keys("")
        }
    again = subprocess.run(words, cwd=ROOT, env=own, capture_output=True, text=True, check=False, timeout=120)
    assert again.returncode == 1
    assert "not empty" in again.stderr


def test_an_object_that_the_register_names_and_the_store_lacks_makes_no_backup(
    first: Settings, store: S3Store, tmp_path: Path
) -> None:
    register_something(2)
    with pytest.raises(OurError, match="has not"):
        back_up(first, tmp_path / "backup")
    with pytest.raises(OurError, match="no whole backup"):
        restore(first, tmp_path / "backup")


def test_an_original_with_other_bytes_makes_no_backup(first: Settings, store: S3Store, tmp_path: Path) -> None:
    _store_what_is_named(store)
    (key,) = store.keys("plis/")
    store.put_bytes(key, b"altered", "application/pdf")
    with pytest.raises(OurError, match="other bytes"):
        back_up(first, tmp_path / "backup")

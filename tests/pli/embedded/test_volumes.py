"""After a power cut the store's index may be torn; the store comes up whole all the same."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from pli.embedded.seaweedfs import SeaweedFS

CONTENTS = {f"plis/{number}": b"%d" % number * 999 for number in range(20)}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SeaweedFS]:
    """A store with objects in it, whose volumes were open when it was killed."""
    server = SeaweedFS(tmp_path, access_key="test", secret_key="test-secret", bucket="pli")
    server.start()
    for key, content in CONTENTS.items():
        server.client().put_object("pli", key, io.BytesIO(content), len(content))
    server.kill()
    yield server
    server.stop()


def _read_all(server: SeaweedFS) -> dict[str, bytes]:
    client = server.client()
    found = {}
    for key in CONTENTS:
        answer = client.get_object("pli", key)
        found[key] = answer.read()
        answer.close()
        answer.release_conn()
    return found


@pytest.mark.integration
def test_a_torn_index_is_made_anew_after_a_power_cut(store: SeaweedFS, tmp_path: Path) -> None:
    (tmp_path / "open").write_text("the boot before the power cut\n")
    for index in (tmp_path / "data").glob("pli_*.idx"):
        index.write_bytes(index.read_bytes()[:-7])
    store.start()
    assert _read_all(store) == CONTENTS


@pytest.mark.integration
def test_an_orderly_stop_leaves_nothing_to_repair(store: SeaweedFS, tmp_path: Path) -> None:
    store.start()
    assert (tmp_path / "open").exists()
    store.stop()
    assert not (tmp_path / "open").exists()
    store.start()
    assert _read_all(store) == CONTENTS


@pytest.mark.integration
@pytest.mark.parametrize("start", [b"", b"\0" * 4096], ids=["empty", "zeros"])
def test_a_volume_that_the_power_cut_left_without_a_beginning_keeps_nothing_from_starting(
    store: SeaweedFS, tmp_path: Path, start: bytes
) -> None:
    (tmp_path / "open").write_text("the boot before the power cut\n")
    (tmp_path / "data" / "pli_77.dat").write_bytes(start)
    store.start()
    assert _read_all(store) == CONTENTS
    assert (tmp_path / "data" / "pli_77.dat.torn").read_bytes() == start

"""The accounts of a power cut find what is lost, changed or half there."""

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest

from bench.powercut.accounts import faults_at_rest
from pli.embedded.seaweedfs import SeaweedFS
from pli.settings import secret
from storage.s3_store import S3Store

SCAN, PIECE = b"%PDF scan", b"%PDF piece"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _register(data: Path) -> None:
    """One pli that is filed in one dossier."""
    (data / "register").mkdir(parents=True)
    with sqlite3.connect(data / "register" / "register.sqlite3") as register:
        register.execute("CREATE TABLE register_pli (sha256, key, lot_id)")
        register.execute("INSERT INTO register_pli VALUES (?, 'plis/p-1/scan.pdf', NULL)", (_sha256(SCAN),))
        register.execute("CREATE TABLE register_dossier (manifest)")
        register.execute("INSERT INTO register_dossier VALUES ('dossiers/d-1/dossier.json')")
    register.close()


def _store(data: Path, objects: Mapping[str, bytes]) -> None:
    key = secret(data, "s3")
    server = SeaweedFS(data / "store", access_key="pli", secret_key=key, bucket="pli")
    server.start()
    store = S3Store(endpoint=server.endpoint, access_key="pli", secret_key=key, bucket="pli", secure=False)
    for name, content in objects.items():
        store.put_bytes(name, content, "application/pdf")
    server.stop()


def test_a_file_that_lies_nowhere_any_more_is_missed_even_without_a_register(tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "a.pdf").write_bytes(SCAN)
    given = {_sha256(SCAN): "a.pdf", _sha256(b"b"): "b.pdf"}
    assert faults_at_rest(tmp_path / "data", tmp_path / "scans", given) == ["b.pdf is gone"]


@pytest.mark.integration
@pytest.mark.parametrize(
    ("objects", "faults"),
    [
        ({"plis/p-1/scan.pdf": SCAN, "pieces/1.pdf": PIECE}, []),
        ({"plis/p-1/scan.pdf": SCAN}, ["not in the store: pieces/1.pdf"]),
        ({"plis/p-1/scan.pdf": SCAN, "pieces/1.pdf": b"torn"}, ["not what was stored: pieces/1.pdf"]),
        ({"pieces/1.pdf": PIECE}, ["not in the store: plis/p-1/scan.pdf"] * 2),
    ],
    ids=["whole", "piece gone", "piece torn", "original gone"],
)
def test_what_register_and_manifest_name_must_be_in_the_store(
    tmp_path: Path, objects: dict[str, bytes], faults: list[str]
) -> None:
    original = {"key": "plis/p-1/scan.pdf", "sha256": _sha256(SCAN)}
    piece = {"key": "pieces/1.pdf", "sha256": _sha256(PIECE)}
    manifest = json.dumps({"pieces": [piece], "plis": [{"originals": [original]}]}).encode()
    data = tmp_path / "data"
    _register(data)
    _store(data, objects | {"dossiers/d-1/dossier.json": manifest})
    given = {_sha256(SCAN): "scan.pdf", _sha256(b"other"): "other.pdf"}
    lost = "other.pdf is neither in the scan folder nor registered"
    assert faults_at_rest(data, tmp_path / "scans", given) == [lost, *faults]

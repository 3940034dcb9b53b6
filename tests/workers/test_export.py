"""An export holds everything that the manifest lists, and its checksums are true."""

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dossier.errors import OurError
from tests.workers.mail import ATTESTATION, message
from workers.batch import Door, find_files, process_all, receptions
from workers.export import CHECKSUMS, plan_export, write_export
from workers.reception import Tools


def test_every_file_of_a_dossier_is_in_its_export(tmp_path: Path, tools: Tools, letter: Callable[..., bytes]) -> None:
    (tmp_path / "mail").mkdir()
    raw = message(("attestation.pdf", letter(ATTESTATION)))
    (tmp_path / "mail" / "a.eml").write_bytes(raw)
    [done] = process_all(
        receptions(find_files([tmp_path / "mail"], excluded=tmp_path / "out"), Door()), tools, 1, lambda done: None
    )
    dossier = done.manifests[0].split("/")[1]
    out, work = tmp_path / "export.zip", tmp_path / "work"
    work.mkdir()
    write_export(plan_export(dossier, tools.store), tools.store, out, work)
    with zipfile.ZipFile(out) as archive:
        lines = [line.partition("  ") for line in archive.read(CHECKSUMS).decode().splitlines()]
        listed = {key: digest for digest, _, key in lines}
        assert set(listed) | {CHECKSUMS} == set(archive.namelist())
        assert all(hashlib.sha256(archive.read(name)).hexdigest() == digest for name, digest in listed.items())
        assert raw in [archive.read(name) for name in listed]
    assert not list(work.iterdir())


def test_a_dossier_that_does_not_exist_is_said_to_be_missing(tools: Tools) -> None:
    with pytest.raises(OurError, match="no dossier"):
        plan_export("d-000", tools.store)

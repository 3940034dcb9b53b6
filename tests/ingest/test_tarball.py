"""Tar archives and gzip files, bounded like zip archives."""

import gzip
import io
import tarfile
from collections.abc import Mapping
from itertools import count
from pathlib import Path

import pytest

from dossier.settings import Limits
from ingest.archive import Extraction
from ingest.budget import Budget
from ingest.tarball import extract_gzip, extract_tar

MEGABYTE = 1024 * 1024


def tar(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        link = tarfile.TarInfo("lien")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return buffer.getvalue()


def _extract(content: bytes, tmp_path: Path, name: str = "a.tar", limits: Limits | None = None) -> Extraction:
    path = tmp_path / "packed"
    path.write_bytes(content)
    numbers = count()
    budget = Budget(limits or Limits())
    if content.startswith(b"\x1f\x8b"):
        return extract_gzip(path, name, lambda: tmp_path / f"member-{next(numbers)}", budget)
    return extract_tar(path, lambda: tmp_path / f"member-{next(numbers)}", budget)


def _contents(extraction: Extraction) -> dict[str, bytes]:
    return {member.name: member.path.read_bytes() for member in extraction.members}


FILES = {"a.pdf": b"a" * 700, "d/é.txt": b"b"}


@pytest.mark.parametrize("packed", [tar(FILES), gzip.compress(tar(FILES))])
def test_files_come_out_and_links_do_not(packed: bytes, tmp_path: Path) -> None:
    extraction = _extract(packed, tmp_path)
    assert _contents(extraction) == FILES
    assert extraction.fault is None


def test_paths_lose_their_tricks_and_nothing_is_written_outside(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    assert list(_contents(_extract(tar({"../../x.pdf": b"x"}), tmp_path / "in"))) == ["x.pdf"]
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.parametrize(("name", "inner"), [("a.pdf.gz", "a.pdf"), ("A.GZ", "A"), ("a", "a"), (".gz", ".gz")])
def test_a_single_packed_file_keeps_its_name(name: str, inner: str, tmp_path: Path) -> None:
    assert _contents(_extract(gzip.compress(b"%PDF-1.4"), tmp_path, name)) == {inner: b"%PDF-1.4"}


@pytest.mark.parametrize(
    ("packed", "limits", "code"),
    [
        (gzip.compress(b"\0" * 40 * MEGABYTE), Limits(), "archive_piegee"),
        (gzip.compress(tar({"a": b"\0" * 40 * MEGABYTE})), Limits(), "archive_piegee"),
        (gzip.compress(b"\0" * 2 * MEGABYTE), Limits(archive_bytes=MEGABYTE), "archive_trop_grosse"),
        (tar({"a": b"x" * 2000}), Limits(archive_bytes=1000), "archive_trop_grosse"),
        (tar(dict.fromkeys("abcd", b"x")), Limits(archive_members=2), "archive_trop_nombreuse"),
        (gzip.compress(b"abc")[:12], Limits(), "archive_illisible"),
        (tar({"a": b"a" * 600, "b": b"b"})[:1700], Limits(), "archive_illisible"),
        (tar({"a": b"a" * 600})[:700], Limits(), "archive_illisible"),
        (tar({}), Limits(), "archive_vide"),
    ],
)
def test_bombs_and_damage_say_so(packed: bytes, limits: Limits, code: str, tmp_path: Path) -> None:
    fault = _extract(packed, tmp_path, limits=limits).fault
    assert fault is not None
    assert fault.code == code
    assert sum(path.stat().st_size for path in tmp_path.glob("member-*")) <= 2 * MEGABYTE


def test_what_stands_before_the_damage_comes_out(tmp_path: Path) -> None:
    extraction = _extract(tar({"a": b"a" * 600, "b": b"b"})[:1700], tmp_path)
    assert _contents(extraction) == {"a": b"a" * 600}

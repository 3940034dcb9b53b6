"""Zip archives: bombs, tricks and damage end in a sentence, whatever else is in them comes out."""

import io
import struct
import zipfile
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.settings import Limits
from ingest.archive import Extraction, extract, member_name
from ingest.budget import Budget
from tests.ingest.raw_mail import archive


def _extract(content: bytes, tmp_path: Path, limits: Limits | None = None) -> Extraction:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    numbers = count()
    return extract(path, lambda: tmp_path / f"member-{next(numbers)}", Budget(limits or Limits()))


def _contents(extraction: Extraction) -> dict[str, bytes]:
    return {member.name: member.path.read_bytes() for member in extraction.members}


def _encrypted(content: bytes, name: str) -> bytes:
    """The archive with one member flagged as encrypted, in its local header and in the directory."""
    raw = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        info = packed.getinfo(name)
        raw[info.header_offset + 6] |= 1
    at = raw.index(b"PK\x01\x02")
    while raw[at + 46 : at + 46 + len(name)] != name.encode():
        at = raw.index(b"PK\x01\x02", at + 1)
    raw[at + 8] |= 1
    return bytes(raw)


def test_members_come_out_with_their_folders(tmp_path: Path) -> None:
    files = {"a.pdf": b"a", "sous-dossier/b.pdf": b"b", "été/é.txt": b"c"}
    extraction = _extract(archive(files), tmp_path)
    assert _contents(extraction) == files
    assert extraction.fault is None


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\x.pdf", "Windows/x.pdf"),
        ("a/./b//c.pdf", "a/b/c.pdf"),
        ("..", "fichier"),
        ("a\nb.pdf", "a_b.pdf"),
    ],
)
def test_paths_lose_their_tricks(name: str, kept: str) -> None:
    assert member_name(zipfile.ZipInfo(name)) == kept


def test_names_of_french_windows_are_read(tmp_path: Path) -> None:
    raw = archive({"XXX.pdf": b"x"}).replace(b"XXX", "été".encode("cp850"))
    assert list(_contents(_extract(raw, tmp_path))) == ["été.pdf"]


def test_a_member_without_a_name_comes_out(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr(zipfile.ZipInfo("a"), b"x")
        packed.filelist[0].filename = packed.filelist[0].orig_filename = ""
    raw = buffer.getvalue()
    raw = raw[:26] + b"\0\0" + raw[28:30] + raw[31:]  # the local header says so too
    directory = len(raw) - 22 - 46
    raw = raw[: directory + 46] + raw[directory + 46 : -6] + struct.pack("<I", directory) + raw[-2:]
    assert _contents(_extract(raw, tmp_path)) == {"fichier": b"x"}


def test_nothing_is_written_outside(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    _extract(archive({"../escaped.pdf": b"x"}), tmp_path / "in")
    assert not (tmp_path / "escaped.pdf").exists()


def test_what_file_managers_leave_does_not_count(tmp_path: Path) -> None:
    extraction = _extract(archive({"__MACOSX/._a": b"x", ".DS_Store": b"x", "a.pdf": b"a"}), tmp_path)
    assert list(_contents(extraction)) == ["a.pdf"]


def test_an_encrypted_member_is_named_and_the_others_come_out(tmp_path: Path) -> None:
    extraction = _extract(_encrypted(archive({"secret.pdf": b"s", "open.pdf": b"o"}), "secret.pdf"), tmp_path)
    assert _contents(extraction) == {"open.pdf": b"o"}
    assert extraction.fault is not None
    assert extraction.fault.code == "archive_chiffree"
    assert "secret.pdf" in extraction.fault.message


def test_a_damaged_member_is_named_and_the_others_come_out(tmp_path: Path) -> None:
    raw = archive({"bad.pdf": b"0123456789" * 9, "good.pdf": b"good"}, zipfile.ZIP_STORED)
    extraction = _extract(raw.replace(b"0123456789", b"XXXXXXXXXX", 1), tmp_path)
    assert _contents(extraction) == {"good.pdf": b"good"}
    assert extraction.fault is not None
    assert "bad.pdf" in extraction.fault.message


def test_a_bomb_is_refused_before_it_is_inflated(tmp_path: Path) -> None:
    extraction = _extract(archive({"bomb": b"\0" * (64 * 1024 * 1024)}), tmp_path)
    assert extraction.fault is not None
    assert extraction.fault.code == "archive_piegee"
    assert not list(tmp_path.glob("member-*"))


def test_a_bomb_that_lies_about_its_size_is_stopped(tmp_path: Path) -> None:
    raw = archive({"bomb": b"\0" * (4 * 1024 * 1024)})
    size = struct.pack("<I", 4 * 1024 * 1024)
    extraction = _extract(raw.replace(size, struct.pack("<I", 100)), tmp_path, Limits(archive_bytes=1024 * 1024))
    assert extraction.fault is not None
    assert sum(path.stat().st_size for path in tmp_path.glob("member-*")) <= 2 * 1024 * 1024


def test_blank_scans_that_pack_well_are_no_bomb(tmp_path: Path) -> None:
    assert _extract(archive({"blanc.bmp": b"\xff" * (8 * 1024 * 1024)}), tmp_path).fault is None


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(archive_members=2), "archive_trop_nombreuse"),
        (Limits(archive_bytes=10), "archive_trop_grosse"),
        (Limits(file_bytes=4), "membre_trop_gros"),
    ],
)
def test_limits_hold(limits: Limits, code: str, tmp_path: Path) -> None:
    extraction = _extract(archive(dict.fromkeys("abcd", b"12345")), tmp_path, limits)
    assert extraction.fault is not None
    assert extraction.fault.code == code


@pytest.mark.parametrize(
    ("content", "code"), [(b"PK\x03\x04rubbish", "archive_illisible"), (archive({}), "archive_vide")]
)
def test_an_archive_without_anything_says_so(content: bytes, code: str, tmp_path: Path) -> None:
    fault = _extract(content, tmp_path).fault
    assert fault is not None
    assert fault.code == code


_SOUND = archive({"a.pdf": b"%PDF-1.4 a", "b/c.txt": b"text" * 30})


@given(st.integers(min_value=0, max_value=len(_SOUND) - 1), st.binary(max_size=40))
def test_any_damage_is_survived(at: int, noise: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        assert isinstance(_extract(_SOUND[:at] + noise + _SOUND[at + len(noise) :], Path(folder)), Extraction)

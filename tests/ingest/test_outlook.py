"""Outlook's .msg files."""

import struct
import tracemalloc
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.fuzz.compound import Tree, compound
from dossier.errors import DocumentError
from dossier.settings import Limits
from ingest.formats import Format
from ingest.letter import Letter
from ingest.message import message_parts
from ingest.mime import open_mime
from ingest.outlook import open_msg
from ingest.unfold import unfold

SUBMITTED = datetime(2026, 3, 2, 9, 12, tzinfo=UTC)


def _fixed(header: int, **numbers: int) -> bytes:
    ticks = int((SUBMITTED - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
    stream = struct.pack("<HHIQ", 0x0040, 0x0039, 6, ticks)
    for pid, value in numbers.items():
        stream += struct.pack("<HHIQ", 0x0003, int(pid.removeprefix("p"), 16), 6, value)
    return b"\0" * header + stream


def _text(value: str) -> bytes:
    return value.encode("utf-16-le")


def _attachment(name: str, content: "bytes | Tree") -> Tree:
    data: Tree = {"__substg1.0_37010102": content} if isinstance(content, bytes) else {"__substg1.0_3701000D": content}
    return {"__properties_version1.0": b"\0" * 8, "__substg1.0_3707001F": _text(name), **data}


INNER: Tree = {
    "__properties_version1.0": _fixed(24),
    "__substg1.0_0037001F": _text("Attestation é"),
    "__substg1.0_0C1F001F": _text("ccc@x.fr"),
    "__substg1.0_1000001F": _text("nous attestons"),
    "__attach_version1.0_#00000000": _attachment("dedans.pdf", b"%PDF-inner"),
}
OUTER: Tree = {
    "__properties_version1.0": _fixed(32, p3FDE=65001),
    "__substg1.0_0037001F": _text("Demande"),
    "__substg1.0_0C1A001F": _text("Awa Sarr"),
    "__substg1.0_5D01001F": _text("Awa@X.fr"),
    "__substg1.0_1000001F": _text("Bonjour"),
    "__substg1.0_10130102": "<p>Bonjour à vous</p>".encode(),
    "__recip_version1.0_#00000000": {"__properties_version1.0": b"\0" * 8, "__substg1.0_39FE001F": _text("pref@x.fr")},
    "__attach_version1.0_#00000000": _attachment("été.pdf", b"%PDF-outer"),
    "__attach_version1.0_#00000001": _attachment("Attestation", INNER),
}


def _open(tree: Tree, tmp_path: Path) -> Letter:
    path = tmp_path / "m.msg"
    path.write_bytes(compound(tree))
    return open_msg(path)


def test_head_text_and_files_are_found(tmp_path: Path) -> None:
    letter = _open(OUTER, tmp_path)
    assert letter.head.subject == "Demande"
    assert (letter.head.sender, letter.head.sender_name) == ("awa@x.fr", "Awa Sarr")
    assert letter.head.recipients == ("pref@x.fr",)
    assert letter.head.sent_at == SUBMITTED
    assert message_parts(letter) == ("Bonjour à vous",)
    assert letter.carried[0].untrusted_name == "été.pdf"
    assert letter.carried[0].read() == b"%PDF-outer"


def test_a_message_inside_becomes_a_message_of_its_own(tmp_path: Path) -> None:
    carried = _open(OUTER, tmp_path).carried[1]
    assert carried.untrusted_name == "Attestation.eml"
    assert carried.read() == carried.read()
    inner = open_mime(carried.read())
    assert (inner.head.subject, inner.head.sender) == ("Attestation é", "ccc@x.fr")
    assert message_parts(inner) == ("nous attestons",)
    assert [(c.untrusted_name, c.read()) for c in inner.carried] == [("dedans.pdf", b"%PDF-inner")]


def test_transport_headers_win_over_properties(tmp_path: Path) -> None:
    headers = "From: =?utf-8?q?A=C3=AFcha?= <aicha@x.fr>\r\nMessage-ID: <1@x>\r\nAuto-Submitted: auto-replied\r\n"
    letter = _open({**OUTER, "__substg1.0_007D001F": _text(headers)}, tmp_path)
    assert (letter.head.sender, letter.head.sender_name, letter.head.message_id) == ("aicha@x.fr", "Aïcha", "<1@x>")
    assert letter.head.auto


def test_eight_bit_texts_are_read_in_their_code_page(tmp_path: Path) -> None:
    tree: Tree = {"__properties_version1.0": _fixed(32, p3FFD=1251), "__substg1.0_1000001E": "Привет".encode("cp1251")}
    assert message_parts(_open(tree, tmp_path)) == ("Привет",)


@pytest.mark.parametrize("kept", [0, 8, 100, 511, 512, 700, 1500])
def test_a_damaged_file_is_told_or_read_in_part(kept: int, tmp_path: Path) -> None:
    path = tmp_path / "m.msg"
    path.write_bytes(compound(OUTER)[:kept])
    try:
        assert isinstance(open_msg(path), Letter)
    except DocumentError as error:
        assert error.code == "message_illisible"


def test_announced_sizes_are_not_believed(tmp_path: Path) -> None:
    """A mini FAT of four gigabytes whose only sector follows itself: 4 KB on disk, 20 GB in memory."""
    content = bytearray(compound(OUTER))
    start, fat = struct.unpack_from("<I", content, 60)[0], struct.unpack_from("<I", content, 76)[0]
    struct.pack_into("<I", content, 64, 0x00800000)
    struct.pack_into("<I", content, (fat + 1) * 512 + start * 4, start)
    (tmp_path / "m.msg").write_bytes(content)
    tracemalloc.start()
    try:
        with suppress(DocumentError):
            open_msg(tmp_path / "m.msg")
        assert tracemalloc.get_traced_memory()[1] < 20 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_an_attachment_that_is_damaged_stays_listed_and_its_siblings_come_out(tmp_path: Path) -> None:
    broken = _attachment("a.pdf", b"x" * 5000)
    content = bytearray(compound({**INNER, "__attach_version1.0_#00000001": broken}))
    sizes = [n for n in range(0, len(content) - 128, 128) if content[n + 120 : n + 124] == struct.pack("<I", 5000)]
    struct.pack_into("<I", content, sizes[0] + 116, 0x00FFFFF0)
    (tmp_path / "m.msg").write_bytes(content)
    files = unfold(tmp_path / "m.msg", "m.msg", tmp_path / "w", Limits())
    assert [(file.name, file.format) for file in files[1:]] == [("dedans.pdf", Format.PDF), ("a.pdf", Format.EMPTY)]

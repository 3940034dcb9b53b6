"""winmail.dat: its text and its files, whatever is cut off."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.errors import DocumentError
from ingest.letter import Letter
from ingest.tnef import open_tnef
from tests.ingest.raw_mail import mapi_list, tnef

UNICODE, BINARY = 0x001F, 0x0102
LONG_NAME = mapi_list({(0x3707, UNICODE): "pièce d'identité.pdf\0".encode("utf-16-le")})
WHOLE = tnef(
    (1, 0x9007, b"\xe4\x04\0\0"),
    (1, 0x8004, b"Objet\0"),
    (1, 0x9003, mapi_list({(0x1000, UNICODE): "Né à Évry\0".encode("utf-16-le"), (0x0C1F, 0x001E): b"A@x.fr\0"})),
    (2, 0x9002, b"\0" * 14),
    (2, 0x8010, b"PIECED~1.PDF\0"),
    (2, 0x800F, b"%PDF-1"),
    (2, 0x9005, LONG_NAME),
    (2, 0x9002, b"\0" * 14),
    (2, 0x8010, "été.jpg\0".encode("cp1252")),
    (2, 0x800F, b"\xff\xd8\xff"),
)  # fmt: skip


def _open(content: bytes, tmp_path: Path) -> Letter:
    path = tmp_path / "winmail.dat"
    path.write_bytes(content)
    return open_tnef(path)


def test_text_and_files_are_found(tmp_path: Path) -> None:
    letter = _open(WHOLE, tmp_path)
    assert letter.bodies[0].plain == "Né à Évry"
    assert (letter.head.subject, letter.head.sender) == ("Objet", "a@x.fr")
    files = {carried.untrusted_name: carried.read() for carried in letter.carried}
    assert files == {"pièce d'identité.pdf": b"%PDF-1", "été.jpg": b"\xff\xd8\xff"}


def test_an_embedded_message_is_carried_as_a_tnef(tmp_path: Path) -> None:
    inner = tnef((1, 0x8004, b"Dedans\0"))
    packed = bytes.fromhex("0703020000000000c000000000000046") + inner
    outer = tnef((2, 0x9002, b"\0" * 14), (2, 0x9005, mapi_list({(0x3701, 0x000D): packed})))
    [carried] = _open(outer, tmp_path).carried
    assert carried.read() == inner


def test_what_is_no_tnef_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        _open(b"nothing of the kind", tmp_path)
    assert caught.value.code == "winmail_illisible"


@pytest.mark.parametrize("kept", range(6, len(WHOLE), 7))
def test_a_cut_file_gives_what_stands_before_the_cut(kept: int, tmp_path: Path) -> None:
    letter = _open(WHOLE[:kept], tmp_path)
    assert len(letter.carried) <= 2


@given(st.binary(max_size=300), st.integers(min_value=6, max_value=200))
def test_any_damage_is_survived(noise: bytes, at: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        assert isinstance(_open(WHOLE[:at] + noise, Path(folder)), Letter)

"""RTF bodies of Outlook."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.rtf import rtf_body, unpack_rtf


def _packed(rtf: bytes) -> bytes:
    """LZFu with literals only, which needs no search."""
    data = b"".join(b"\0" + rtf[at : at + 8] for at in range(0, len(rtf), 8))
    return struct.pack("<IIII", len(data) + 12, len(rtf), 0x75465A4C, 0) + data


def test_literals_are_unpacked() -> None:
    assert unpack_rtf(_packed(rb"{\rtf1\ansi Bonjour}")) == rb"{\rtf1\ansi Bonjour}"


def test_references_into_the_window_are_followed() -> None:
    # [MS-OXRTFCP] 3.1.2: the example of a compressed RTF
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert unpack_rtf(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_stored_rtf_is_taken_as_it_is() -> None:
    assert unpack_rtf(struct.pack("<IIII", 20, 5, 0x414C454D, 0) + b"{\\x}!") == b"{\\x}!"


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"{\rtf1\ansi Bonjour\par Monde}", "Bonjour\nMonde"),
        (rb"{\rtf1\ansi\ansicpg1252 N\'e9 \'e0 \'c9vry}", "Né à Évry"),
        (rb"{\rtf1\ansi N\u233?e}", "Née"),
        (rb"{\rtf1{\fonttbl{\f0 Arial;}}{\*\generator x;}Bonjour}", "Bonjour"),
        (rb"{\rtf1 a\{b\}\\c\~d}", "a{b}\\c\u00a0d"),
        (rb"{\rtf1\ansi\ansicpg1251 \'cf\'f0}", "Пр"),
        (rb"{\rtf1\ansi\ansicpg525 \'e9t\'e9}", "été"),  # no such code page
    ],
)
def test_text_is_read(rtf: bytes, text: str) -> None:
    body = rtf_body(rtf)
    assert body is not None
    assert (body.plain or "").strip() == text


def test_html_that_was_wrapped_is_unwrapped() -> None:
    rtf = rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Bonjour {\*\htmltag84 <b>}\'e0{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0 {\*\htmltag72 </p>}}"  # noqa: E501 - one RTF line
    body = rtf_body(rtf)
    assert body is not None
    assert body.html is not None
    assert "<p>Bonjour <b>à</b></p>" in body.html.replace("\n", "")


def test_nothing_is_nothing() -> None:
    assert rtf_body(rb"{\rtf1\ansi }") is None
    assert unpack_rtf(b"") == b""


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(content: bytes) -> None:
    rtf_body(content)
    assert len(unpack_rtf(struct.pack("<IIII", 0, 4000, 0x75465A4C, 0) + content)) <= 4000

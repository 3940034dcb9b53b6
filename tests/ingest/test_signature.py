"""Cryptographic wrappers are opened when they only sign."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.signature import Wrapper, signed_content, wrapper_of
from tests.ingest.raw_mail import der, enveloped, signed

BER = (  # the same with indefinite lengths and the content in two pieces
    b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80\x02\x01\x01\x31\x00"
    b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80\x24\x80\x04\x03abc\x04\x02de"
    + b"\0\0" * 7
)  # fmt: skip


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (signed(b"abc"), Wrapper.SIGNED),
        (signed(b"x" * 70_000), Wrapper.SIGNED),
        (BER, Wrapper.SIGNED),
        (signed(None), Wrapper.DETACHED),
        (enveloped(), Wrapper.ENCRYPTED),
        (b"-----BEGIN PGP MESSAGE-----\n\nx", Wrapper.ENCRYPTED),
        (b"-----BEGIN PGP SIGNATURE-----\n\nx", Wrapper.DETACHED),
        (b"", Wrapper.DETACHED),
        (der(0x30, b"nonsense"), Wrapper.DETACHED),
    ],
)
def test_wrappers_are_told_apart(content: bytes, kind: Wrapper) -> None:
    assert wrapper_of(content) is kind


@pytest.mark.parametrize(("content", "inner"), [(signed(b"abc"), b"abc"), (BER, b"abcde"), (signed(None), b"")])
def test_what_was_signed_is_taken_out(content: bytes, inner: bytes) -> None:
    assert signed_content(content) == inner


@given(st.binary(max_size=200), st.integers(min_value=0, max_value=60))
def test_any_damage_is_survived(noise: bytes, at: int) -> None:
    assert isinstance(signed_content(signed(b"abc")[:at] + noise), bytes)
    assert wrapper_of(noise) in Wrapper

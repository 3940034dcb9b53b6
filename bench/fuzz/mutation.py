"""Damage as it happens, and as it is made: bits, bytes, blocks, lengths, words of the format, two files crossed."""

import random
from collections.abc import Sequence

_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_WORDS = (
    b"--b\n", b"--b--\n", b"Content-Type: multipart/mixed; boundary=b\n", b"Content-Type: message/rfc822\n",
    b"\n\n", b"Content-Transfer-Encoding: base64\n", b"=?utf-8?q?=", b"filename*0*=", b"begin 644 a\n",
    b"end\n", b"> ", b"De : a\n", b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"%PDF-1.4\n", b"%%EOF\n",
    b"obj", b"stream\n", b"/Kids[", b"<<", b">>", b"<!--", b"-->", b"<style>", b"<table><td colspan=9999>",
    b"<blockquote type=cite>", b"{\\*\\htmltag ", b"\\u-1 ", b"\\'", b"{", b"}", b"((((", b"\xff\xfe",
    b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", b"\xed\xa0\x80", b"II*\x00",
    b"****************************************************************", b"\r\n",
)  # fmt: skip


def mutated(content: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """``content`` with one to eight damages; at most 64 KiB."""
    data = bytearray(content)
    for _ in range(1 << chance.randrange(4)):
        _damage(data, others, chance)
    return bytes(data[:65536])


def _damage(data: bytearray, others: Sequence[bytes], chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    size = 1 << chance.randrange(9)
    match chance.randrange(9):
        case 0:
            data[at : at + 1] = bytes([chance.randrange(256)])
        case 1:
            del data[at : at + size]
        case 2:
            data[at:at] = data[at : at + size] * (1 << chance.randrange(6))
        case 3:
            width = chance.choice((1, 2, 4))
            number = chance.choice(_NUMBERS) & ((1 << 8 * width) - 1)
            data[at : at + width] = number.to_bytes(width, chance.choice(("little", "big")))
        case 4 | 5:
            data[at:at] = chance.choice(_WORDS) * (1 << chance.randrange(7))
        case 6:
            other = chance.choice(others)
            start = chance.randrange(len(other) + 1)
            data[at:] = other[start:]
        case 7:
            del data[at:]
        case _:
            data[at : at + size] = bytes(chance.randrange(256) for _ in range(size))

"""A zip that holds itself: unpacked, it gives the same bytes again, for ever.

The construction is Russ Cox's (« Zip Files All The Way Down », 2010), made anew from the two things that DEFLATE
(RFC 1951) can do: L(n) gives the n bytes behind it, R(n) gives the last n bytes given once more (so do Q, R', R"). P is
what stands before the packed data, S what stands behind. What each step gives is always a little behind the file, or
ahead of it by as much as the next step's own head:

    P L[P L] R  L[R] L[L] L[R L L L] Q  L[Q L Q L] Q L[… R' L'] R'  L'[R" S] R"  S

The checksum of the whole stands in P and in S. It is linear in the bytes that it is made of (over GF(2)), so which one
it must be is a system of 32 equations.
"""

import struct
import zlib

_NAME = b"a.zip"
_HEAD_BYTES = 5  # of L(n), aligned to a byte
_LENGTHS = ((257, 3, 10, 0), (265, 11, 18, 1), (269, 19, 34, 2), (273, 35, 66, 3), (277, 67, 130, 4))
_DISTANCES = ((4, 5, 8, 1), (6, 9, 16, 2), (8, 17, 32, 3), (10, 33, 64, 4), (12, 65, 128, 5))


def quine_zip() -> bytes:
    """The archive, whose only member is itself."""
    start, *ones = (zlib.crc32(_whole(value)) for value in (0, *(1 << bit for bit in range(32))))
    # crc(x) = crc(0) + A x; the x with crc(x) = x solves (A + 1) x = crc(0).
    columns = [(one ^ start) ^ (1 << bit) for bit, one in enumerate(ones)]
    whole = _whole(_solved(columns, start))
    assert zlib.decompress(_packed_part(whole), -15) == whole
    return whole


def _whole(checksum: int) -> bytes:
    sizes = (0, 0)
    for _ in range(2):  # the sizes stand in fields of a fixed width: the second time they are right
        before, after = _before(checksum, *sizes), _after(checksum, *sizes)
        packed = _steps(before, after)
        sizes = (len(packed), len(before) + len(packed) + len(after))
    return before + packed + after


def _steps(before: bytes, after: bytes) -> bytes:
    again, twice = _repeat(len(before) + _HEAD_BYTES, 11), _repeat(26, 8)
    last_again = _final_repeat(len(after))
    last = _literal(len(last_again) + len(after))
    ahead = _repeat(13, 8)  # gives itself and the head of the last literal
    first, own, its, core = (_literal(size) for size in (len(before) + _HEAD_BYTES, len(again), _HEAD_BYTES, 26))
    return b"".join(
        [
            first, before, first, again,
            own, again, its, own,
            core, again, its, own, core, twice,
            core, twice, core, twice, core, twice,
            core, bytes(13), ahead, last, ahead,
            last, last_again, after, last_again,
        ]
    )  # fmt: skip


def _literal(size: int) -> bytes:
    """A stored block's head, when it begins at a byte."""
    return struct.pack("<BHH", 0, size, size ^ 0xFFFF)


def _repeat(count: int, size: int) -> bytes:
    """The last ``count`` bytes once more, in ``size`` bytes: a match, empty blocks, and an empty stored block, which
    ends at a byte."""
    bits = _match(count, final=False)
    while (len(bits) + 3 + 7) // 8 + 4 < size:
        bits += "010" + "0000000"
    packed = _bytes(bits + "000") + b"\0\0\xff\xff"
    assert len(packed) == size
    return packed


def _final_repeat(after: int) -> bytes:
    """The last block of all: itself and what stands behind it once more."""
    size = next(size for size in range(2, 9) if len(_bytes(_match(after + size, final=True))) == size)
    return _bytes(_match(after + size, final=True))


def _match(count: int, *, final: bool) -> str:
    """A block of the fixed code with one match: the last ``count`` bytes. Its bits, the first packed one first."""
    code, low, _, extra = next(row for row in _LENGTHS if row[1] <= count <= row[2])
    symbol = code + ((count - low) >> extra)
    far, near, _, more = next(row for row in _DISTANCES if row[1] <= count <= row[2])
    length = format(symbol - 256, "07b") + _from_lowest((count - low) % (1 << extra), extra)
    distance = format(far + ((count - near) >> more), "05b") + _from_lowest((count - near) % (1 << more), more)
    return ("1" if final else "0") + "10" + length + distance + "0000000"


def _from_lowest(value: int, bits: int) -> str:
    return format(value, f"0{bits}b")[::-1] if bits else ""


def _bytes(bits: str) -> bytes:
    padded = bits + "0" * (-len(bits) % 8)
    return bytes(int(padded[at : at + 8][::-1], 2) for at in range(0, len(padded), 8))


def _fields(checksum: int, packed: int, unpacked: int) -> bytes:
    return struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x5C21, checksum, packed, unpacked, len(_NAME), 0)


def _before(checksum: int, packed: int, unpacked: int) -> bytes:
    return b"PK\3\4" + _fields(checksum, packed, unpacked) + _NAME


def _after(checksum: int, packed: int, unpacked: int) -> bytes:
    entry = b"PK\1\2" + struct.pack("<H", 20) + _fields(checksum, packed, unpacked) + bytes(14) + _NAME
    at = 30 + len(_NAME) + packed
    return entry + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, len(entry), at, 0)


def _packed_part(whole: bytes) -> bytes:
    (size,) = struct.unpack_from("<I", whole, 18)
    return whole[30 + len(_NAME) :][:size]


def _solved(columns: list[int], wanted: int) -> int:
    """The x for which the columns that x names sum up to ``wanted`` over GF(2), by Gauss's elimination."""
    rows = [(column, 1 << bit) for bit, column in enumerate(columns)]
    for bit in range(32):
        pivot = next((row for row in rows if row[0] >> bit & 1 and not row[0] & ((1 << bit) - 1)), None)
        if pivot is None:
            continue
        rows = [(row[0] ^ pivot[0], row[1] ^ pivot[1]) if row != pivot and row[0] >> bit & 1 else row for row in rows]
    solution = 0
    for bit in range(32):
        row = next((row for row in rows if row[0] == 1 << bit), None)
        if wanted >> bit & 1:
            assert row is not None  # another date in the head makes another system
            solution ^= row[1]
    return solution

"""Fictional messages, written straight into a Maildir: what they weigh is like the mail of a préfecture."""

import base64
import hashlib
import os
import random
from collections.abc import Iterator
from pathlib import Path

from bench.mailbox.server import MailServer

_MEDIAN_BYTES = 15_000
_SIGMA = 1.3  # of the logarithm: a mean of some 35 KB, one in a hundred over 300 KB
_MOST_BYTES = 5_000_000


def fill(server: MailServer, count: int, *, seed: int, large_mb: int = 0) -> set[str]:
    """Puts ``count`` messages into the inbox, and one of ``large_mb`` megabytes besides; the SHA-256 of each."""
    new = server.maildir / "new"
    for folder in (server.maildir.parent, server.maildir, new, server.maildir / "cur", server.maildir / "tmp"):
        folder.mkdir(parents=True, exist_ok=True)
        server.own(folder)
    rng = random.Random(seed)
    known = set()
    for number in range(count):
        wanted = min(int(rng.lognormvariate(0, _SIGMA) * _MEDIAN_BYTES), _MOST_BYTES)
        known.add(
            _write(server, new / f"{1_780_000_000 + number}.M{number}.bench", number, [rng.randbytes(wanted * 3 // 4)])
        )
    if large_mb:
        parts = (rng.randbytes(750_000) for _ in range(large_mb))
        known.add(_write(server, new / "1790000000.Mlarge.bench", count, parts))
    return known


def _write(server: MailServer, path: Path, number: int, parts: "Iterator[bytes] | list[bytes]") -> str:
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for piece in _message(number, parts):
            file.write(piece)
            digest.update(piece)
    arrived = 1_780_000_000 + number
    os.utime(path, (arrived, arrived))
    server.own(path)
    return digest.hexdigest()


def _message(number: int, parts: "Iterator[bytes] | list[bytes]") -> Iterator[bytes]:
    head = (
        f"Received: from mx.example.org by mx.example.net; Mon, 2 Mar 2026 08:30:00 +0100\r\n"
        f"From: =?utf-8?q?Demandeur_num=C3=A9ro?= {number} <demandeur{number}@example.org>\r\n"
        f"To: depot@prefecture.example\r\nSubject: Demande {number}\r\nMessage-ID: <{number}.bench@example.org>\r\n"
        f"X-Bench: {number}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nVeuillez trouver ma demande.\r\n"
        f"--b\r\nContent-Type: application/pdf; name=piece.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    yield head.encode()
    for part in parts:
        yield base64.encodebytes(part).replace(b"\n", b"\r\n")
    yield b"--b--\r\n"

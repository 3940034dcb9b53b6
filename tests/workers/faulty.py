"""Functions that fail as native parsers of hostile files do, to run in the sandbox."""

import errno
import os
import signal
import socket
import time
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from dossier.errors import DocumentError
from ocr.searchable import PieceSource, build_piece
from ocr.stand_in import build_stand_in


def double(number: int) -> int:
    return 2 * number


def crash() -> NoReturn:
    os.kill(os.getpid(), signal.SIGSEGV)
    raise SystemExit


def call_out(port: int) -> str:
    """The name of the error with which 127.0.0.1 is out of reach, empty when it is not."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return ""


def hang() -> None:
    time.sleep(600)


def swallow_memory() -> int:
    return len(bytearray(8 * 1024 * 1024 * 1024))


def refuse() -> NoReturn:
    raise DocumentError("fichier_chiffre", "Ce fichier est protégé par un mot de passe.")


def stumble() -> NoReturn:
    raise ZeroDivisionError("a parser's bug")


def build_badly(sources: list[PieceSource], out: Path, title: str, created: datetime) -> None:
    """The attestation cannot be copied; the rest can."""
    if "Attestation" in title:
        crash()
    build_piece(sources, out, title=title, created=created)


def draw_badly(sources: list[PieceSource], out: Path, title: str, created: datetime, drawn: bool) -> None:
    """Nothing can be drawn either."""
    if drawn:
        crash()
    build_stand_in(sources, out, title=title, created=created, drawn=False)

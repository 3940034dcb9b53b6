"""Functions that fail as native parsers of hostile files do, to run in the sandbox."""

import os
import signal
import time
from typing import NoReturn

from dossier.errors import DocumentError


def double(number: int) -> int:
    return 2 * number


def crash() -> NoReturn:
    os.kill(os.getpid(), signal.SIGSEGV)
    raise SystemExit


def hang() -> None:
    time.sleep(600)


def swallow_memory() -> int:
    return len(bytearray(8 * 1024 * 1024 * 1024))


def refuse() -> NoReturn:
    raise DocumentError("fichier_chiffre", "Ce fichier est protégé par un mot de passe.")


def stumble() -> NoReturn:
    raise ZeroDivisionError("a parser's bug")

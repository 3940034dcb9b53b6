"""The antivirus: nothing that comes from outside is parsed natively before it said that the bytes are clean."""

import io
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import urlsplit

from dossier.errors import DocumentError, OurError, WeatherError
from dossier.filing import Antivirus as State

CONNECT_S = 5.0
ANSWER_S = 300.0  # clamd's own MaxScanTime is two minutes by default
_CHUNK_BYTES = 256 * 1024
_ANSWER_BYTES = 4096

# What clamd calls « found » although it only says that it did not look at everything (AlertExceedsMax, AlertEncrypted).
_NOT_LOOKED_THROUGH = ("Heuristics.Limits.Exceeded", "Heuristics.Encrypted")

# The EICAR test file, in two halves: no virus, but every antivirus must call it one, and would find it here too.
TEST_FILE = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Antivirus(Protocol):
    """Three ways it can go: nobody looks (``state`` says so), the file is clean, or an error says what is wrong."""

    state: State

    def examine(self, path: Path) -> None:
        """Returns when the file may be opened.

        Raises DocumentError when something was found in it, or when it is too large or too tangled to be looked
        through; WeatherError when no answer came: it was not scanned, and is to be tried again.
        """
        ...

    def check(self) -> str:
        """What stands ready, in French. Raises WeatherError or OurError when files would not be scanned."""
        ...


class NoAntivirus:
    """None is configured: files are opened unseen, and each manifest says so."""

    state = State.NOT_CONFIGURED

    def examine(self, path: Path) -> None:
        del path

    def check(self) -> str:
        return "non configuré : les fichiers ne sont pas analysés"


class Clamd:
    """A clamd, asked with INSTREAM (clamd(8)): it needs no access to our files. Threads may share it.

    Its StreamMaxLength (25 MB by default) must be as large as the largest file taken in, and AlertExceedsMax on:
    without it a file over MaxFileSize is called clean unread (seen with a 600 MB zip of 0.6 MB).
    """

    state = State.CLEAN

    def __init__(self, url: str) -> None:
        """``tcp://HOST:PORT`` or ``unix:///PATH``. Connects to nothing. Raises OurError on anything else."""
        self._address = _address(url)

    def examine(self, path: Path) -> None:
        with path.open("rb") as file:
            _judge(self._scan(file))

    def check(self) -> str:
        version = self._version()
        try:
            _judge(self._scan(io.BytesIO(TEST_FILE)))
        except DocumentError:
            return f"{version}, reconnaît le fichier d'essai"
        raise OurError("l'antivirus ne reconnaît pas le fichier d'essai EICAR : ses signatures manquent")

    def _version(self) -> str:
        with self._connected() as clamd:
            clamd.sendall(b"zVERSION\0")
            return _answer(clamd)

    def _scan(self, file: BinaryIO) -> str:
        """clamd's verdict on these bytes: its words after « stream: »."""
        with self._connected() as clamd:
            with suppress(BrokenPipeError, ConnectionResetError):  # too much for it: what it said is still to be read
                _stream(clamd, file)
            return _answer(clamd).removeprefix("stream: ")

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        family = socket.AF_UNIX if isinstance(self._address, str) else socket.AF_UNSPEC
        try:
            with _connect(family, self._address) as clamd:
                clamd.settimeout(ANSWER_S)
                yield clamd
        except OSError as error:
            raise WeatherError(f"the antivirus does not answer: {type(error).__name__}") from None


def open_antivirus(url: str | None) -> Antivirus:
    """The configured antivirus; None: :class:`NoAntivirus`."""
    return NoAntivirus() if url is None else Clamd(url)


def _address(url: str) -> str | tuple[str, int]:
    try:
        parts = urlsplit(url)
        if parts.scheme == "unix" and not parts.netloc and parts.path:
            return parts.path
        if parts.scheme == "tcp" and parts.hostname and parts.port:
            return parts.hostname, parts.port
    except ValueError:
        pass  # a port that is no number
    raise OurError("the antivirus's address is tcp://HOST:PORT or unix:///PATH")


def _connect(family: socket.AddressFamily, address: str | tuple[str, int]) -> socket.socket:
    if not isinstance(address, str):
        return socket.create_connection(address, timeout=CONNECT_S)
    clamd = socket.socket(family, socket.SOCK_STREAM)
    try:
        clamd.settimeout(CONNECT_S)
        clamd.connect(address)
    except BaseException:
        clamd.close()
        raise
    return clamd


def _stream(clamd: socket.socket, file: BinaryIO) -> None:
    """The file in chunks, each after its length in 4 bytes, network order; an empty one ends it."""
    clamd.sendall(b"zINSTREAM\0")
    while chunk := file.read(_CHUNK_BYTES):
        clamd.sendall(struct.pack("!L", len(chunk)) + chunk)
    clamd.sendall(struct.pack("!L", 0))


def _answer(clamd: socket.socket) -> str:
    """Up to the NUL that ends it. Raises WeatherError when the connection ends before."""
    said = b""
    while not said.endswith(b"\0"):
        part = clamd.recv(_ANSWER_BYTES)
        if not part or len(said) > _ANSWER_BYTES:
            raise WeatherError("the antivirus broke off its answer")
        said += part
    return said[:-1].decode(errors="replace")


def _judge(verdict: str) -> None:
    """Only an explicit « OK » is clean."""
    if verdict == "OK":
        return
    name = verdict.removesuffix(" FOUND")
    if name != verdict and not name.startswith(_NOT_LOOKED_THROUGH):
        raise DocumentError("virus", f"L'antivirus a reconnu un fichier dangereux ({name}) : ne l'ouvrez pas.")
    if name != verdict:
        raise DocumentError(
            "antivirus_incomplet",
            "L'antivirus n'a pas pu tout examiner (fichier chiffré, trop gros ou trop imbriqué) : il n'a pas été lu.",
        )
    if "size limit exceeded" in verdict:
        raise DocumentError(
            "antivirus_trop_gros", "Ce fichier est plus gros que l'antivirus ne l'accepte : il n'a pas été lu."
        )
    raise WeatherError(f"the antivirus could not scan: {verdict[:200]}")

"""The antivirus: only an explicit clean answer lets a file be opened; no answer is no verdict."""

import io
import json
import os
import socket
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dossier.errors import DocumentError, OurError, WeatherError
from dossier.filing import Antivirus as State
from tests.servers.clamd import STREAM_LIMIT_BYTES, ClamdServer
from tests.workers.mail import message
from tests.workers.received import received
from workers.antivirus import TEST_FILE, Clamd, NoAntivirus, open_antivirus
from workers.pipeline import process
from workers.reception import Tools


@pytest.fixture(params=["tcp", "unix"])
def scanner(request: pytest.FixtureRequest, clamd: ClamdServer) -> Clamd:
    return Clamd(clamd.tcp_url if request.param == "tcp" else clamd.unix_url)


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


def _zip(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lettre.pdf", content)
    return packed.getvalue()


@pytest.mark.parametrize("content", [b"", b"bonjour", os.urandom(600_000)], ids=["empty", "text", "several chunks"])
def test_a_clean_file_may_be_opened(content: bytes, scanner: Clamd, tmp_path: Path) -> None:
    scanner.examine(_file(tmp_path, content))


@pytest.mark.parametrize(
    "content", [TEST_FILE, _zip(TEST_FILE), message(("a.pdf", TEST_FILE))], ids=["bare", "zip", "e-mail"]
)
def test_what_is_found_is_the_documents_fault(content: bytes, scanner: Clamd, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"Test\.Signature") as error:
        scanner.examine(_file(tmp_path, content))
    assert error.value.code == "virus"


@pytest.mark.parametrize("times", [1.1, 40])
def test_a_file_larger_than_clamd_takes_is_never_clean(times: float, scanner: Clamd, tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as error:
        scanner.examine(_file(tmp_path, bytes(int(times * STREAM_LIMIT_BYTES))))
    assert error.value.code == "antivirus_trop_gros"


def test_an_archive_too_tangled_to_be_looked_through_is_never_clean(scanner: Clamd, tmp_path: Path) -> None:
    tangled = b"bonjour"
    for _ in range(8):
        tangled = _zip(tangled)
    with pytest.raises(DocumentError) as error:
        scanner.examine(_file(tmp_path, tangled))
    assert error.value.code == "antivirus_incomplet"


def test_the_check_proves_that_the_test_file_is_recognised(scanner: Clamd) -> None:
    assert scanner.check().startswith("ClamAV 1.")


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "unix:///nonexistent/clamd.sock"])
def test_a_clamd_that_is_away_is_weather(url: str, tmp_path: Path) -> None:
    with pytest.raises(WeatherError):
        Clamd(url).examine(_file(tmp_path, b"bonjour"))


@pytest.fixture
def talker() -> Iterator["Talker"]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield Talker(listener)


class Talker:
    """Says one thing to whoever connects, whatever it is sent."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self.url = f"tcp://127.0.0.1:{listener.getsockname()[1]}"

    def will_say(self, words: bytes) -> None:
        threading.Thread(target=self._serve, args=(words,), daemon=True).start()

    def _serve(self, words: bytes) -> None:
        connection, _ = self._listener.accept()
        with connection:
            while not connection.recv(65536).endswith(b"\0\0\0\0"):
                pass
            connection.sendall(words)


@pytest.mark.parametrize(
    "words", [b"", b"stream: O", b"stream: OK", b"stream: Can't allocate memory ERROR\0", b"UNKNOWN COMMAND\0", b"\0"]
)
def test_every_answer_but_ok_or_found_is_weather(words: bytes, talker: Talker, tmp_path: Path) -> None:
    talker.will_say(words)
    with pytest.raises(WeatherError):
        Clamd(talker.url).examine(_file(tmp_path, b"bonjour"))


def test_an_antivirus_without_signatures_fails_its_check(talker: Talker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Clamd, "_version", lambda self: "ClamAV")
    talker.will_say(b"stream: OK\0")
    with pytest.raises(OurError, match="EICAR"):
        Clamd(talker.url).check()


@pytest.mark.parametrize("url", ["", "clamd:3310", "tcp://clamd", "tcp://clamd:x", "unix://clamd.sock", "http://a:1"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(OurError):
        open_antivirus(url)


def test_without_an_antivirus_files_are_opened_and_the_manifest_says_so() -> None:
    assert isinstance(open_antivirus(None), NoAntivirus)
    assert open_antivirus(None).state is State.NOT_CONFIGURED


def test_a_file_that_could_not_be_scanned_is_not_read(tools: Tools, tmp_path: Path) -> None:
    away = replace(tools, antivirus=Clamd("tcp://127.0.0.1:1"))
    with pytest.raises(WeatherError):
        process(received(tmp_path, message()), away, tmp_path)


@pytest.mark.parametrize("configured", [True, False])
def test_the_manifest_says_whether_it_was_scanned(
    configured: bool, clamd: ClamdServer, tools: Tools, tmp_path: Path
) -> None:
    watched = replace(tools, antivirus=Clamd(clamd.tcp_url) if configured else NoAntivirus())
    process(received(tmp_path, message()), watched, tmp_path)
    (key,) = [key for key in tools.store.keys("dossiers/") if key.endswith("/dossier.json")]
    said = json.loads(tools.store.get_bytes(key))["processing"]["antivirus"]
    assert said == ("clean" if configured else "not_configured")

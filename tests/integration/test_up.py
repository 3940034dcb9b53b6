"""`pli up`, the whole: mail in, dossiers out; killed and started again, nothing lost and nothing doubled."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pli.embedded.ports import FIRST, LAST, is_free
from pli.runtime import read_runtime
from tests.workers.mail import ATTESTATION, COVER, HIS_ATTESTATION, message

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parent.parent.parent


class Installation:
    """One `pli up` on a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.data, self.scans = folder / "data", folder / "scans"
        self.port = next(port for port in range(FIRST + os.getpid() % 5000, LAST) if is_free(port))
        self.log = folder / "up.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "pli.cli", "up", *self._where(), "--port", str(self.port)],
                cwd=ROOT,
                env={**os.environ, "PLI_PREFECTURE": "33", "PLI_SCAN_PATIENCE_S": "5"},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.wait_for(lambda: not is_free(self.port))

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(60)

    def drop(self, name: str, content: bytes) -> None:
        draft = self.scans / f".{name}.part"
        draft.write_bytes(content)
        draft.rename(self.scans / name)

    def stats(self) -> dict[str, Any]:
        answer = self.run("stats", "--json")
        assert answer.returncode == 0, answer.stderr
        numbers: dict[str, Any] = json.loads(answer.stdout)
        return numbers

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pli.cli", *words, "--data", str(self.data)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)

    def wait_for(self, true: Callable[[], bool], within_s: float = 180) -> None:
        deadline = time.monotonic() + within_s
        while not true():
            assert time.monotonic() < deadline, self.log.read_text() + self._logs()
            time.sleep(0.3)

    def _where(self) -> list[str]:
        return ["--data", str(self.data), "--scans", str(self.scans)]

    def _logs(self) -> str:
        return "\n".join(f"== {log.name}\n{log.read_text()[-3000:]}" for log in (self.data / "logs").glob("*.log"))


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    place = Installation(tmp_path)
    place.scans.mkdir()
    place.start()
    yield place
    place.kill()
    shutil.rmtree(place.data, ignore_errors=True)


SURNAMES = ("Camara", "Diallo", "Keita", "Barry", "Sissoko", "Traore")


def _filing_of(number: int) -> tuple[str, str]:
    """The pages of one person's filing: another person's would join none."""
    numero, surname = str(3301234567 + 1111 * number), SURNAMES[number]
    own = (page.replace("Camara", surname).replace("3301234567", numero) for page in (COVER, ATTESTATION))
    cover, attestation = (page.replace("4 mars", f"{number + 4} mars") for page in own)
    return cover, attestation


def _settled(place: Installation, received: int) -> bool:
    numbers = place.stats()
    plis = numbers["plis"]
    return bool(plis["received"] == received and plis["waiting"] == 0 and numbers["unsent"] == 0)


def test_mail_goes_in_and_dossiers_come_out(installation: Installation, letter: Callable[..., bytes]) -> None:
    installation.drop("scan.pdf", letter(COVER.replace("Awa Camara", "Moussa Diallo"), HIS_ATTESTATION))
    installation.drop("depot.eml", message(("attestation.pdf", letter(ATTESTATION))))
    installation.drop("vide.pdf", b"")
    installation.wait_for(lambda: _settled(installation, received=3))
    numbers = installation.stats()
    assert numbers["plis"] == {"received": 3, "filed": 2, "courriers": 0, "waiting": 0, "quarantine": 1}
    assert numbers["pages"]["filed"] == 4
    assert numbers["dossiers"]["recevable"] == 2
    assert numbers["handed_over"] == 2
    check = installation.run("check")
    assert check.returncode == 0, check.stdout
    assert [path.name for path in installation.scans.glob("[a-z]*.*")] == []

    pids = _children(installation)
    assert installation.stop() == 0
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_killed_at_any_moment_it_goes_on(installation: Installation, letter: Callable[..., bytes]) -> None:
    names = [f"scan-{number}.pdf" for number in range(len(SURNAMES))]
    for number, name in enumerate(names):
        installation.drop(name, letter(*_filing_of(number)))
        time.sleep(0.7)
        if number in {1, 3}:
            installation.kill()
            installation.start()
    installation.wait_for(lambda: _settled(installation, received=len(names)))
    numbers = installation.stats()
    assert numbers["plis"]["filed"] == len(names)
    assert sum(numbers["dossiers"].values()) == len(names)
    assert read_runtime(installation.data) is not None
    assert installation.stop() == 0


def test_a_server_that_dies_is_started_again(installation: Installation, letter: Callable[..., bytes]) -> None:
    for name in ("weed", "valkey"):
        [server] = [pid for pid in _children(installation) if name in _command_of(pid)]
        os.kill(server, signal.SIGKILL)
        installation.wait_for(lambda: installation.run("check").returncode == 0, within_s=30)
    installation.drop("scan.pdf", letter(COVER, ATTESTATION))
    installation.wait_for(lambda: _settled(installation, received=1))
    assert installation.stop() == 0


def _command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().partition(b"\0")[0].decode()


def _children(place: Installation) -> list[int]:
    assert place._process is not None
    listed = subprocess.run(["pgrep", "-P", str(place._process.pid)], capture_output=True, text=True, check=False)
    return [int(pid) for pid in listed.stdout.split()]

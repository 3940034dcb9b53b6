"""No command leaves mail in the system's temporary folder, not even one that is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.workers.mail import message

PLI = [sys.executable, "-m", "pli.cli"]


def _environment(temporary: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(temporary), "PLI_CONFIG": os.devnull}


def _process(temporary: Path, mail: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [*PLI, "process", str(mail), "--out", str(out), "--jobs", "1"]
    return subprocess.Popen(
        command,
        env=_environment(temporary),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def test_a_killed_command_s_files_go_with_the_next_command(tmp_path: Path) -> None:
    temporary, mail, out = tmp_path / "tmp", tmp_path / "a.eml", tmp_path / "out"
    temporary.mkdir()
    mail.write_bytes(message())
    killed = _process(temporary, mail, out)
    deadline = time.monotonic() + 120
    while not list(temporary.glob("pli-travail-*/pli-*/*")):  # it works on the mail
        assert killed.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert list(temporary.rglob("received*"))
    subprocess.run(
        [*PLI, "separators", "--count", "1", "--out", str(tmp_path / "s.pdf")], env=_environment(temporary), check=True
    )
    assert [
        path.name for path in temporary.iterdir() if not path.name.startswith("pymp-")
    ] == []  # Python's own sockets


def test_a_command_that_ends_leaves_nothing(tmp_path: Path) -> None:
    temporary, mail, out = tmp_path / "tmp", tmp_path / "a.eml", tmp_path / "out"
    temporary.mkdir()
    mail.write_bytes(message())
    ended = _process(temporary, mail, out)
    said = ended.communicate()[0]
    assert ended.returncode == 0, said
    assert list(temporary.iterdir()) == []
    assert len(list((out / "plis").iterdir())) == 1

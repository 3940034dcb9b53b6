"""Programs that the integration tests start: a worker on engines of its own, the example of a consumer."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@contextmanager
def running_worker(settings: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """``pli worker`` as a process of its own, stopped at the end."""
    words = ["pli.cli", "worker", "--jobs", "1", "--prefecture", "33"]
    with _running([sys.executable, "-m", *words], settings, log, within_s=60) as process:
        yield process


@contextmanager
def running_consumer(broker_url: str, log: Path) -> Iterator[None]:
    """``docs/example_consumer.py`` as its first lines say to start it."""
    words = ["--path", str(ROOT / "docs"), "--queues", "instruction", "--processes", "1", "--threads", "1"]
    command = [sys.executable, "-m", "dramatiq", *words, "example_consumer"]
    with _running(command, {"BROKER_URL": broker_url}, log, within_s=20):
        yield


@contextmanager
def _running(
    command: Sequence[str], environment: Mapping[str, str], log: Path, *, within_s: float
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(within_s)


def wait_until(true: Callable[[], bool], log: Path, *, within_s: float = 120) -> None:
    """Return once it is true; fail with the end of the log otherwise."""
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, log.read_text()[-4000:]
        time.sleep(0.2)

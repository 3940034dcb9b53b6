"""Our own programs as an operating system keeps them: started, killed alone, started again when they end."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from pli.embedded.process import GUARD

STOP_WITHIN_S = 60.0


class Program:
    """One of our programs. ``kill`` is SIGKILL to that one process: what it started must end by itself.

    It dies with the thread that started it. ``ended`` counts the times that it ended without being asked or killed.
    """

    def __init__(self, name: str, words: Sequence[str], env: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.log = log
        self._command = [sys.executable, "-m", *words]
        self._env = {**os.environ, **env}
        self._process: subprocess.Popen[bytes] | None = None
        self.ended = 0
        self.status: int | None = None
        self._log_from = 0

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def has_said(self, word: str) -> bool:
        """Whether its log has the word since it was started last."""
        with self.log.open("rb") as log:
            log.seek(self._log_from)
            return word.encode() in log.read()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._log_from = log.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(GUARD), str(os.getpid()), *self._command],
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def keep_running(self, *, done: int | None = None) -> None:
        """Start it again when it ended by itself, but with the status ``done``."""
        if self._process is None or (status := self._process.poll()) is None:
            return
        self.status = status
        if status != done:
            self.ended += 1
            self.start()

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None

"""One child process: started, waited for until it answers, stopped; and nothing but what was started here."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from dossier.errors import OurError, WeatherError
from pli.embedded.patience import Patience

GUARD = Path(__file__).with_name("guard.py")
PROBE_EVERY_S = 0.05
LOG_TAIL_LINES = 40


class Child:
    """A server that we start, in a process group of its own, whose output goes to ``log``.

    It dies with us, even by ``kill -9``: the kernel kills it when the *thread* that called ``start`` ends (prctl(2),
    PR_SET_PDEATHSIG), so call ``start`` from a thread that lives as long as the server is wanted, as the main one.

    With ``lock``, a file, it runs at most once: the lock is held by us and by the child itself, so that a restart
    after a crash waits until the last one is really gone.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        lock: Path | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        stop_within_s: float = 10.0,
    ) -> None:
        self.name = name
        self.log = log
        self._command = list(command)
        self._env = {**os.environ, **(env or {})}
        self._lock_path = lock
        self._lock: IO[bytes] | None = None
        self._stop_signal = stop_signal
        self._stop_within_s = stop_within_s
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process id, which is the process group's too. Raises OurError before ``start``."""
        if self._process is None:
            raise OurError(f"{self.name} was not started")
        return self._process.pid

    def start(self, answers: Callable[[], bool], *, within_s: float) -> None:
        """Starts it and returns once ``answers()`` is true. ``within_s`` is for a machine at rest: see ``Patience``.

        Raises WeatherError with the end of the log when it ends or does not answer in time, and when another process
        keeps the lock for that long. Nothing is left running then.
        """
        patience = Patience(within_s)
        self._take_lock(patience)
        try:
            self._spawn()
            self._wait_for(answers, patience)
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """The stop signal to the whole group, SIGKILL to what is left after the delay. Harmless when nothing runs."""
        if self.running:
            self._signal(self._stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._require_process().wait(self._stop_within_s)
        self.kill()

    def kill(self) -> None:
        """SIGKILL to the whole group, at once."""
        if self._process is not None:
            self._signal(signal.SIGKILL)
            self._process.wait()
            self._process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def log_tail(self) -> str:
        """The last lines of the log, empty when there is none."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:])

    def _take_lock(self, patience: Patience) -> None:
        if self._lock_path is None:
            return
        lock = self._lock_path.open("ab")
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as held:
                if patience.is_over:
                    lock.close()
                    raise WeatherError(f"{self.name} runs already on {self._lock_path.parent}") from held
                time.sleep(PROBE_EVERY_S)
            else:
                self._lock = lock
                return

    def _spawn(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(GUARD), str(os.getpid()), *self._command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._env,
                start_new_session=True,  # a Ctrl-C at the terminal is for us; we stop our children in order
                pass_fds=(self._lock.fileno(),) if self._lock is not None else (),
            )

    def _wait_for(self, answers: Callable[[], bool], patience: Patience) -> None:
        while not answers():
            if not self.running:
                code = self._require_process().returncode
                raise WeatherError(f"{self.name} ended with status {code} before it answered\n{self.log_tail()}")
            if patience.is_over:
                raise WeatherError(f"{self.name} does not answer\n{self.log_tail()}")
            time.sleep(PROBE_EVERY_S)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def _require_process(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise OurError(f"{self.name} was not started")
        return self._process

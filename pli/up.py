"""The whole system on one machine: the embedded servers, then the programs that use them, kept running."""

import fcntl
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Self

import structlog

from dossier.errors import OurError, WeatherError
from pli.embedded.ports import LOOPBACK, answers, is_free
from pli.embedded.process import Child
from pli.embedded.seaweedfs import SeaweedFS
from pli.embedded.valkey import Valkey
from pli.runtime import Runtime, write_runtime
from pli.settings import Settings, secret
from pli.wiring import use_django

log = structlog.get_logger()

START_WITHIN_S = 60.0
STOP_WITHIN_S = 20.0
FIRST_BACKOFF_S, LAST_BACKOFF_S = 1.0, 60.0
STEADY_AFTER_S = 60.0  # a program that ran this long is taken for healthy: its back-off starts anew


@dataclass(kw_only=True, slots=True)
class _Program:
    """One of our own programs, started again when it ends, later each time.

    At first it is waited for until it answers; afterwards it is not: meanwhile nobody would look after the others.
    """

    child: Child
    answers: Callable[[], bool]
    started: float = 0.0
    backoff_s: float = FIRST_BACKOFF_S
    down_since: float | None = None

    def start(self, *, wait: bool = True) -> None:
        self.child.start(self.answers if wait else lambda: True, within_s=START_WITHIN_S)
        self.started, self.down_since = time.monotonic(), None

    def keep_running(self) -> None:
        now = time.monotonic()
        if self.child.running:
            if now - self.started > STEADY_AFTER_S:
                self.backoff_s = FIRST_BACKOFF_S
            return
        if self.down_since is None:
            self.down_since = now
            log.warning("program_ended", program=self.child.name, again_in_s=self.backoff_s)
        if now - self.down_since >= self.backoff_s:
            self.backoff_s = min(self.backoff_s * 2, LAST_BACKOFF_S)
            self.down_since = now
            try:
                self.start(wait=False)
            except WeatherError as error:
                log.warning("program_not_started", program=self.child.name, why=str(error))


class Whole:
    """Everything that ``pli up`` runs, as a context manager: inside it, the system is up.

    What it started, and only that, is stopped when it ends; killed at any moment, it takes its children with it, and
    started again on the same data folder it goes on with what it had.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._data = settings.data.absolute()
        self._lock: IO[bytes] | None = None
        self._store: SeaweedFS | None = None
        self._queue: Valkey | None = None
        self._programs: list[_Program] = []
        self.new_login: tuple[str, str] | None = None

    @property
    def desk_url(self) -> str:
        return f"http://{LOOPBACK}:{self._settings.desk_port}/"

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def keep_running(self) -> None:
        """Start again what has ended; call it every second or so. Raises WeatherError when a server is gone."""
        for server in (self._store, self._queue):
            if server is not None and not server.running:
                log.warning("server_ended", server=type(server).__name__)
                server.start()
                self._write_runtime()
        for program in self._programs:
            program.keep_running()

    def _start(self) -> None:
        self._take_lock()
        if not is_free(self._settings.desk_port):
            raise OurError(f"port {self._settings.desk_port} is taken: choose another with --port")
        self._settings.scan_folder.mkdir(parents=True, exist_ok=True)
        self._start_servers()
        self._write_runtime()
        use_django(self._settings)
        from pli.first_start import first_login, migrate

        migrate()
        self.new_login = first_login()
        for program in self._planned():
            self._programs.append(program)
            program.start()

    def _start_servers(self) -> None:
        if self._settings.embedded_store:
            self._store = SeaweedFS(
                self._data / "store",
                access_key="pli",
                secret_key=secret(self._data, "s3"),
                bucket=self._settings.s3_bucket,
            )
            self._store.start()
        if self._settings.embedded_broker:
            self._queue = Valkey(self._data / "queue", password=secret(self._data, "queue"))
            self._queue.start()

    def _planned(self) -> list[_Program]:
        settings = self._settings
        (self._data / "logs").mkdir(exist_ok=True)
        scans = str(settings.scan_folder)
        programs = [
            self._program("desk", ["-m", "pli.desk_server"], lambda: answers(settings.desk_port)),
            self._program("worker", ["-m", "pli.cli", "worker"], lambda: True),
            self._program("scans", ["-m", "pli.cli", "ingest", "scans", scans], lambda: True),
        ]
        for number in range(1, len(settings.mailboxes) + 1):  # each by itself: one that fails stops no other
            words = ["-m", "pli.cli", "ingest", "imap", "--configured", str(number)]
            programs.append(self._program(f"mailbox-{number}", words, lambda: True))
        return programs

    def _program(self, name: str, words: list[str], probe: Callable[[], bool]) -> _Program:
        settings = self._settings
        env = {
            "PLI_DATA": str(self._data),
            "PLI_DESK_PORT": str(settings.desk_port),
            "PLI_LOG_LEVEL": settings.log_level,
        }
        if settings.prefecture:
            env["PLI_PREFECTURE"] = settings.prefecture
        child = Child(
            name,
            [sys.executable, *words],
            log=self._data / "logs" / f"{name}.log",
            env=env,
            stop_within_s=STOP_WITHIN_S,
        )
        return _Program(child=child, answers=probe)

    def _write_runtime(self) -> None:
        write_runtime(
            self._data,
            Runtime(
                s3_endpoint=self._store.endpoint if self._store else "",
                s3_access_key="pli" if self._store else "",
                s3_secret_key=secret(self._data, "s3") if self._store else "",
                broker_url=self._queue.url if self._queue else "",
                desk_url=self.desk_url,
            ),
        )

    def _take_lock(self) -> None:
        self._data.mkdir(parents=True, exist_ok=True)
        lock = (self._data / "up.lock").open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise OurError(f"the system is up already on {self._data}") from None
        self._lock = lock

    def _stop(self) -> None:
        for program in reversed(self._programs):
            program.child.stop()
        self._programs = []
        for server in (self._queue, self._store):
            if server is not None:
                server.stop()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

"""The system under test: our programs on the three engines, and what it says of itself."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.chaos.programs import Program
from dossier.errors import WeatherError
from pli.embedded.patience import Patience

DONE, REFUSED = "done", "refused"  # where the scan folder puts what it took
_DECLARED_WITHIN_S = 120.0


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """How far it is: files left in the scan folder, plis received and waiting, messages unsent, dossiers and those of
    them that the consumer has.
    """

    to_scan: int
    received: int
    waiting: int
    unsent: int
    filed: int
    dossiers: int
    acknowledged: int

    @property
    def quiet(self) -> bool:
        return not (self.to_scan or self.waiting or self.unsent) and self.acknowledged == self.dossiers


class System:
    """Workers, doors and the consumer, under ``work``, with the settings in ``env``."""

    def __init__(self, work: Path, env: Mapping[str, str], *, workers: int) -> None:
        self.scans, self.backlog, self.deliveries = work / "scans", work / "backlog", work / "deliveries.jsonl"
        self._env = env
        self._logs = work / "logs"
        for folder in (self.scans, self.backlog, self._logs, work / "tmp"):
            folder.mkdir(exist_ok=True)
        self.workers = [self._program(f"worker-{n + 1}", "pli.cli", "worker", "--jobs", "1") for n in range(workers)]
        self.watcher = self._program("scans", "pli.cli", "ingest", "scans", str(self.scans))
        self.feeder = self._program("backlog", "pli.cli", "backlog", str(self.backlog))
        self.consumer = self._program("consumer", "bench.chaos.consumer")

    @property
    def programs(self) -> list[Program]:
        return [*self.workers, self.watcher, self.feeder, self.consumer]

    @property
    def is_fed(self) -> bool:
        """Whether the backlog command has ended well: it is not started again."""
        return not self.feeder.running and self.feeder.status == 0

    def start_workers(self) -> None:
        """Returns when each has said that it is ready."""
        for program in (*self.workers, self.consumer):
            program.start()
        patience = Patience(_DECLARED_WITHIN_S)
        while not all(map(self.is_up, self.workers)):
            if patience.is_over:
                raise WeatherError("the workers do not start")
            time.sleep(0.2)

    def is_up(self, program: Program) -> bool:
        """Whether it does its work: a worker that is still starting has nothing to lose."""
        return program not in self.workers or program.has_said("worker_ready")

    def keep_running(self, program: Program) -> None:
        """As an operating system would; the backlog command is done when it ends well."""
        if program is self.feeder and self.is_fed:
            return
        program.keep_running(done=0 if program is self.feeder else None)

    def stop(self) -> None:
        for program in self.programs:
            program.stop()

    def state(self) -> State | None:
        """None while the register does not answer."""
        from django.db import close_old_connections

        from storage.register.ledger import counts

        close_old_connections()
        try:
            numbers = counts()
        except WeatherError:
            return None
        dossiers = numbers.dossiers
        return State(
            to_scan=sum(1 for path in self.scans.iterdir() if path.is_file()) + self._claimed(),
            received=numbers.plis.received,
            waiting=numbers.plis.waiting,
            unsent=numbers.unsent,
            filed=numbers.plis.filed,
            dossiers=dossiers.recevable + dossiers.a_verifier + dossiers.irrecevable,
            acknowledged=numbers.acknowledged,
        )

    def _claimed(self) -> int:
        """Files that the watcher has taken aside and not handed in yet."""
        own = [path for path in self.scans.rglob("*") if path.is_file() and path.name != "lock"]
        return sum(
            path.relative_to(self.scans).parts[0] not in {DONE, REFUSED} for path in own if path.parent != self.scans
        )

    def check(self) -> tuple[int, list[str]]:
        """What ``pli check`` says: exit status, and the lines of what fails."""
        said = self._pli("check")
        return said.returncode, [line for line in said.stdout.splitlines() if line.startswith("échec")]

    def stats(self) -> dict[str, dict[str, int]]:
        numbers: dict[str, dict[str, int]] = json.loads(self._pli("stats", "--json").stdout)
        return numbers

    def _pli(self, *words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "pli.cli", *words]
        return subprocess.run(
            command, env={**os.environ, **self._env}, capture_output=True, text=True, check=False, timeout=300
        )

    def _program(self, name: str, *words: str) -> Program:
        env = {**self._env, "BROKER_URL": self._env["PLI_BROKER_URL"], "DELIVERIES": str(self.deliveries)}
        return Program(name, words, env, self._logs / f"{name}.log")


def processes_of(work: Path) -> list[int]:
    """Processes that carry the bench's folder in their environment: ours and their children."""
    mark = f"\0TMPDIR={work / 'tmp'}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in b"\0" + (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:  # gone meanwhile
            continue
    return found

"""A worker host: a network namespace of its own, a folder of its own, and a share of a core that it never exceeds."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

NETWORK, BRIDGE = "10.77.19", "plibench0"
GATEWAY = f"{NETWORK}.254"
PERIOD_US = 100_000
V1, V2 = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")
WEIGHT = 51_200  # against what else runs on this machine: the share is a ceiling and should be reached
READY_WITHIN_S = 180.0


class Network:
    """A bridge that hosts are plugged into; the servers are behind its address. Only root may."""

    def __enter__(self) -> "Network":
        _ip("link", "add", BRIDGE, "type", "bridge")
        _ip("addr", "add", f"{GATEWAY}/24", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        return self

    def __exit__(self, *_: object) -> None:
        _ip("link", "del", BRIDGE)


class Host:
    """``pli worker`` with one reading process, held to ``share`` of a core. As a context manager: running and ready."""

    def __init__(self, number: int, share: float, settings: Mapping[str, str], folder: Path) -> None:
        self._name = f"plibench{number}"
        self._address = f"{NETWORK}.{number}/24"
        self._group = ShareOfACore(self._name, share)
        self._log = folder / f"{self._name}.log"
        self._environment = {**os.environ, **settings, "PLI_DATA": str(folder / self._name), "OMP_THREAD_LIMIT": "1"}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Host":
        _ip("netns", "add", self._name)
        _ip("link", "add", f"{self._name}a", "type", "veth", "peer", "name", "eth0", "netns", self._name)
        _ip("link", "set", f"{self._name}a", "master", BRIDGE, "up")
        for words in (("addr", "add", self._address, "dev", "eth0"), ("link", "set", "eth0", "up")):
            _ip("-n", self._name, *words)
        _ip("-n", self._name, "link", "set", "lo", "up")
        self._group.make()
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
        _ip("netns", "del", self._name)
        self._group.remove()

    def cpu_s(self) -> float:
        """CPU seconds that the host has used so far."""
        return self._group.cpu_s()

    def _start(self) -> None:
        command = [
            "nsenter",
            f"--net=/run/netns/{self._name}",
            sys.executable,
            "-m",
            "pli.cli",
            "worker",
            "--jobs",
            "1",
        ]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=self._group.enter,  # noqa: PLW1509  # this program has one thread here
            )
        deadline = time.monotonic() + READY_WITHIN_S
        while b"worker_ready" not in self._log.read_bytes():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(self._log.read_text()[-3000:])
            time.sleep(0.2)


class ShareOfACore:
    """A control group; ``share`` 0 sets no ceiling. Version 1 or 2, whichever this machine has."""

    def __init__(self, name: str, share: float) -> None:
        self._quota_us = round(share * PERIOD_US)
        self._unified = (V2 / "cgroup.controllers").exists()
        self._folder = (V2 if self._unified else V1) / name
        self._account = V2 / name if self._unified else Path("/sys/fs/cgroup/cpuacct") / name

    def make(self) -> None:
        self._folder.mkdir(exist_ok=True)
        self._account.mkdir(exist_ok=True)
        if self._unified:
            self._write("cpu.weight", "10000")
            if self._quota_us:
                self._write("cpu.max", f"{self._quota_us} {PERIOD_US}")
            return
        self._write("cpu.shares", str(WEIGHT))
        if self._quota_us:
            self._write("cpu.cfs_period_us", str(PERIOD_US))
            self._write("cpu.cfs_quota_us", str(self._quota_us))

    def enter(self) -> None:
        """Puts the calling process into it, and all that it starts."""
        for folder in {self._folder, self._account}:
            (folder / "cgroup.procs").write_text(str(os.getpid()))

    def cpu_s(self) -> float:
        if not self._unified:
            return int((self._account / "cpuacct.usage").read_text()) / 1e9
        stat = dict(line.split() for line in (self._account / "cpu.stat").read_text().splitlines())
        return int(stat["usage_usec"]) / 1e6

    def remove(self) -> None:
        for folder in {self._folder, self._account}:
            for _ in range(100):
                try:
                    folder.rmdir()
                    break
                except OSError:  # the last process is still going
                    time.sleep(0.1)

    def _write(self, name: str, value: str) -> None:
        (self._folder / name).write_text(value)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)

"""``python -m bench.powercut``: see docs/bench/powercut.md."""

import argparse
import contextlib
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.large.bundle import write_bundle
from bench.powercut.accounts import faults_at_rest, faults_at_the_end, outcome
from bench.powercut.volume import Volume
from pli.embedded.patience import Patience
from pli.embedded.ports import Ports, answers

START_WITHIN_S = 300.0
NAMES = ("Camara", "Diallo", "Keita", "Barry", "Traore", "Sissoko", "Konate", "Diarra")


class _Bench:
    """One installation on a volume of its own, its power cut again and again."""

    def __init__(self, options: argparse.Namespace, work: Path) -> None:
        self._options = options
        self._work = work
        self._chance = random.Random(options.seed)
        self._volume = Volume(work / "volume.img", size_mb=1024)
        self._volume.prove(work / "proof")
        self._given: dict[str, str] = {}
        self._mounts = 0
        self._folder = work
        self._port = Ports(work / "ports.json").port("desk")
        self._system: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        bad = 0
        try:
            for number in range(1, self._options.cuts + 1):
                bad += self._round(number)
            return bad + self._last()
        finally:
            self._kill()
            self._volume.unmount()

    def _round(self, number: int) -> int:
        self._mount()
        self._start()
        until = time.monotonic() + self._chance.uniform(*self._options.seconds)
        while time.monotonic() < until:
            self._give()
            time.sleep(self._chance.uniform(0.1, 1.5))
        if self._options.kill:
            self._kill()
        else:
            self._volume.cut()
            self._kill()
        self._volume.unmount()
        self._mount()
        if not self._options.kill:
            _as_after_a_boot(self._folder / "data")
        faults = faults_at_rest(self._folder / "data", self._folder / "scans", self._given)
        self._volume.unmount()
        print(f"{number:3}: {len(self._given)} files given, load {os.getloadavg()[0]:.0f}, faults: {len(faults)}")
        for fault in faults:
            print(f"     {fault}")
        return len(faults)

    def _last(self) -> int:
        self._mount()
        self._start()
        data = self._folder / "data"
        deadline = time.monotonic() + self._options.give_up_s
        while time.monotonic() < deadline and not self._is_settled(data):
            time.sleep(1)
        assert self._system is not None
        self._system.send_signal(signal.SIGTERM)
        self._system.wait(90)
        faults = faults_at_the_end(data, self._given)
        print(f"end: {len(self._given)} files given, {outcome(data)}, faults: {len(faults)}")
        for fault in faults:
            print(f"     {fault}")
        return len(faults)

    def _is_settled(self, data: Path) -> bool:
        words = [sys.executable, "-m", "pli.cli", "stats", "--csv", "--data", str(data)]
        told = subprocess.run(words, capture_output=True, text=True, check=False).stdout.splitlines()
        numbers = dict(line.split(",", 1) for line in told if "," in line)
        given, waiting = numbers.get("plis.received"), numbers.get("plis.waiting")
        return given == str(len(self._given)) and waiting == "0" and numbers.get("unsent") == "0"

    def _give(self) -> None:
        """A file that the scanner has surely written: synced with its folder before it counts as given."""
        number, draft = len(self._given), self._folder / "scans" / ".draft"
        pages = 9 if number % 5 == 4 else 2
        write_bundle(draft, pages, scans_of_ten=0, who=f"{NAMES[number % len(NAMES)]}-{number}")
        name = f"scan-{number:04}.pdf"
        sha256 = hashlib.sha256(draft.read_bytes()).hexdigest()
        _sync(draft)
        draft.rename(draft.with_name(name))
        _sync(draft.parent)
        self._given[sha256] = name

    def _mount(self) -> None:
        """Elsewhere each time, as a copy on another machine would be."""
        self._mounts += 1
        self._folder = self._work / f"mount-{self._mounts}"
        self._volume.mount(self._folder)
        (self._folder / "scans").mkdir(exist_ok=True)
        _sync(self._folder)

    def _start(self) -> None:
        where = ["--data", str(self._folder / "data"), "--scans", str(self._folder / "scans")]
        environment = {
            **os.environ,
            "PLI_PREFECTURE": "33",
            "PLI_RANGE_PAGES": "2",
            "PLI_SCAN_SETTLE_S": "0.3",
            "PLI_PAGE_CACHE_MB": "16",
        }
        with (self._work / "up.log").open("ab") as log:
            self._system = subprocess.Popen(
                [sys.executable, "-m", "pli.cli", "up", *where, "--port", str(self._port)],
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        patience = Patience(START_WITHIN_S)
        while not answers(self._port):
            ended = self._system.poll() is not None
            if ended or patience.is_over:
                print((self._work / "up.log").read_text()[-3000:])
                raise SystemExit("the system ended while it started" if ended else "the system is not up in time")
            time.sleep(0.2)

    def _kill(self) -> None:
        """Everything at once; what it started dies with it."""
        if self._system is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._system.pid, signal.SIGKILL)
            self._system.wait()
            self._system = None


def _as_after_a_boot(data: Path) -> None:
    """What tells the store that the machine went down: another boot than the one in which it was opened."""
    opened = data / "store" / "open"
    if opened.exists():
        opened.write_text("another boot\n")


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    os.fsync(opened)
    os.close(opened)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    work = Path(tempfile.mkdtemp(prefix="pli-bench-powercut-"))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def main() -> int:
    """The exit status is 0 when every promise was kept after every cut and nothing was lost, doubled or stuck."""
    parser = argparse.ArgumentParser(prog="python -m bench.powercut", description=__doc__)
    parser.add_argument("--cuts", type=int, default=10)
    parser.add_argument("--seconds", type=float, nargs=2, default=(1.0, 15.0), help="from when it is up to the cut")
    parser.add_argument("--kill", action="store_true", help="kill -9 of everything at once, the power stays")
    parser.add_argument("--give-up-s", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    with _folder() as work:
        bad = _Bench(options, work).run()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

"""``python -m bench.large``: see docs/bench/large.md."""

import argparse
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.large.bundle import write_bundle
from bench.large.memory import MemoryWatch
from pli.embedded.ports import Ports

LIMIT_MB = 600


@dataclass(frozen=True, kw_only=True, slots=True)
class _Fates:
    """Seconds from the large pli's arrival until either was filed."""

    small_s: float
    large_s: float
    pages: int


def main() -> int:
    """The exit status is 0 when the small pli was filed first and no process took more than 600 MB."""
    parser = argparse.ArgumentParser(prog="python -m bench.large", description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--scans-of-ten", type=int, default=3, help="how many of each ten pages are scans")
    parser.add_argument("--range-pages", type=int, default=20)
    parser.add_argument("--give-up-s", type=float, default=3600.0)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    work = Path(tempfile.mkdtemp(prefix="pli-bench-large-"))
    try:
        return _run(options, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _run(options: argparse.Namespace, work: Path) -> int:
    large, small, scans = work / "grand.pdf", work / "petit.pdf", work / "scans"
    write_bundle(large, options.pages, scans_of_ten=options.scans_of_ten)
    write_bundle(small, 2, scans_of_ten=5)
    scans.mkdir()
    print(f"{options.pages} pages, {large.stat().st_size / 1e6:.0f} MB, load {os.getloadavg()[0]:.0f}")
    words = [
        "up",
        "--data",
        str(work / "data"),
        "--scans",
        str(scans),
        "--port",
        str(Ports(work / "ports.json").port("desk")),
    ]
    environment = {**os.environ, "PLI_PREFECTURE": "33", "PLI_RANGE_PAGES": str(options.range_pages)}
    system = subprocess.Popen([sys.executable, "-m", "pli.cli", *words], env=environment)
    watch = MemoryWatch(system.pid)
    try:
        watch.start()
        fates = _measure(large, small, scans, work / "data", options.give_up_s)
    finally:
        system.terminate()
        system.wait(60)
        watch.stop()
    print(
        f"small pli filed after {fates.small_s:.0f} s, the large one after {fates.large_s:.0f} s, {fates.pages} pages"
    )
    for kind, peak in sorted(watch.peaks.items(), key=lambda item: -item[1].resident_mb):
        print(f"{kind:16} {peak.resident_mb:6.0f} MB   {peak.own_mb:6.0f} MB without what it shares with files")
    heaviest = max(peak.resident_mb for peak in watch.peaks.values())
    return 0 if fates.small_s < fates.large_s and heaviest <= LIMIT_MB and fates.pages == options.pages + 2 else 1


def _measure(large: Path, small: Path, scans: Path, data: Path, give_up_s: float) -> _Fates:
    register = data / "register" / "register.sqlite3"
    deadline = time.monotonic() + give_up_s
    while not (data / "secrets" / "runtime.json").exists() or not register.exists():
        time.sleep(0.5)
    large.rename(scans / large.name)
    _wait(register, "SELECT count(*) FROM register_pagerange WHERE read_at IS NOT NULL", 1, deadline)
    began = time.monotonic()
    small.rename(scans / small.name)
    filed = "SELECT count(*) FROM register_pli WHERE status = 'filed'"
    _wait(register, f"{filed} AND name = 'petit.pdf'", 1, deadline)
    small_s = time.monotonic() - began
    _wait(register, filed, 2, deadline)
    pages = _asked(register, "SELECT sum(pages) FROM register_pli WHERE status = 'filed'")
    return _Fates(small_s=small_s, large_s=time.monotonic() - began, pages=pages)


def _wait(register: Path, question: str, number: int, deadline: float) -> None:
    while _asked(register, question) < number:
        if time.monotonic() > deadline:
            raise SystemExit(f"given up: {question}")
        time.sleep(0.5)


def _asked(register: Path, question: str) -> int:
    connection = sqlite3.connect(f"file:{register}?mode=ro", uri=True)
    try:
        (number,) = connection.execute(question).fetchone()
    except sqlite3.OperationalError:  # its tables are not there yet
        return 0
    finally:
        connection.close()
    return int(number or 0)


if __name__ == "__main__":
    sys.exit(main())

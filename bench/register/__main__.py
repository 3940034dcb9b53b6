"""``python -m bench.register``: see docs/bench/register.md."""

import argparse
import os
import secrets
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

from bench.register.cpu import cpu_s
from bench.register.plan import make_plan
from pli.embedded.seaweedfs import SeaweedFS
from pli.settings import Settings, load_settings, secret
from pli.wiring import open_store, use_django
from tests.servers.postgresql import PostgreSQL

Question = Callable[[], object]
TARGET_MS = 200.0


def main() -> int:
    """The exit status is 0 when every question is answered in time (SQLite's figures are for information)."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    work = Path(tempfile.mkdtemp(prefix="pli-bench-register-", dir=options.work))
    try:
        return _run(options, work)
    finally:
        if not options.keep:
            shutil.rmtree(work, ignore_errors=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.register", description=__doc__)
    parser.add_argument("--plis", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7, help="times that each question is asked")
    parser.add_argument("--sqlite", action="store_true", help="on SQLite instead of PostgreSQL")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, help="folder to work in; none: the system's temporary one")
    parser.add_argument("--keep", action="store_true", help="leave the folder there")
    return parser.parse_args()


def _run(options: argparse.Namespace, work: Path) -> int:
    store = SeaweedFS(work / "store", access_key="bench", secret_key=secrets.token_hex(), bucket="bench")
    server = PostgreSQL()
    try:
        store.start()
        if not options.sqlite:
            server.start()
        os.environ.update(_environment(work, store))
        os.environ["PLI_DATABASE_URL"] = f"sqlite:///{work}/register.sqlite3" if options.sqlite else server.url
        settings = load_settings()
        secret(settings.data, "desk_key")  # the desk's sessions are signed with it, and so is ours
        use_django(settings)
        _fill(options.plis, options.seed)
        slow = _ask_desk(work, settings, options.rounds)
    finally:
        server.remove()
        store.stop()
    return 1 if slow and not options.sqlite else 0


def _environment(work: Path, store: SeaweedFS) -> dict[str, str]:
    return {
        "PLI_CONFIG": "/nonexistent/pli.toml",
        "PLI_DATA": str(work / "data"),
        "PLI_S3_ENDPOINT": store.endpoint,
        "PLI_S3_ACCESS_KEY": store.access_key,
        "PLI_S3_SECRET_KEY": store.secret_key,
        "PLI_S3_BUCKET": store.bucket,
        "PLI_S3_SECURE": "false",
    }


def _fill(plis: int, seed: int) -> None:
    from bench.register.fill import fill, tidy
    from bench.register.rows import rows_of
    from pli.first_start import migrate

    migrate()
    started = time.process_time()
    plan = make_plan(plis, seed=seed)
    rows = fill(rows_of(plan))
    tidy()
    seconds = time.process_time() - started
    print(f"{plis} plis, {len(plan.lots)} lots, {len(plan.filings)} dossiers: {rows} rows in {seconds:.0f} s of CPU")


def _ask_desk(work: Path, settings: Settings, rounds: int) -> list[str]:
    from bench.register.desk_client import DeskClient
    from bench.register.questions import questions

    desk = DeskClient(work)
    try:
        desk.start()
        return _ask(questions(desk, open_store(settings)), rounds)
    finally:
        desk.stop()


def _ask(asked: Iterable[tuple[str, Question]], rounds: int) -> list[str]:
    """Print what each question takes; those that take longer than the target."""
    slow = []
    print(f"load {os.getloadavg()[0]:.1f}; median and longest of {rounds}, mean CPU of all our processes, in ms")
    for name, question in asked:
        question()
        took, before = [], cpu_s()
        for _ in range(rounds):
            started = time.perf_counter()
            question()
            took.append(1000 * (time.perf_counter() - started))
        cpu_ms = 1000 * (cpu_s() - before) / rounds
        print(f"{name:<48} {median(took):7.0f} {max(took):7.0f} {cpu_ms:7.0f}", flush=True)
        if median(took) > TARGET_MS:
            slow.append(name)
    print(f"over {TARGET_MS:.0f} ms: {', '.join(slow) or 'none'}")
    return slow


if __name__ == "__main__":
    sys.exit(main())

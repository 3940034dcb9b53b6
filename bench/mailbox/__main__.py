"""``python -m bench.mailbox``: see docs/bench/mailbox.md."""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.mailbox.accounts import Accounts, inbox_size, take_accounts
from bench.mailbox.fill import fill
from bench.mailbox.network import BadNetwork
from bench.mailbox.readers import Usage, run_killed, run_reader
from bench.mailbox.server import PASSWORD, USER, MailServer
from pli.embedded.ports import LOOPBACK
from pli.embedded.seaweedfs import SeaweedFS
from pli.settings import load_settings
from pli.wiring import open_store, use_django


@dataclass(frozen=True, kw_only=True, slots=True)
class _Run:
    """How the claiming went; ``loads`` of the machine before and after."""

    seconds: float
    loads: tuple[float, float]
    usage: Usage
    cuts: int


def main() -> int:
    """The exit status is 0 when nothing was lost or doubled."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    work = Path(tempfile.mkdtemp(prefix="pli-bench-mailbox-", dir=options.work))
    try:
        return _run(options, work)
    finally:
        if not options.keep:
            shutil.rmtree(work, ignore_errors=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.mailbox", description=__doc__)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--large-mb", type=int, default=0, help="one message of so many megabytes besides")
    parser.add_argument("--faults", action="store_true", help="kill readers at random and cut their connections")
    parser.add_argument("--mean-cut-mb", type=float, default=4.0, help="how much a connection carries on the average")
    parser.add_argument("--give-up-s", type=float, default=3600.0, help="longest time for a run with faults")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, help="folder to work in; none: the system's temporary one")
    parser.add_argument("--keep", action="store_true", help="leave the folder there")
    return parser.parse_args()


def _run(options: argparse.Namespace, work: Path) -> int:
    work.chmod(0o755)
    store = SeaweedFS(work / "store", access_key="bench", secret_key=PASSWORD, bucket="bench")
    server = MailServer(work / "imap")
    try:
        store.start()
        server.start()
        env = _environment(work, store)
        os.environ.update(env)
        settings = load_settings()
        use_django(settings)
        from pli.first_start import migrate

        migrate()
        truth = fill(server, options.messages, seed=options.seed, large_mb=options.large_mb)
        size_mb = sum(path.stat().st_size for path in (server.maildir / "new").iterdir()) / 1e6
        print(f"{len(truth)} messages, {size_mb:.0f} MB", flush=True)
        run = _claim(options, server, work, env)
        accounts = take_accounts(truth, server, open_store(settings))
    finally:
        server.stop()
        store.stop()
    _print(len(truth), run, accounts)
    return 0 if accounts.right else 1


def _environment(work: Path, store: SeaweedFS) -> dict[str, str]:
    return {
        "PLI_CONFIG": "/nonexistent/pli.toml",
        "PLI_DATA": str(work / "data"),
        "PLI_S3_ENDPOINT": store.endpoint,
        "PLI_S3_ACCESS_KEY": store.access_key,
        "PLI_S3_SECRET_KEY": store.secret_key,
        "PLI_S3_BUCKET": store.bucket,
        "PLI_S3_SECURE": "false",
        "PLI_LOG_LEVEL": "warning",
        "PLI_MAILBOX_LEASE_S": "3",  # the next reader need not wait long for one that was killed
    }


def _claim(options: argparse.Namespace, server: MailServer, work: Path, env: Mapping[str, str]) -> _Run:
    """Empties the mailbox."""
    password, log, usage = work / "password", work / "readers.log", Usage()
    password.write_text(PASSWORD + "\n")
    common = ["--password-file", str(password), "--ca-file", str(server.ca_file), "--filed", "Traites"]
    started, load, cuts = time.monotonic(), os.getloadavg()[0], 0
    if options.faults:
        rng = random.Random(options.seed)
        with BadNetwork(server.port, mean_bytes=options.mean_cut_mb * 1e6, seed=options.seed) as network:
            words = ["--url", _url(network.port), *common]
            run_killed(
                words, env, log, usage, rng=rng, empty=lambda: inbox_size(server) == 0, give_up_s=options.give_up_s
            )
            cuts = network.cuts
    elif run_reader(["--url", _url(server.port), *common, "--once"], env, log, usage, kill_after_s=None):
        print(log.read_text()[-2000:])
    seconds = time.monotonic() - started
    return _Run(seconds=seconds, loads=(load, os.getloadavg()[0]), usage=usage, cuts=cuts)


def _url(port: int) -> str:
    return f"imaps://{USER}@{LOOPBACK}:{port}/INBOX"


def _print(messages: int, run: _Run, accounts: Accounts) -> None:
    claimed, usage = accounts.registered, run.usage
    load, load_after = run.loads
    print(f"{claimed} of {messages} claimed in {run.seconds:.1f} s: {claimed / run.seconds:.1f} messages a second")
    print(f"load of the machine: {load:.1f} to {load_after:.1f}")
    print(f"readers: {usage.started} started, {usage.killed} killed (SIGKILL), {run.cuts} connections cut")
    print(f"their CPU: {usage.cpu_s:.1f} s in all, {1000 * usage.cpu_s / max(claimed, 1):.1f} ms a message")
    print(f"most memory of one: {usage.peak_mb:.0f} MB")
    for name in Accounts.__slots__:
        print(f"{name.replace('_', ' ')}: {getattr(accounts, name)}")


if __name__ == "__main__":
    sys.exit(main())

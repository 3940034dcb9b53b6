"""``python -m bench.hosts``: see docs/bench/hosts.md."""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from bench.hosts.door import Doors
from bench.hosts.host import GATEWAY, Host, Network, ShareOfACore
from bench.large.bundle import write_bundle
from dossier.mail import Channel, DateSource
from ingest.intake import FileArrival
from pli.embedded.ports import LOOPBACK
from pli.embedded.seaweedfs import SeaweedFS
from storage.s3_store import S3Store
from tests.servers.postgresql import PostgreSQL
from tests.servers.rabbitmq import RabbitMQ

TARGET = 1.9
WARM_UP_EACH = 4  # plis that each host reads before the clock starts: a program loads its models once


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rate:
    hosts: int
    seconds: float
    cpu_s: tuple[float, ...]

    def told(self, pages: int) -> str:
        used = ", ".join(f"{cpu / self.seconds:.0%}" for cpu in self.cpu_s)
        return (
            f"{self.hosts} host(s): {self.seconds:.0f} s, {60 * pages / self.seconds:.1f} pages/min, of a core: {used}"
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Servers:
    database: PostgreSQL
    broker: RabbitMQ
    store: SeaweedFS

    @property
    def ports(self) -> list[int]:
        return [self.database.port, self.broker.port, int(self.store.endpoint.partition(":")[2])]

    def settings(self, bucket: str) -> dict[str, str]:
        """Of an installation with nothing in it."""
        self.store.client().make_bucket(bucket)
        return {
            "PLI_CONFIG": os.devnull,
            "PLI_PREFECTURE": "33",
            "PLI_S3_ENDPOINT": self.store.endpoint,
            "PLI_S3_ACCESS_KEY": self.store.access_key,
            "PLI_S3_SECRET_KEY": self.store.secret_key,
            "PLI_S3_BUCKET": bucket,
            "PLI_S3_SECURE": "false",
            "PLI_DATABASE_URL": self.database.new_database(),
            "PLI_BROKER_URL": self.broker.new_vhost(),
            "DJANGO_SETTINGS_MODULE": "pli.django_settings",
        }


def main() -> int:
    """The exit status is 0 when two hosts read 1.9 times as much as one, and nothing was lost."""
    parser = argparse.ArgumentParser(prog="python -m bench.hosts", description=__doc__)
    parser.add_argument("--plis", type=int, default=60)
    parser.add_argument("--pages", type=int, default=2, help="scanned pages of each")
    parser.add_argument("--share", type=float, default=0.4, help="of a core, for each host")
    parser.add_argument("--hosts", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    work = Path(tempfile.mkdtemp(prefix="pli-bench-hosts-"))
    ours = ShareOfACore("plibench-servers", 0)
    try:
        ours.make()
        ours.enter()
        with _servers(work) as servers, Network(), Doors(GATEWAY, servers.ports):
            rates = [_measure(number, options, servers, work) for number in options.hosts]
    finally:
        ShareOfACore("", 0).enter()
        ours.remove()
        shutil.rmtree(work, ignore_errors=True)
    ratio = rates[0].seconds / rates[-1].seconds
    print(f"{rates[-1].hosts} hosts beside {rates[0].hosts}: {ratio:.2f} x, load {os.getloadavg()[0]:.0f}")
    return 0 if ratio >= TARGET else 1


def _measure(number: int, options: argparse.Namespace, servers: _Servers, work: Path) -> _Rate:
    settings = servers.settings(f"hosts-{number}")
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env={**os.environ, **settings}, check=True)
    folder = work / f"run-{number}"
    folder.mkdir()
    there = {name: value.replace(LOOPBACK, GATEWAY) for name, value in settings.items()}
    with contextlib.ExitStack() as held:
        hosts = [held.enter_context(Host(at, options.share, there, folder)) for at in range(1, number + 1)]
        warm = WARM_UP_EACH * number
        _give(folder, range(warm), options.pages, settings)
        _wait(settings, warm)
        used, began = [host.cpu_s() for host in hosts], time.monotonic()
        _give(folder, range(warm, warm + options.plis), options.pages, settings)
        _wait(settings, warm + options.plis)
        seconds = time.monotonic() - began
        cpu_s = tuple(host.cpu_s() - before for host, before in zip(hosts, used, strict=True))
    rate = _Rate(hosts=number, seconds=seconds, cpu_s=cpu_s)
    print(rate.told(options.plis * options.pages), flush=True)
    return rate


def _give(folder: Path, numbers: range, pages: int, settings: dict[str, str]) -> None:
    """Plis of scanned pages, all there before anybody is asked to read the first."""
    files = [folder / f"scan-{number}.pdf" for number in numbers]
    for number, file in zip(numbers, files, strict=True):
        write_bundle(file, pages, scans_of_ten=10, who=f"Camara-{number}")
    code = "import sys; from bench.hosts.__main__ import receive; receive(sys.argv[1:])"
    subprocess.run([sys.executable, "-c", code, *map(str, files)], env={**os.environ, **settings}, check=True)


def receive(files: Sequence[str]) -> None:
    """In a process of its own, whose register is that of the run."""
    import django

    django.setup()
    from workers.intake import RegisterIntake

    store = S3Store(
        endpoint=os.environ["PLI_S3_ENDPOINT"],
        access_key=os.environ["PLI_S3_ACCESS_KEY"],
        secret_key=os.environ["PLI_S3_SECRET_KEY"],
        bucket=os.environ["PLI_S3_BUCKET"],
        secure=False,
    )
    intake = RegisterIntake(store)
    for file in files:
        arrival = FileArrival(
            name=Path(file).name,
            received_at=datetime.now(UTC),
            received_at_source=DateSource.FILE,
            channel=Channel.POST,
        )
        intake.receive(Path(file), arrival)


def _wait(settings: dict[str, str], plis: int) -> None:
    with psycopg.connect(settings["PLI_DATABASE_URL"], autocommit=True) as register:
        while True:
            rows = register.execute("SELECT status, count(*) FROM register_pli GROUP BY status").fetchall()
            states: dict[str, int] = dict(rows)
            if states == {"filed": plis}:
                return
            if set(states) - {"filed", "waiting"}:
                raise SystemExit(f"not all were filed: {states}")
            time.sleep(0.5)


@contextlib.contextmanager
def _servers(work: Path) -> Iterator[_Servers]:
    servers = _Servers(
        database=PostgreSQL(),
        broker=RabbitMQ(),
        store=SeaweedFS(work / "store", access_key="bench", secret_key="bench-secret", bucket="bench"),  # noqa: S106
    )
    try:
        servers.store.start()
        servers.database.start()
        servers.broker.start()
        yield servers
    finally:
        servers.broker.remove()
        servers.database.remove()
        servers.store.stop()


if __name__ == "__main__":
    sys.exit(main())

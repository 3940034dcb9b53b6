"""`pli worker` on engines of its own: RabbitMQ, PostgreSQL and S3, named by settings alone."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command

from dossier.mail import Channel, DateSource
from ingest.intake import FileArrival
from storage.register.ledger import counts
from storage.register.models import Dossier, Event, Pli
from storage.s3_store import S3Store
from tests.conftest import use_register
from tests.servers.postgresql import PostgreSQL
from tests.servers.rabbitmq import RabbitMQ
from tests.workers.filings import NOW
from tests.workers.mail import ATTESTATION, COVER
from workers.intake import RegisterIntake

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parent.parent.parent


@contextmanager
def _worker(settings: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "pli.cli", "worker", "--jobs", "1", "--prefecture", "33"],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


@pytest.fixture
def settings(
    store_settings: dict[str, str], postgresql: PostgreSQL, rabbitmq: RabbitMQ, tmp_path: Path
) -> Iterator[dict[str, str]]:
    url = postgresql.new_database()
    with use_register(url):
        call_command("migrate", verbosity=0)
        own = {"PLI_DATA": str(tmp_path / "data"), "PLI_DATABASE_URL": url, "PLI_BROKER_URL": rabbitmq.new_vhost()}
        yield store_settings | own


def _arrival(name: str, *, backlog: bool = False) -> FileArrival:
    return FileArrival(
        name=name, received_at=NOW, received_at_source=DateSource.FILE, channel=Channel.POST, backlog=backlog
    )


def _wait(true: Callable[[], bool], log: Path, within_s: float = 120) -> None:
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, log.read_text()[-4000:]
        time.sleep(0.3)


def test_what_a_door_takes_in_a_worker_files(
    settings: dict[str, str], store: S3Store, tmp_path: Path, letter: Callable[..., bytes]
) -> None:
    log, intake = tmp_path / "worker.log", RegisterIntake(store)
    scan, old, damaged = tmp_path / "scan.pdf", tmp_path / "fonds.pdf", tmp_path / "abime.pdf"
    scan.write_bytes(letter(COVER, ATTESTATION))
    old.write_bytes(letter(f"<p>Fonds</p>{COVER}"))
    damaged.write_bytes(b"%PDF-1.7 rien")
    first = intake.receive(scan, _arrival("scan.pdf"))
    assert not first.known
    assert intake.receive(scan, _arrival("copie.pdf")).known
    intake.receive(old, _arrival("fonds.pdf", backlog=True))
    intake.receive(damaged, _arrival("abime.pdf"))
    with _worker(settings, log):
        _wait(lambda: counts().plis.waiting == 0 and counts().unsent == 0, log)
    numbers = counts()
    assert (numbers.plis.received, numbers.plis.filed, numbers.plis.quarantine) == (3, 2, 1)
    assert numbers.handed_over == 2
    dossier = Dossier.objects.get(plis=first.pli)
    assert dossier.outcome == "recevable"
    manifest = json.loads(store.get_bytes(dossier.manifest))
    assert manifest["numero"] == dossier.numero
    assert [arrival["name"] for arrival in manifest["plis"][0]["arrivals"]] == ["scan.pdf", "copie.pdf"]
    assert all(store.exists(piece["key"]) for piece in manifest["pieces"])


def test_a_killed_worker_costs_an_attempt_and_no_pli(
    settings: dict[str, str], store: S3Store, tmp_path: Path, letter: Callable[..., bytes]
) -> None:
    log, scan = tmp_path / "worker.log", tmp_path / "scan.pdf"
    scan.write_bytes(letter(*[COVER] * 30))
    receipt = RegisterIntake(store).receive(scan, _arrival("scan.pdf"))
    with _worker(settings, log) as worker:
        _wait(lambda: Pli.objects.get(id=receipt.pli).attempts == 1, log)
        worker.kill()
    assert Pli.objects.get(id=receipt.pli).status == "waiting"
    with _worker(settings, log):
        _wait(lambda: Pli.objects.get(id=receipt.pli).status == "filed", log)
    assert Dossier.objects.count() == 1
    assert Event.objects.filter(subject=receipt.pli, what="attempt").count() == 2

"""`pli worker` on engines of its own: RabbitMQ, PostgreSQL and S3, named by settings alone."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dossier.mail import Channel, DateSource
from ingest.intake import FileArrival
from storage.register.ledger import counts
from storage.register.models import Dossier, Event, Pli
from storage.register.outbox import HAND_OVER_QUEUE
from storage.s3_store import S3Store
from tests.integration.running import running_worker, wait_until
from tests.workers.filings import NOW
from tests.workers.mail import ATTESTATION, COVER
from workers.broker import connect_broker, is_queued
from workers.intake import RegisterIntake

pytestmark = pytest.mark.integration


def _arrival(name: str, *, backlog: bool = False) -> FileArrival:
    return FileArrival(
        name=name, received_at=NOW, received_at_source=DateSource.FILE, channel=Channel.POST, backlog=backlog
    )


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
    with running_worker(settings, log):
        wait_until(lambda: counts().plis.waiting == 0 and counts().unsent == 0, log)
    numbers = counts()
    assert (numbers.plis.received, numbers.plis.filed, numbers.plis.quarantine) == (3, 2, 1)
    assert numbers.handed_over == 2
    handed_over = connect_broker(settings["PLI_BROKER_URL"])
    assert is_queued(handed_over, HAND_OVER_QUEUE), "the worker leaves to the instruction what is handed over"
    handed_over.close()
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
    with running_worker(settings, log) as worker:
        wait_until(lambda: Pli.objects.get(id=receipt.pli).attempts == 1, log)
        worker.kill()
    assert Pli.objects.get(id=receipt.pli).status == "waiting"
    with running_worker(settings, log):
        wait_until(lambda: Pli.objects.get(id=receipt.pli).status == "filed", log)
    assert Dossier.objects.count() == 1
    assert Event.objects.filter(subject=receipt.pli, what="attempt").count() == 2

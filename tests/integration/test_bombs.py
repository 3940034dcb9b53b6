"""Hostile files through a real worker: it is the same process after them as before, and files what comes next."""

from pathlib import Path

import pytest

from bench.bombs.__main__ import CASES, good_filing
from dossier.mail import Channel, DateSource
from ingest.intake import FileArrival
from storage.register.ledger import counts
from storage.register.models import Pli
from storage.s3_store import S3Store
from tests.integration.running import running_worker, wait_until
from tests.workers.filings import NOW
from workers.intake import RegisterIntake

pytestmark = pytest.mark.integration

NAMES = frozenset(
    {
        "PDF: page tree that goes round in a circle",
        "PDF: object stream of 1 GB",
        "PDF: form that draws itself",
        "PDF: arrays 500,000 deep",
        "TIFF that says 60,000 x 60,000",
        "zip that holds itself",
        "zip whose directory hides 600 MB",
        "zip of 10,000 members that are the same data, 100 GB",
        "message in message, 1,000 deep",
        "SVG of a thousand million laughs",
    }
)
BOUNDS = {"PLI_LIMITS__PAGE_SECONDS": "15", "PLI_LIMITS__FILE_SECONDS": "60"}


def test_a_worker_outlives_hostile_files_and_files_what_comes_next(
    settings: dict[str, str], store: S3Store, tmp_path: Path
) -> None:
    log, intake = tmp_path / "worker.log", RegisterIntake(store)
    chosen = [case for case in CASES if case.name in NAMES]
    assert len(chosen) == len(NAMES)
    with running_worker(settings | BOUNDS, log) as worker:
        for number, case in enumerate(chosen):
            case.make(tmp_path / f"{number}.{case.suffix}")
            intake.receive(tmp_path / f"{number}.{case.suffix}", _arrival(f"{number}.{case.suffix}"))
        wait_until(lambda: counts().plis.waiting == 0, log, within_s=500)
        (tmp_path / "bon.pdf").write_bytes(good_filing())
        good = intake.receive(tmp_path / "bon.pdf", _arrival("bon.pdf"))
        wait_until(lambda: Pli.objects.get(id=good.pli).status == "filed", log)
        assert worker.poll() is None, "the process that was started is the one that runs"
    numbers = counts().plis
    assert numbers.received == len(NAMES) + 1
    assert numbers.waiting == 0
    assert all(store.exists(f"quarantine/{pli.id}/reason.json") for pli in Pli.objects.filter(status="quarantine"))


def _arrival(name: str) -> FileArrival:
    return FileArrival(name=name, received_at=NOW, received_at_source=DateSource.FILE, channel=Channel.POST)

"""A pli of many pages on real workers: killed in mid-range, nothing is lost and no finished range read twice."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from dossier.mail import Channel, DateSource
from ingest.intake import FileArrival
from storage.register.models import Dossier, Event, PageRange, Pli
from storage.s3_store import S3Store
from tests.integration.running import running_worker, wait_until
from tests.integration.test_up import Installation, installation
from tests.ocr import paper
from tests.workers.filings import NOW
from tests.workers.mail import ATTESTATION, COVER
from workers.intake import RegisterIntake

pytestmark = pytest.mark.integration
__all__ = ["installation"]  # the fixture

RANGES = 8


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Eight ranges of three scanned pages each."""
    pdf = paper.new_pdf([])
    sheet = paper.scanned(paper.printed())
    for _ in range(3 * RANGES):
        paper.scan_page(pdf, sheet)
    return paper.saved(pdf, tmp_path / "liasse.pdf")


def _receive(store: S3Store, file: Path) -> str:
    arrival = FileArrival(name=file.name, received_at=NOW, received_at_source=DateSource.FILE, channel=Channel.POST)
    return RegisterIntake(store).receive(file, arrival).pli


def _ranges_read(log: Path) -> Counter[int]:
    lines = (json.loads(line) for line in log.read_text().splitlines() if line.startswith("{"))
    return Counter(line["range"] for line in lines if line["event"] == "range_read")


def test_a_worker_killed_in_mid_range_costs_that_range_and_a_small_pli_goes_first(
    settings: dict[str, str], store: S3Store, tmp_path: Path, bundle: Path, letter: Callable[..., bytes]
) -> None:
    log, small = tmp_path / "worker.log", tmp_path / "petit.pdf"
    settings |= {"PLI_RANGE_PAGES": "3", "PLI_PAGE_CACHE_MB": "0"}
    large = _receive(store, bundle)
    small.write_bytes(letter(COVER, ATTESTATION))

    def being_read() -> int:
        return PageRange.objects.filter(read_at=None, attempts__gte=1).count()

    with running_worker(settings, log) as worker:
        wait_until(lambda: PageRange.objects.exclude(read_at=None).count() >= 2 and being_read() > 0, log)
        worker.kill()
    kept = set(PageRange.objects.exclude(read_at=None).values_list("id", flat=True))
    assert 2 <= len(kept) < RANGES
    after = _receive(store, small)
    with running_worker(settings, log):
        wait_until(lambda: Pli.objects.get(id=after).status == "filed", log)
        assert Pli.objects.get(id=large).status == "waiting"
        wait_until(lambda: Pli.objects.get(id=large).status == "filed", log)
    read = _ranges_read(log)
    assert len(read) == RANGES
    assert {number: read[number] for number in kept} == dict.fromkeys(kept, 1)
    manifest = json.loads(store.get_bytes(Dossier.objects.get(plis=large).manifest))
    pages = [page["page"] for piece in manifest["pieces"] for page in piece["pages"]]
    pages += [page["page"] for page in manifest["skipped_pages"]]
    assert sorted(pages) == list(range(1, 3 * RANGES + 1))
    assert Event.objects.filter(subject=large, what="pages_shared_out").count() == 1
    assert not PageRange.objects.exists()


def test_the_embedded_whole_killed_in_mid_range_goes_on(
    installation: Installation, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLI_RANGE_PAGES", "3")
    monkeypatch.setenv("PLI_PAGE_CACHE_MB", "0")
    assert installation.stop() == 0
    installation.start()
    installation.drop("liasse.pdf", bundle.read_bytes())
    ranges = "SELECT count(*) FROM register_pagerange WHERE "
    unread = ranges + "read_at IS NULL AND attempts > 0"
    installation.wait_for(lambda: _asked(installation, ranges + "read_at IS NOT NULL") >= 2)
    installation.wait_for(lambda: _asked(installation, unread) > 0)
    kept = _asked(installation, ranges + "read_at IS NOT NULL")
    installation.kill()
    assert _asked(installation, ranges + "read_at IS NOT NULL") >= kept
    installation.start()
    installation.wait_for(lambda: installation.stats()["plis"]["filed"] == 1)
    assert set(_ranges_read(installation.data / "logs" / "worker.log").values()) == {1}
    assert installation.stats()["pages"]["filed"] == 3 * RANGES
    assert _asked(installation, "SELECT count(*) FROM register_pagerange") == 0


def _asked(place: Installation, question: str) -> int:
    with sqlite3.connect(f"file:{place.data / 'register' / 'register.sqlite3'}?mode=ro", uri=True) as register:
        (number,) = register.execute(question).fetchone()
    register.close()
    return int(number)

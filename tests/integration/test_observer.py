"""A worker that runs tells Prometheus and a supervisor how it goes."""

from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from dossier.mail import Channel, DateSource
from ingest.intake import FileArrival
from pli.embedded.ports import Ports
from storage.register.ledger import counts
from storage.s3_store import S3Store
from tests.ingest.raw_mail import pdf
from tests.integration.running import running_worker, wait_until
from tests.servers.collector import collector, spans_sent
from tests.workers.filings import NOW
from tests.workers.mail import message
from workers.intake import RegisterIntake

pytestmark = pytest.mark.integration


def test_a_running_worker_is_alive_ready_and_can_be_scraped(settings: dict[str, str], tmp_path: Path) -> None:
    port, log = Ports(tmp_path / "ports.json").port("metrics"), tmp_path / "worker.log"

    def answer(path: str) -> str:
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as said:
                text: str = said.read().decode()
        except URLError:
            return ""
        return text

    with running_worker(settings | {"PLI_METRICS_PORT": str(port)}, log):
        wait_until(lambda: '"register": "ok"' in answer("/health/ready"), log)
        assert "OK" in answer("/health/live")
        assert 'pli_received{of="plis"} 0.0' in answer("/metrics")


def test_a_running_worker_tells_a_collector_of_each_pli(
    settings: dict[str, str], store: S3Store, tmp_path: Path
) -> None:
    (tmp_path / "a.eml").write_bytes(message(("a.pdf", pdf())))
    arrival = FileArrival(name="a.eml", received_at=NOW, received_at_source=DateSource.FILE, channel=Channel.EMAIL)
    pli = RegisterIntake(store).receive(tmp_path / "a.eml", arrival).pli
    log = tmp_path / "worker.log"
    with collector() as (endpoint, sent):
        with running_worker(settings | {"PLI_TRACES_ENDPOINT": endpoint}, log):
            wait_until(lambda: counts().plis.waiting == 0, log)
        told = spans_sent(sent)
    (whole,) = (span for span in told if span.name == "pli")
    assert [(one.key, one.value.string_value) for one in whole.attributes] == [("pli.id", pli)]
    assert {"originals", "pages", "classify", "pieces", "file", "record"} <= {span.name for span in told}
    assert {span.trace_id for span in told} == {whole.trace_id}
